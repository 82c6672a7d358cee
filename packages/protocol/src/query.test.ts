import { describe, expect, it } from "vitest";
import { querySchema } from "./query.ts";

const VALID = { site_id: "example.com", metrics: ["visitors"], date_range: "7d" };

function faultOf(query: unknown): string | undefined {
  const { error } = querySchema.safeParse(query);
  const issue = error?.issues[0];
  return issue && [...issue.path.map(String), issue.message].join(": ");
}

describe("querySchema", () => {
  it("fills in what is left out", () => {
    expect(querySchema.parse(VALID)).toEqual({
      ...VALID,
      dimensions: [],
      filters: [],
      pagination: { limit: 10_000, offset: 0 },
    });
    expect(querySchema.parse({ ...VALID, pagination: { limit: 5 } }).pagination).toEqual({
      limit: 5,
      offset: 0,
    });
  });

  it.each([
    { date_range: ["2026-01-01", "2026-01-31"] },
    { dimensions: ["time:day", "visit:source"] },
    { filters: [["is", "visit:country", ["DE", "PL"]]] },
    { order_by: [["visitors", "desc"]] },
    { include: { time_labels: true, total_rows: true } },
    { include: {} },
  ])("takes %j", (part) => {
    expect(querySchema.safeParse({ ...VALID, ...part }).success).toBe(true);
  });

  it.each([
    { query: null, fault: /expected object/i },
    { query: [], fault: /expected object/i },
    { query: {}, fault: /^site_id: / },
    { query: { ...VALID, site_id: "" }, fault: /^site_id: / },
    { query: { ...VALID, site_id: "s".repeat(256) }, fault: /^site_id: / },
    { query: { ...VALID, metrics: [] }, fault: "metrics: at least one metric is required" },
    {
      query: { ...VALID, metrics: ["sales"] },
      fault: /^metrics: 0: unknown metric "sales", expected one of visitors/,
    },
    {
      query: { ...VALID, date_range: 7 },
      fault: "date_range: must be a name such as 7d, or [from, to]",
    },
    {
      query: { ...VALID, date_range: ["2026-01-01"] },
      fault: "date_range: must be a name such as 7d, or [from, to]",
    },
    {
      query: { ...VALID, dimensions: ["event:colour"] },
      fault: /^dimensions: 0: unknown dimension "event:colour"/,
    },
    {
      query: { ...VALID, dimensions: ["event:page", "event:name", "visit:os", "visit:device"] },
      fault: "dimensions: at most 3 dimensions",
    },
    {
      query: { ...VALID, filters: [["like", "event:page", ["/"]]] },
      fault: /^filters: 0: 0: unknown filter operator "like"/,
    },
    {
      query: { ...VALID, filters: [["is", "time:day", ["2026"]]] },
      fault: /^filters: 0: 1: unknown filter dimension "time:day"/,
    },
    {
      query: { ...VALID, filters: [["is", "event:page", []]] },
      fault: "filters: 0: 2: a filter needs at least one value",
    },
    { query: { ...VALID, filters: [["is", "event:page", "/"]] }, fault: /^filters: 0: 2: / },
    {
      query: { ...VALID, filters: [["is", "event:page"]] },
      fault: /^filters: 0: a filter is \[operator, dimension, \[values\]\]/,
    },
    { query: { ...VALID, order_by: [["visitors", "up"]] }, fault: /^order_by: 0: 1: / },
    { query: { ...VALID, pagination: { limit: 0 } }, fault: /^pagination: limit: / },
    { query: { ...VALID, pagination: { limit: 10_001 } }, fault: /^pagination: limit: / },
    { query: { ...VALID, pagination: { offset: -1 } }, fault: /^pagination: offset: / },
    { query: { ...VALID, pagination: { limit: 1.5 } }, fault: /^pagination: limit: / },
    { query: { ...VALID, metric: ["visitors"] }, fault: /metric/ },
    { query: { ...VALID, include: { everything: true } }, fault: /^include: .*everything/ },
  ])("refuses $query and names the part at fault", ({ query, fault }) => {
    expect(faultOf(query)).toMatch(fault);
  });
});
