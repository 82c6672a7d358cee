import { describe, expect, it } from "vitest";
import { timeseriesParams } from "../cards/card-params.ts";
import { matchesWeekdays, readView } from "./site-search.ts";

describe("readView", () => {
  it.each([
    { search: { metric: "exit_rate" }, metric: "visitors" },
    { search: { metric: "conversion_rate" }, metric: "visitors" },
    { search: { metric: "conversion_rate", f: ["is,event:goal,Signup"] }, metric: "conversion_rate" },
    { search: { metric: "scroll_depth", f: ["is,event:page"] }, metric: "visitors" },
    { search: { metric: "nonsense" }, metric: "visitors" },
  ])("draws $metric for $search, and asks for nothing that is refused", ({ search, metric }) => {
    const view = readView(search);
    expect(view.metric).toBe(metric);
    expect(timeseriesParams(view).metrics?.split(",")).toContain(metric);
    expect(timeseriesParams(view).metrics).not.toContain("exit_rate");
  });
});

describe("what an address says and nobody understands", () => {
  it.each([
    { search: { period: "banana" }, unreadable: [{ name: "period", text: "banana" }] },
    { search: { compare: "nope", metric: "sales" }, unreadable: ["compare", "metric"] },
    { search: { interval: "century", weekdays: "odd" }, unreadable: ["weekdays", "interval"] },
    { search: { f: ["is,event:page,/", "nonsense"] }, unreadable: [{ name: "f", text: "nonsense" }] },
    { search: { period: "7d", compare: "none", metric: "visits", interval: "day" }, unreadable: [] },
    { search: { period: "", metric: "" }, unreadable: [] },
  ])("is known by its part: $search", ({ search, unreadable }) => {
    const read = readView(search).unreadable;
    expect(read).toHaveLength(unreadable.length);
    for (const [at, expected] of unreadable.entries())
      expect(read[at]).toMatchObject(typeof expected === "string" ? { name: expected } : expected);
  });
});

describe("matchesWeekdays", () => {
  it.each([
    { period: "7d", isMatched: false },
    { period: "30d", isMatched: true },
    { period: { first: "2026-03-01", last: "2026-03-08" }, isMatched: true },
    { period: "12mo", isMatched: false },
    { period: "all", isMatched: false },
  ] as const)("of $period is $isMatched unless it is chosen otherwise", ({ period, isMatched }) => {
    expect(matchesWeekdays({ weekdays: null }, period)).toBe(isMatched);
    expect(matchesWeekdays({ weekdays: "as-dates" }, period)).toBe(false);
  });
});
