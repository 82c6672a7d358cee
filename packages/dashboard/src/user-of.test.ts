import type { Me, Right } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { mustSignIn, userOf } from "./user-of.ts";

const ADA = {
  id: "a",
  name: "Ada",
  email: "ada@example.com",
  email_verified: true,
  language: null,
  timezone: null,
  theme: null,
  is_operator: false,
  two_factor: false,
};
const me = (changes: Partial<Me>): Me => ({
  instance: "closed",
  sign_up: "invite",
  oidc_name: null,
  person: ADA,
  teams: [],
  rights: [],
  ...changes,
});
const EDITOR: readonly Right[] = ["site:view", "site:edit", "sites:create"];

describe("userOf", () => {
  it("takes rights from the server and from nothing else", () => {
    const owner = userOf(me({ teams: [{ id: 1, name: "Example", role: "owner" }], rights: [] }), true);
    expect(owner).toMatchObject({ mayEdit: false, mayManage: false, mayCreate: false, mayOperate: false });
    const editor = userOf(me({ rights: EDITOR }), true);
    expect(editor).toMatchObject({ mayEdit: true, mayManage: false, mayCreate: true });
  });

  it("does not carry rights from one site's page to the next", () => {
    expect(userOf(me({ rights: EDITOR }), false)).toMatchObject({ mayEdit: false, mayCreate: true });
  });

  it("lets everybody do everything on an open instance, on every page at once", () => {
    expect(userOf(me({ instance: "open", person: null, rights: EDITOR }), false).mayEdit).toBe(true);
  });

  it("offers the teams in which sites can be created", () => {
    const teams = (["viewer", "editor", "admin", "owner"] as const).map((role, id) => ({
      id,
      name: role,
      role,
    }));
    expect(userOf(me({ teams }), true).managedTeams.map(({ role }) => role)).toEqual(["admin", "owner"]);
  });
});

it.each([
  { who: "nobody on a closed instance", changes: { person: null }, must: true },
  { who: "somebody who is signed in", changes: {}, must: false },
  { who: "a guest with rights", changes: { person: null, rights: ["site:view"] as const }, must: false },
  { who: "anybody on an open instance", changes: { person: null, instance: "open" as const }, must: false },
  { who: "a stranger to a new one", changes: { person: null, instance: "new" as const }, must: false },
])("asks $who to sign in: $must", ({ changes, must }) => {
  expect(mustSignIn(me(changes))).toBe(must);
});
