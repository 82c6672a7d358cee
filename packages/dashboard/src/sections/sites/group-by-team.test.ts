import type { TeamInfo } from "@millrace/protocol";
import { expect, it } from "vitest";
import { groupByTeam } from "./group-by-team.ts";

const [ONE, TWO, EMPTY]: readonly TeamInfo[] = ["One", "Two", "Empty"].map((name, id) => ({
  id,
  name,
  role: "viewer",
}));

it("groups sites by team and keeps their order; those of no team come last", () => {
  const teams = [ONE, TWO, EMPTY].filter((team) => team !== undefined);
  const sites = ["c", "loose", "a", "b"].map((name) => ({ name }));
  const owners = new Map([
    ["a", TWO],
    ["b", ONE],
    ["c", ONE],
  ]);
  const groups = groupByTeam(sites, teams, (site) => owners.get(site) ?? null);
  expect(groups.map(({ team, sites }) => [team?.name ?? null, sites.map(({ name }) => name)])).toEqual([
    ["One", ["c", "b"]],
    ["Two", ["a"]],
    [null, ["loose"]],
  ]);
});
