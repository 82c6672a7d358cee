import { type Client, createClient, type NativeEvent, type QueryInput, type ReplyRow } from "@millrace/protocol";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

/** More than a page of the engine's, and more than one part of a file. */
const PAGES = 12_345;
const SITE = "exports.example";
const QUERY: QueryInput = {
  site_id: SITE,
  metrics: ["pageviews", "visitors", "bounce_rate"],
  date_range: ["2026-03-09", "2026-03-12"],
  dimensions: ["event:page"],
};

const newFolder = useTempFolders();
let app: StartedApp;
let client: Client;

beforeAll(async () => {
  app = await startApp(newFolder());
  client = createClient({ baseUrl: app.url });
  const events = Array.from({ length: PAGES }, (_, at): NativeEvent => {
    // A quotation mark and a comma in the path, visits of two pages, some pages seen by two.
    const path = `/a"b,${at % (PAGES - 100)}`;
    const day = String(9 + (at % 4)).padStart(2, "0");
    return {
      site: SITE,
      path,
      user_id: `u${Math.floor(at / 8)}`,
      timestamp: `2026-03-${day}T10:00:00Z`,
      props: { at },
    };
  });
  for (let from = 0; from < PAGES; from += 5000) await client.sendEvents(events.slice(from, from + 5000));
  await vi.waitFor(
    async () => {
      const { results } = await client.query({ ...QUERY, dimensions: [] });
      expect(results[0]?.metrics[0]).toBe(PAGES);
    },
    { timeout: 30_000, interval: 100 },
  );
});
afterAll(() => app.stop());

async function allRows(): Promise<ReplyRow[]> {
  const page = async (offset: number) => (await client.query({ ...QUERY, pagination: { offset } })).results;
  return [...(await page(0)), ...(await page(10_000))];
}

const named = ({ dimensions, metrics }: ReplyRow) => ({
  "event:page": dimensions[0],
  pageviews: metrics[0],
  visitors: metrics[1],
  bounce_rate: metrics[2],
});

describe("an exported query", () => {
  it("has all rows that the query has, in its order, whatever the format", async () => {
    const rows = (await allRows()).map(named);
    expect(rows).toHaveLength(PAGES - 100);

    const ndjson = await (await client.exportQuery(QUERY, "ndjson")).text();
    expect(ndjson.trimEnd().split("\n").map((line) => JSON.parse(line))).toEqual(rows);

    const csv = await (await client.exportQuery(QUERY, "csv")).text();
    const lines = rows.map(
      (row) => `"${String(row["event:page"]).replaceAll('"', '""')}",${row.pageviews},${row.visitors},${row.bounce_rate ?? ""}`,
    );
    expect(csv.trimEnd().split("\r\n")).toEqual(["event:page,pageviews,visitors,bounce_rate", ...lines]);

    const parquet = await (await client.exportQuery(QUERY, "parquet")).arrayBuffer();
    expect(await parquetReadObjects({ file: parquet })).toEqual(
      rows.map((row) => ({
        ...row,
        pageviews: BigInt(row.pageviews ?? 0),
        visitors: BigInt(row.visitors ?? 0),
      })),
    );
  });

  it("is refused with the server's own words", async () => {
    await expect(client.exportQuery({ ...QUERY, metrics: ["sales" as never] }, "csv")).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('unknown metric "sales"'),
    });
  });
});

describe("exported events", () => {
  it("are all that are stored, in every format", async () => {
    const ndjson = await (await client.exportEvents({ site_id: SITE })).text();
    const events = ndjson.trimEnd().split("\n").map((line) => JSON.parse(line));
    expect(events).toHaveLength(PAGES);
    const numbers = events.map(({ props }) => Number(props.at)).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: PAGES }, (_, at) => at));

    const parquet = await (await client.exportEvents({ site_id: SITE, format: "parquet" })).arrayBuffer();
    const read = await parquetReadObjects({ file: parquet, columns: ["id", "path", "timestamp", "visitor_id"] });
    expect(read).toEqual(
      events.map(({ id, path, timestamp, visitor_id }) => ({
        id,
        path,
        timestamp: new Date(timestamp),
        visitor_id,
      })),
    );

    const csv = await (await client.exportEvents({ site_id: SITE, format: "csv" })).text();
    const ids = csv.trimEnd().split("\r\n").slice(1).map((line) => line.split(",")[0]);
    expect(ids).toEqual(events.map(({ id }) => id));
  });

  it("are those of the dates that are asked for", async () => {
    const ndjson = await (await client.exportEvents({ site_id: SITE, from: "2026-03-10", to: "2026-03-11" })).text();
    const days = ndjson.trimEnd().split("\n").map((line) => JSON.parse(line).timestamp.slice(0, 10));
    expect(days).toHaveLength(Array.from({ length: PAGES }, (_, at) => at % 4).filter((at) => at === 1 || at === 2).length);
    expect(new Set(days)).toEqual(new Set(["2026-03-10", "2026-03-11"]));
  });

  it("stop being read when their reader hangs up", async () => {
    const hungUp = new AbortController();
    const reply = await client.exportEvents({ site_id: SITE }, hungUp.signal);
    const reader = reply.body?.getReader();
    await reader?.read();
    hungUp.abort();
    await expect(reader?.read()).rejects.toThrow();
    expect((await client.reports()).length).toBeGreaterThan(20);
    expect(app.logged.filter(({ level }) => level === "error")).toEqual([]);
  });
});
