import { expect, it } from "vitest";
import { createClient } from "./create-client.ts";

it("names sites, teams, members and sign-ins in paths, encoded", async () => {
  const asked: string[] = [];
  const client = createClient({
    baseUrl: "https://stats.example.com",
    fetch: async (url, { method = "GET" } = {}) => {
      asked.push(`${method} ${new URL(String(url)).pathname}${new URL(String(url)).search}`);
      return Response.json({ sign_ins: [], invitations: [], ended: 2 });
    },
  });
  await client.me({ site: "a&b", team: undefined });
  await client.me();
  await client.endSignIn("a/b");
  await client.changeMember(1, "u/1", { role: "editor" });
  await client.removeMember(1, "u/1");
  await client.moveSite("a/b", 2);
  await client.renewInvitation(1, 3);
  expect(await client.endOtherSignIns()).toBe(2);
  expect(asked).toEqual([
    "GET /api/v1/me?site=a%26b",
    "GET /api/v1/me",
    "DELETE /api/v1/sign-ins/a%2Fb",
    "PATCH /api/v1/teams/1/members/u%2F1",
    "DELETE /api/v1/teams/1/members/u%2F1",
    "POST /api/v1/sites/a%2Fb/move",
    "POST /api/v1/teams/1/invitations/3/renew",
    "DELETE /api/v1/sign-ins",
  ]);
});
