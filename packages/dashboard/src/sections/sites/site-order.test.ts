import type { SiteOverview } from "@millrace/protocol";
import { expect, it } from "vitest";
import { changeOf, readSiteOrder, sortSites } from "./site-order.ts";

const site = (name: string, visitors: number, previous: number): SiteOverview => ({
  name,
  visitors,
  previous,
  current_visitors: 0,
  hours: [],
  first_event: "2026-01-01T00:00:00Z",
});
const SITES = [
  site("b", 5, 10),
  site("new", 5, 0),
  site("a", 5, 2),
  site("quiet", 0, 0),
  site("big", 90, 100),
];

it.each([
  { order: "visitors" as const, names: ["big", "a", "b", "new", "quiet"] },
  { order: "change" as const, names: ["a", "big", "b", "new", "quiet"] },
  { order: "name" as const, names: ["a", "b", "big", "new", "quiet"] },
])("sorts sites by $order, equal ones by name", ({ order, names }) => {
  expect(sortSites(SITES, order)).toEqual(names);
});

it("has no change where nobody was there before", () => {
  expect(SITES.map((one) => changeOf(one))).toEqual([-50, null, 150, null, -10]);
});

it.each([
  { hours: 49, change: 150 },
  { hours: 37, change: 150 },
  { hours: 36, change: null },
  { hours: 25, change: null },
])("compares with the day before where it was counted: first event $hours hours ago", ({ hours, change }) => {
  const now = Date.parse("2026-11-30T12:00:00Z");
  const first_event = new Date(now - hours * 3_600_000).toISOString();
  expect(changeOf({ ...site("a", 5, 2), first_event }, now)).toBe(change);
});

it("reads an order from the address, and the usual one from anything else", () => {
  expect(["name", "change", "banana", undefined].map(readSiteOrder)).toEqual([
    "name",
    "change",
    "visitors",
    "visitors",
  ]);
});
