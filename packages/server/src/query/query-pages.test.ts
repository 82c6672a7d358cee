import { type Query, type QueryReply, querySchema } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { queryPages } from "./query-pages.ts";

const QUERY = querySchema.parse({
  site_id: "a",
  metrics: ["visitors"],
  date_range: "24h",
  dimensions: ["event:page"],
});

/** Reads all pages of a query that has `total` rows. */
async function read(total: number, options: { offset?: number; maxRows?: number } = {}) {
  const asked: { limit: number; offset: number; now: number | undefined }[] = [];
  const runQuery = async ({ pagination }: Query, now?: number) => {
    asked.push({ ...pagination, now });
    const count = Math.max(0, Math.min(pagination.limit, total - pagination.offset));
    return { results: Array.from({ length: count }, () => ({})) } as QueryReply;
  };
  const query = { ...QUERY, pagination: { limit: 10_000, offset: options.offset ?? 0 } };
  let rows = 0;
  const limit = options.maxRows === undefined ? {} : { maxRows: options.maxRows };
  for await (const { results } of queryPages(query, { runQuery, now: 7, ...limit })) rows += results.length;
  return { rows, asked };
}

describe("queryPages", () => {
  it.each([
    { total: 0, rows: 0, offsets: [0], description: "none" },
    { total: 9999, rows: 9999, offsets: [0], description: "less than a page" },
    { total: 10_000, rows: 10_000, offsets: [0, 10_000], description: "exactly a page" },
    { total: 25_000, rows: 25_000, offsets: [0, 10_000, 20_000], description: "several pages" },
  ])("reads $description", async ({ total, rows, offsets }) => {
    const read_ = await read(total);
    expect(read_.rows).toBe(rows);
    expect(read_.asked.map(({ offset }) => offset)).toEqual(offsets);
  });

  it("takes every page from the same instant", async () => {
    expect((await read(25_000)).asked.map(({ now }) => now)).toEqual([7, 7, 7]);
  });

  it("begins and ends where it is told", async () => {
    const { rows, asked } = await read(50_000, { offset: 5000, maxRows: 12_000 });
    expect(rows).toBe(12_000);
    expect(asked).toEqual([
      { limit: 10_000, offset: 5000, now: 7 },
      { limit: 2000, offset: 15_000, now: 7 },
    ]);
  });
});
