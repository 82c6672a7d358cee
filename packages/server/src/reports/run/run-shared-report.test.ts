import { type Query, type QueryReply, SHARE_CARD_NAMES, SHARE_CARDS } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { BadRequest } from "../../domain/errors.ts";
import { REPORTS } from "../index.ts";
import { CARD_FILTERS, createRunSharedReport, type ShareLimits } from "./run-shared-report.ts";

const OPEN: ShareLimits = { cards: ["chart", "pages"], threshold: 0 };
const ROWS: QueryReply["results"] = [
  { dimensions: ["/"], metrics: [90, 200, 50] },
  { dimensions: ["/pricing"], metrics: [5, 9, 40] },
  { dimensions: ["/one"], metrics: [4, 8, 100] },
  { dimensions: ["/two"], metrics: [3, 3, 0] },
];

async function run(
  name: string,
  params: Record<string, string>,
  { limits = OPEN, rows = ROWS }: { limits?: ShareLimits; rows?: QueryReply["results"] } = {},
) {
  const asked: Query[] = [];
  const runShared = createRunSharedReport({
    clock: { now: () => 7 },
    runQuery: async (query) => {
      asked.push(query);
      return { results: rows, meta: {}, query } as unknown as QueryReply;
    },
  });
  return { reply: await runShared(limits, name, { site_id: "a", ...params }), asked };
}

const FEW: ShareLimits = { cards: SHARE_CARD_NAMES, threshold: 5 };
const METRICS = { metrics: "visitors,pageviews,bounce_rate" };

describe("the rows of a share link", () => {
  it("are all there without a threshold", async () => {
    const { reply } = await run("pages", METRICS);
    expect(reply.results).toEqual(ROWS);
  });

  it("with fewer visitors than the threshold are summed up, where figures can be", async () => {
    const { reply } = await run("pages", { ...METRICS, total_rows: "true" }, { limits: FEW });
    expect(reply.results).toEqual([...ROWS.slice(0, 2), { dimensions: ["(other)"], metrics: [7, 11, null] }]);
    expect(reply.meta.total_rows).toBe(3);
  });

  it("are left out where all small ones together are fewer than the threshold", async () => {
    const { reply } = await run("pages", METRICS, { limits: FEW, rows: ROWS.slice(0, 3) });
    expect(reply.results).toEqual(ROWS.slice(0, 2));
  });

  it("are counted by visitors also where another metric is shown", async () => {
    const rows = ROWS.map(({ dimensions, metrics: [visitors = 0, views = 0] }) => ({
      dimensions,
      metrics: [views, visitors],
    }));
    const { reply, asked } = await run("pages", { metrics: "pageviews" }, { limits: FEW, rows });
    expect(asked[0]?.metrics).toEqual(["pageviews", "visitors"]);
    expect(reply.results.map(({ metrics }) => metrics)).toEqual([[200], [9], [11]]);
  });

  it("are sorted and cut after that", async () => {
    const params = { ...METRICS, order_by: "bounce_rate:asc", limit: "2" };
    const first = await run("pages", params, { limits: FEW });
    expect(first.reply.results.map(({ dimensions }) => dimensions[0])).toEqual(["/pricing", "/"]);
    const second = await run("pages", { ...params, page: "2" }, { limits: FEW });
    expect(second.reply.results.map(({ dimensions }) => dimensions[0])).toEqual(["(other)"]);
    expect(first.asked[0]).toMatchObject({
      order_by: [["visitors", "desc"]],
      pagination: { limit: 10_000, offset: 0 },
    });
  });

  it("are compared with none while small ones are summed up", async () => {
    const { asked } = await run("pages", { ...METRICS, compare: "previous_period" }, { limits: FEW });
    expect(asked[0]?.include?.comparisons).toBeUndefined();
  });
});

describe("revenue", () => {
  it.each(["total_revenue", "visitors,average_revenue"])(
    "is told by no link without events: %s",
    async (metrics) => {
      for (const name of ["overview", "pages"])
        await expect(run(name, { metrics })).rejects.toThrow("does not show revenue");
      const limits: ShareLimits = { cards: ["chart", "events"], threshold: 0 };
      expect((await run("overview", { metrics }, { limits })).asked[0]?.metrics).toEqual(metrics.split(","));
    },
  );
});

describe("filters of a share link", () => {
  it.each([
    '[["is","event:page",["/"]]]',
    '[["not",["contains","visit:entry_page",["/a"]]]]',
    '[["has_done",["or",[["is","event:page",["/"]]]]]]',
  ])("may be about what it shows: %s", async (filters) => {
    expect((await run("overview", { filters })).asked[0]?.filters).toEqual(JSON.parse(filters));
  });

  it.each([
    '[["is","visit:country",["DE"]]]',
    '[["or",[["is","event:page",["/"]],["is","visit:country",["DE"]]]]]',
    '[["has_done",["not",["is","event:goal",["Signup"]]]]]',
    '[["is","event:props:plan",["pro"]]]',
    '[["is","segment",[1]]]',
  ])("may not be about anything else: %s", async (filters) => {
    await expect(run("overview", { filters })).rejects.toThrow(BadRequest);
  });

  it.each<Record<string, string>>([{ filters: '[["is","event:page",["/"]]]' }, { search: "one" }])(
    "are refused while small rows are summed up: %j",
    async (params) => {
      await expect(run("pages", params, { limits: FEW })).rejects.toThrow(BadRequest);
    },
  );

  it.each(SHARE_CARD_NAMES)("cover what the reports of a card are grouped by: %s", (card) => {
    const dimensions = (SHARE_CARDS[card] as readonly string[]).flatMap((name) => {
      const report = REPORTS.find((one) => one.name === name);
      if (report === undefined) throw new Error(`there is no report ${name}`);
      const given = name === "properties" ? { key: "plan" } : { by: "term" };
      return report.toQuery(given).dimensions ?? [];
    });
    const allowed = CARD_FILTERS[card];
    for (const dimension of dimensions.filter((one) => !one.startsWith("time")))
      expect(
        allowed.some((one) =>
          one.endsWith("*") ? dimension.startsWith(one.slice(0, -1)) : one === dimension,
        ),
      ).toBe(true);
  });

  it("name every report once, but those that only people see", () => {
    const shared = Object.values(SHARE_CARDS).flat().sort();
    expect(new Set(shared).size).toBe(shared.length);
    expect(REPORTS.map(({ name }) => name).filter((name) => !(shared as string[]).includes(name))).toEqual([
      "realtime",
    ]);
  });
});
