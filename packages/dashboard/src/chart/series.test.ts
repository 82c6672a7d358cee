import { describe, expect, it } from "vitest";
import { intervalsFor, toSeries } from "./series.ts";

const reply = (labels: string[], rows: [string, number][], partial?: string) =>
  toSeries({
    results: rows.map(([label, figure]) => ({ dimensions: [label], metrics: [figure] })),
    meta: { time_labels: labels, ...(partial !== undefined && { partial_time_label: partial }) },
    query: { metrics: ["visitors"] } as never,
  });

describe("toSeries", () => {
  it("has a point for buckets without events too, and knows the one that runs", () => {
    const series = reply(["2026-03-09", "2026-03-10"], [["2026-03-10", 5]], "2026-03-10");
    expect(series.points.map(({ figures }) => figures.visitors)).toEqual([0, 5]);
    expect(series.partial).toBe(1);
  });

  it.each([
    { labels: ["2026-03-10 14:00:00", "2026-03-10 14:01:00"], interval: "minute" },
    { labels: ["2026-03-10 14:00:00", "2026-03-10 15:00:00"], interval: "hour" },
    { labels: ["2026-03-09", "2026-03-10"], interval: "day" },
    { labels: ["2026-03-02", "2026-03-09"], interval: "week" },
    { labels: ["2026-02-01", "2026-03-01"], interval: "month" },
  ])("tells $interval by its labels", ({ labels, interval }) => {
    expect(reply(labels, []).interval).toBe(interval);
  });
});

describe("intervalsFor", () => {
  it.each([
    [1, ["hour"]],
    [7, ["hour", "day"]],
    [30, ["hour", "day", "week"]],
    [365, ["day", "week", "month"]],
  ])("%d days", (days, intervals) => {
    expect(intervalsFor(days)).toEqual(intervals);
  });
});
