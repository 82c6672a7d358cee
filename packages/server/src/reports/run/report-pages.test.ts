import type { Query, QueryReply } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { BadRequest, NotFound } from "../../domain/errors.ts";
import { reportPages } from "./report-pages.ts";

const ROWS = 10_050;

/** A report's pages, from a query of ROWS rows. */
async function rowsOf(name: string, params: Record<string, string>) {
  const asked: Query[] = [];
  const runQuery = async (query: Query) => {
    asked.push(query);
    const { limit, offset } = query.pagination;
    const length = Math.max(Math.min(limit, ROWS - offset), 0);
    const results = Array.from({ length }, () => ({
      dimensions: ["2026-03-10 09:00:00"],
      metrics: query.metrics.map(() => 1),
    }));
    return { results, meta: {}, query } as unknown as QueryReply;
  };
  const { pages, ...head } = reportPages(name, { site_id: "a", ...params }, { runQuery, now: 7 });
  let rows = 0;
  for await (const { results } of pages) rows += results.length;
  return { rows, head, asked };
}

describe("reportPages", () => {
  it.each([
    { params: {}, rows: ROWS, description: "all of them" },
    { params: { limit: "20" }, rows: 20, description: "as many as are asked for" },
    { params: { limit: "20", page: "3" }, rows: 20, description: "a page" },
    { params: { limit: "10000", page: "2" }, rows: 50, description: "the last page" },
    { params: { compare: "none" }, rows: ROWS, description: "all, compared with none as always" },
  ])("has $rows rows for $params: $description", async ({ params, rows }) => {
    expect((await rowsOf("pages", params as unknown as Record<string, string>)).rows).toBe(rows);
  });

  it("searches and orders like the card", async () => {
    const { asked, head } = await rowsOf("pages", {
      search: "x",
      order_by: "pageviews",
      metrics: "pageviews",
    });
    expect(asked[0]).toMatchObject({
      filters: [["contains", "event:page", ["x"], { case_sensitive: false }]],
      order_by: [["pageviews", "desc"]],
    });
    expect(head).toEqual({ siteId: "a", dimensions: ["event:page"], metrics: ["pageviews"] });
  });

  it("compares nothing, though the report does so by default", async () => {
    expect((await rowsOf("overview", {})).asked[0]?.include?.comparisons).toBeUndefined();
  });

  it("has the rows that a report makes of its query, under their own names", async () => {
    const { rows, head } = await rowsOf("time-of-week", {});
    expect({ rows, ...head }).toMatchObject({ rows: 168, dimensions: ["weekday", "hour"] });
  });

  it.each<{ name: string; params: object; error: new (message: string) => Error }>([
    { name: "sales", params: {}, error: NotFound },
    { name: "pages", params: { compare: "previous_period" }, error: BadRequest },
    { name: "pages", params: { limit: "0" }, error: BadRequest },
    { name: "time-of-week", params: { limit: "5" }, error: BadRequest },
  ])("refuses $name with $params", async ({ name, params, error }) => {
    await expect(rowsOf(name, params as unknown as Record<string, string>)).rejects.toThrow(error);
  });
});
