import { type QueryInput, querySchema } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { BadRequest, UnknownSite } from "../domain/errors.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../domain/site/site.ts";
import type { EventStore, QueryPlan } from "../ports/event-store.ts";
import { createRunQuery } from "./run-query.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const SITE: Site = {
  ...DEFAULT_SITE_SETTINGS,
  id: 7,
  name: "example.com",
  timezone: "Europe/Berlin",
  teamId: null,
  key: Buffer.alloc(32),
};
const ASKED: QueryInput = { site_id: "example.com", metrics: ["visitors"], date_range: "7d" };

/** Runs a query on a store that answers nothing and shows what it was asked. */
async function run(query: QueryInput, first = 0) {
  const plans: QueryPlan[] = [];
  const store = {
    query: async (plan: QueryPlan) => {
      plans.push(plan);
      return { rows: [], currencies: [] };
    },
    countRows: async () => 42,
    firstEventAt: async () => first,
  } as unknown as EventStore;
  const find = async (name: string) => (name === SITE.name ? SITE : null);
  const reply = await createRunQuery({
    store,
    find,
    goalsOf: async () => [],
    segmentsOf: async () => [],
    clock: { now: () => NOW },
  })(querySchema.parse(query));
  return { reply, plan: plans[0] as QueryPlan };
}

describe("runQuery", () => {
  it("asks for the site's rows between the instants of its own zone", async () => {
    const { plan, reply } = await run(ASKED);
    expect(plan).toMatchObject({
      siteId: 7,
      zone: "Europe/Berlin",
      metrics: ["visitors"],
      limit: 10_000,
      offset: 0,
    });
    expect(new Date(plan.from).toISOString()).toBe("2026-03-02T23:00:00.000Z");
    expect(new Date(plan.to).toISOString()).toBe("2026-03-09T23:00:00.000Z");
    expect(reply.query.date_range).toEqual(["2026-03-03T00:00:00+01:00", "2026-03-09T23:59:59+01:00"]);
  });

  it.each<{ what: string; query: Partial<QueryInput>; order: QueryPlan["orderBy"] }>([
    { what: "the first metric falling", query: {}, order: [["visitors", "desc"]] },
    {
      what: "the first metric falling, then by name",
      query: { dimensions: ["event:page"], metrics: ["events", "visitors"] },
      order: [
        ["events", "desc"],
        ["event:page", "asc"],
      ],
    },
    {
      what: "time, then the first metric, then names",
      query: { dimensions: ["event:page", "time:day"] },
      order: [
        ["time:day", "asc"],
        ["visitors", "desc"],
        ["event:page", "asc"],
      ],
    },
    {
      what: "what was asked, then names",
      query: { dimensions: ["event:page", "visit:country"], order_by: [["visit:country", "desc"]] },
      order: [
        ["visit:country", "desc"],
        ["event:page", "asc"],
      ],
    },
    {
      what: "the bucket that time stands for",
      query: { dimensions: ["time"], order_by: [["time", "desc"]] },
      order: [["time:day", "desc"]],
    },
    {
      what: "nothing, when nothing is asked and there is nothing to tell apart",
      query: { order_by: [] },
      order: [],
    },
  ])("orders by $what", async ({ query, order }) => {
    expect((await run({ ...ASKED, ...query })).plan.orderBy).toEqual(order);
  });

  it("counts rows and lists labels only when asked", async () => {
    expect((await run(ASKED)).reply.meta).toEqual({});
    const { reply } = await run({
      ...ASKED,
      dimensions: ["time"],
      include: { total_rows: true, time_labels: true },
    });
    expect(reply.meta.total_rows).toBe(42);
    expect(reply.meta.time_labels).toHaveLength(7);
    const { meta } = (await run({ ...ASKED, include: { time_labels: true } })).reply;
    expect(meta.time_labels).toBeUndefined();
  });

  it.each<{ query: Partial<QueryInput>; fault: string }>([
    { query: { metrics: ["visitors", "visitors"] }, fault: "metrics: visitors is listed twice" },
    { query: { dimensions: ["event:page", "event:page"] }, fault: "dimensions: event:page is listed twice" },
    { query: { dimensions: ["time", "time:day"] }, fault: "dimensions: time:day is listed twice" },
    {
      query: {
        dimensions: ["time:hour", "time:minute"] as const,
        include: { comparisons: { mode: "previous_period" as const } },
      },
      fault:
        "include.comparisons: only one time dimension can be compared: leave out time:hour or time:minute",
    },
    {
      query: { order_by: [["pageviews", "asc"]] },
      fault: 'order_by: "pageviews" is not among the query\'s metrics and dimensions',
    },
    {
      query: { order_by: [["d0", "asc"]] },
      fault: 'order_by: "d0" is not among the query\'s metrics and dimensions',
    },
    {
      query: {
        order_by: [
          ["visitors", "asc"],
          ["visitors", "desc"],
        ],
      },
      fault: "order_by: visitors is listed twice",
    },
    { query: { date_range: "soon" }, fault: 'date_range "soon"' },
  ])("refuses $query", async ({ query, fault }) => {
    const running = run({ ...ASKED, ...query });
    await expect(running).rejects.toThrow(BadRequest);
    await expect(running).rejects.toThrow(fault);
  });

  it("knows no site that is not there", async () => {
    await expect(run({ ...ASKED, site_id: "other.example" })).rejects.toThrow(UnknownSite);
  });

  it.each([
    { what: "before the window", first: "2026-02-01T00:00:00Z", begins: undefined },
    { what: "on its first day", first: "2026-02-24T20:00:00Z", begins: undefined },
    { what: "within it", first: "2026-02-27T10:00:00Z", begins: "2026-02-27T11:00:00+01:00" },
  ])(
    "says since when a window compared with was counted: the first event $what",
    async ({ first, begins }) => {
      const compared = { ...ASKED, include: { comparisons: { mode: "previous_period" as const } } };
      const { reply } = await run(compared, Date.parse(first));
      expect(reply.meta.comparison_begins).toBe(begins);
    },
  );
});
