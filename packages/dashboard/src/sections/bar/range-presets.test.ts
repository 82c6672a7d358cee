import { expect, it } from "vitest";
import { lastDays, PRESETS } from "./range-presets.ts";

it.each([
  { name: "last28", today: "2026-03-10", dates: { first: "2026-02-10", last: "2026-03-09" } },
  { name: "thisQuarter", today: "2026-02-28", dates: { first: "2026-01-01", last: "2026-03-31" } },
  { name: "lastQuarter", today: "2026-02-28", dates: { first: "2025-10-01", last: "2025-12-31" } },
  { name: "lastQuarter", today: "2026-12-31", dates: { first: "2026-07-01", last: "2026-09-30" } },
  { name: "lastYear", today: "2026-03-10", dates: { first: "2025-01-01", last: "2025-12-31" } },
])("$name on $today", ({ name, today, dates }) => {
  expect(PRESETS.find((preset) => preset.name === name)?.dates(today)).toEqual(dates);
});

it("ends the last days yesterday", () => {
  expect(lastDays(1, "2026-03-10")).toEqual({ first: "2026-03-09", last: "2026-03-09" });
});
