import type { Figure, Metric } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { begunPoints, intervalsFor, partsOf, toSeries } from "./series.ts";

const reply = (
  labels: string[],
  rows: [string, Figure][],
  {
    partial,
    metric = "visitors",
    within = ["", ""],
  }: { partial?: string; metric?: Metric; within?: [string, string] } = {},
) =>
  toSeries({
    results: rows.map(([label, figure]) => ({ dimensions: [label], metrics: [figure] })),
    meta: {
      time_labels: labels,
      revenue_currency: "USD",
      ...(partial !== undefined && { partial_time_label: partial }),
    },
    query: { metrics: [metric], date_range: within } as never,
  });

describe("toSeries", () => {
  it("has a point for buckets without events too, and knows the one that runs", () => {
    const series = reply(["2026-03-09", "2026-03-10"], [["2026-03-10", 5]], { partial: "2026-03-10" });
    expect(series.points.map(({ figures }) => figures.visitors)).toEqual([0, 5]);
    expect(series.partial).toBe(1);
  });

  it("knows nothing of buckets that have not begun", () => {
    const series = reply(["2026-03-09", "2026-03-10", "2026-03-11"], [], { partial: "2026-03-10" });
    expect(series.points.map(({ figures }) => figures.visitors)).toEqual([0, 0, null]);
    expect(begunPoints(series).map(({ label }) => label)).toEqual(["2026-03-09", "2026-03-10"]);
    expect(reply(["2026-03-09", "2026-03-10"], []).begun).toBe(2);
  });

  it.each([
    { metric: "scroll_depth", nothing: null },
    { metric: "time_on_page", nothing: null },
    { metric: "exit_rate", nothing: null },
    { metric: "average_revenue", nothing: null },
    { metric: "total_revenue", nothing: 0 },
    { metric: "bounce_rate", nothing: null },
    { metric: "views_per_visit", nothing: null },
    { metric: "visit_duration", nothing: null },
    { metric: "pageviews", nothing: 0 },
  ] as const)("has $nothing for $metric where nothing happened", ({ metric, nothing }) => {
    const { points } = reply(["2026-03-09"], [], { metric });
    expect(points[0]?.figures[metric]).toBe(nothing);
  });

  it("keeps what the server does not know unknown", () => {
    const { points } = reply(["2026-03-09"], [["2026-03-09", null]], { metric: "total_revenue" });
    expect(points[0]?.figures.total_revenue).toBeNull();
  });

  it("says in which currency its revenue is", () => {
    expect(reply(["2026-03-09"], []).currency).toBe("USD");
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

describe("partsOf", () => {
  const WEEKS = ["2026-10-26", "2026-11-02", "2026-11-09"];
  const MONTHS = ["2026-09-01", "2026-10-01", "2026-11-01"];
  it.each([
    { what: "weeks that the period cuts", labels: WEEKS, within: ["2026-10-31", "2026-11-12"], is: [0, 2] },
    { what: "no whole weeks", labels: WEEKS, within: ["2026-10-26", "2026-11-15"], is: [] },
    { what: "months that it cuts", labels: MONTHS, within: ["2026-09-25", "2026-11-30"], is: [0] },
    {
      what: "one that runs",
      labels: MONTHS,
      within: ["2026-09-01", "2026-11-30"],
      partial: MONTHS[2],
      is: [2],
    },
  ] as const)("are $what", ({ labels, within, is, ...rest }) => {
    const [from, to] = within;
    const series = reply([...labels], [], {
      within: [`${from}T00:00:00+01:00`, `${to}T23:59:59+01:00`],
      ...("partial" in rest && { partial: rest.partial }),
    });
    expect(partsOf(series)).toEqual(is);
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
