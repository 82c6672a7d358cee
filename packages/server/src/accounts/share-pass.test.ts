import { expect, it } from "vitest";
import { isPass, makePass } from "./share-pass.ts";

const SHARE = { id: 7, passwordHash: "hash" };
const { pass, expiresAt } = makePass(SHARE, "secret", 1000);
const given = { secret: "secret", now: expiresAt - 1 };

it("opens the link that it was made for, until it ends", () => {
  expect(isPass(pass, SHARE, given)).toBe(true);
  expect(isPass(pass, SHARE, { ...given, now: expiresAt })).toBe(false);
});

it.each([
  ["of another link", pass, { ...SHARE, id: 8 }, given],
  ["of a password that was changed", pass, { ...SHARE, passwordHash: "new" }, given],
  ["of another instance", pass, SHARE, { ...given, secret: "other" }],
  ["with a later end", pass.replace(/^\d+/, String(expiresAt + 1)), SHARE, given],
  ["without a signature", `${expiresAt}.`, SHARE, given],
  ["that is none", "", SHARE, given],
])("refuses a pass %s", (_what, text, share, options) => {
  expect(isPass(text, share, options)).toBe(false);
});
