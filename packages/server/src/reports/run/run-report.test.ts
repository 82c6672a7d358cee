import type { Query, QueryReply } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { BadRequest, NotFound } from "../../domain/errors.ts";
import { REPORTS } from "../index.ts";
import { createRunReport } from "./run-report.ts";

/** Runs a report and shows the queries that it made. */
async function run(name: string, params: Record<string, string>, rows: QueryReply["results"] = []) {
  const asked: Query[] = [];
  const runReport = createRunReport({
    clock: { now: () => 7 },
    runQuery: async (query) => {
      asked.push(query);
      return { results: rows, meta: {}, query } as unknown as QueryReply;
    },
  });
  return { reply: await runReport(name, { site_id: "a", ...params }), asked };
}

describe("runReport", () => {
  it.each(REPORTS.map(({ name }) => name))("makes a valid query: %s", async (name) => {
    const { reply, asked } = await run(name, name === "properties" ? { key: "plan" } : {});
    expect(reply.report.name).toBe(name);
    expect(asked[0]?.site_id).toBe("a");
  });

  it("has no two reports of one name", () => {
    expect(new Set(REPORTS.map(({ name }) => name)).size).toBe(REPORTS.length);
  });

  it.each([
    { params: {}, query: { date_range: "30d", pagination: { limit: 100, offset: 0 } } },
    { params: { date_range: "2026-03-01, 2026-03-02" }, query: { date_range: ["2026-03-01", "2026-03-02"] } },
    { params: { limit: "20", page: "3" }, query: { pagination: { limit: 20, offset: 40 } } },
    { params: { metrics: "visits,events" }, query: { metrics: ["visits", "events"] } },
    {
      params: { compare: "year_over_year" },
      query: { include: { comparisons: { mode: "year_over_year" } } },
    },
    { params: { total_rows: "true" }, query: { include: { total_rows: true } } },
    {
      params: { filters: '[["is","event:page",["/"]]]' },
      query: { filters: [["is", "event:page", ["/"]]] },
    },
    {
      params: { order_by: "visitors, event:page:desc,bounce_rate:asc" },
      query: {
        order_by: [
          ["visitors", "desc"],
          ["event:page", "desc"],
          ["bounce_rate", "asc"],
        ],
      },
    },
    { params: { order_by: "event:page" }, query: { order_by: [["event:page", "asc"]] } },
    {
      params: { filters: '[["is","visit:os",["iOS"]]]', search: "'Pricing" },
      query: {
        filters: [
          ["is", "visit:os", ["iOS"]],
          ["contains", "event:page", ["'Pricing"], { case_sensitive: false }],
        ],
      },
    },
    { params: { search: "" }, query: { filters: [] } },
  ])("understands $params", async ({ params, query }) => {
    const { asked } = await run("pages", params as unknown as Record<string, string>);
    expect(asked[0]).toMatchObject(query);
  });

  it("adds the asker's filters to the report's own", async () => {
    const { asked } = await run("events", { filters: '[["is","event:page",["/"]]]' });
    expect(asked[0]?.filters).toEqual([
      ["is_not", "event:name", ["pageview"]],
      ["is", "event:page", ["/"]],
    ]);
  });

  it("looks for a country by its code and by its name", async () => {
    const { asked } = await run("countries", { search: "germ" });
    expect(asked[0]?.filters).toEqual([
      [
        "or",
        [
          ["contains", "visit:country", ["germ"], { case_sensitive: false }],
          // Rows of the one that is no more are called Germany as well.
          ["is", "visit:country", ["DD", "DE"]],
        ],
      ],
    ]);
  });

  it("looks for a region by its code and by its name", async () => {
    const { asked } = await run("regions", { search: "bavar" });
    expect(asked[0]?.filters).toEqual([
      [
        "or",
        [
          ["contains", "visit:region", ["bavar"], { case_sensitive: false }],
          ["is", "visit:region", ["DE-BY"]],
        ],
      ],
    ]);
  });

  it("looks for a country whose name has a letter that most have", async () => {
    const { asked } = await run("countries", { search: "a" });
    expect(JSON.stringify(asked[0]?.filters)).toContain('"US"');
  });

  it("looks for a value of the property that it is about", async () => {
    const { asked } = await run("properties", { key: "plan", search: "pro" });
    expect(asked[0]?.filters).toEqual([
      ["is_not", "event:props:plan", ["(not set)"]],
      ["contains", "event:props:plan", ["pro"], { case_sensitive: false }],
    ]);
  });

  it.each([
    { name: "properties", params: { key: "plan" }, dimension: "event:props:plan" },
    { name: "campaigns", params: { by: "source" }, dimension: "visit:utm_source" },
  ])("leaves out what has no value, unless it is asked for: $name", async ({ name, params, dimension }) => {
    const usual = await run(name, params as unknown as Record<string, string>);
    expect(usual.asked[0]?.filters).toEqual([["is_not", dimension, ["(not set)"]]]);
    const all = await run(name, { ...(params as unknown as Record<string, string>), not_set: "true" });
    expect(all.asked[0]?.filters).toEqual([]);
  });

  it("compares with the same weekdays where that is asked for", async () => {
    const { asked } = await run("timeseries", { compare: "previous_period", match_day_of_week: "true" });
    expect(asked[0]?.include?.comparisons).toEqual({ mode: "previous_period", match_day_of_week: true });
  });

  it("drops a comparison that is a default and can't be, and keeps one that was asked for", async () => {
    const all = await run("overview", { date_range: "all" });
    expect(all.asked[0]?.include?.comparisons).toBeUndefined();
    const asked = await run("overview", { date_range: "all", compare: "previous_period" });
    expect(asked.asked[0]?.include?.comparisons).toEqual({
      mode: "previous_period",
      match_day_of_week: false,
    });
    const days = await run("overview", { date_range: "7d" });
    expect(days.asked[0]?.include?.comparisons).toEqual({
      mode: "previous_period",
      match_day_of_week: false,
    });
  });

  it.each<{ name: string; params?: object; error: new (message: string) => Error }>([
    { name: "sales", error: NotFound },
    { name: "properties", error: BadRequest },
    { name: "realtime", params: { date_range: "7d" }, error: BadRequest },
    { name: "time-of-week", params: { compare: "previous_period" }, error: BadRequest },
    { name: "pages", params: { constructor: "x" }, error: BadRequest },
    { name: "pages", params: { search: "x".repeat(201) }, error: BadRequest },
    { name: "goals", params: { search: "x" }, error: BadRequest },
    { name: "timeseries", params: { search: "x" }, error: BadRequest },
    { name: "overview", params: { order_by: "visitors" }, error: BadRequest },
  ])("refuses $name with $params", async ({ name, params = {}, error }) => {
    await expect(run(name, params as unknown as Record<string, string>)).rejects.toThrow(error);
  });

  it("adds up the hours of a week, and shows those without events", async () => {
    const { reply } = await run("time-of-week", {}, [
      // Both Tuesdays.
      { dimensions: ["2026-03-10 09:00:00"], metrics: [1, 2, 3] },
      { dimensions: ["2026-03-17 09:00:00"], metrics: [10, 20, 30] },
      { dimensions: ["2026-03-15 23:00:00"], metrics: [5, 5, 5] },
    ]);
    expect(reply.results).toHaveLength(168);
    expect(reply.results[0]).toEqual({ dimensions: ["1", "00"], metrics: [0, 0, 0] });
    expect(reply.results.filter(({ metrics }) => metrics[0] !== 0)).toEqual([
      { dimensions: ["2", "09"], metrics: [11, 22, 33] },
      { dimensions: ["7", "23"], metrics: [5, 5, 5] },
    ]);
  });

  it("tells the current visitors beside the last half hour", async () => {
    const { reply, asked } = await run("realtime", {}, [{ dimensions: [], metrics: [4] }]);
    expect(reply.current_visitors).toBe(4);
    expect(asked.map(({ date_range }) => date_range)).toEqual(["30m", "realtime"]);
  });
});
