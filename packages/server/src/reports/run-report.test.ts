import type { Query, QueryReply } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { BadRequest } from "../domain/errors.ts";
import { REPORTS } from "./index.ts";
import { createRunReport, UnknownReport } from "./run-report.ts";

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

  it.each<{ name: string; params?: object; error: new (message: string) => Error }>([
    { name: "sales", error: UnknownReport },
    { name: "properties", error: BadRequest },
    { name: "realtime", params: { date_range: "7d" }, error: BadRequest },
    { name: "time-of-week", params: { compare: "previous_period" }, error: BadRequest },
    { name: "pages", params: { constructor: "x" }, error: BadRequest },
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
