import { expect, it } from "vitest";
import { visitDuration } from "./visit-duration.ts";

it.each([
  { visit: { duration: 0, events: 1 }, shown: "–" },
  { visit: { duration: 26, events: 1 }, shown: "26s" },
  { visit: { duration: 0, events: 2 }, shown: "0s" },
  { visit: { duration: 80, events: 3 }, shown: "1m 20s" },
])("of $visit.events event(s) in $visit.duration s is $shown", ({ visit, shown }) => {
  expect(visitDuration(visit)).toBe(shown);
});
