import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { afterAll, describe, expect, it } from "vitest";
import { buildEvent, NOON } from "../../../../test/build/build-envelope.ts";
import { useTempFolders } from "../../../../test/build/temp-folder.ts";
import { QueryTooHeavy, StoreUnavailable } from "../../../domain/errors.ts";
import { HOUR } from "../../../domain/time.ts";
import type { QueryPlan } from "../../../ports/event-store.ts";
import { asInsertError, asQueryError } from "./errors.ts";
import { insertStatement, viewsByHourStatement } from "./sql.ts";
import { createClickHouseStore } from "./store.ts";
import type { Transport } from "./transport.ts";
import { openChdbTransport } from "./transport-chdb.ts";

const folder = join(useTempFolders()(), "events");
const transport = await openChdbTransport(`chdb:${folder}`, 2);
const OPTIONS = { scope: "process", guards: { fsync: true, token: true, missingRows: true } } as const;
const store = createClickHouseStore(transport, OPTIONS);
await store.migrate();
await store.insert(
  store.encode(Array.from({ length: 2000 }, (_, n) => buildEvent({ path: `/${n}` }))),
  "store:0:1-2000",
);

afterAll(() => transport.close());

const PLAN: QueryPlan = {
  siteId: 1,
  from: 0,
  to: NOON + 1,
  zone: "UTC",
  metrics: ["events"],
  dimensions: ["event:page"],
  filters: [],
  goals: [],
  filtersWithoutGoals: [],
  totals: {},
  useSealed: true,
  orderBy: [["events", "desc"]],
  limit: 10,
  offset: 0,
};

/** The real engine, with one of the caps of a query lowered. */
function withCap(cap: string, lowered: string): Transport {
  const lower = (client: ClickHouseClient) =>
    new Proxy(client, {
      get(target, key) {
        if (key !== "query") return Reflect.get(target, key, target);
        return (params: { query: string }) =>
          target.query({ ...params, query: params.query.replace(cap, lowered) });
      },
    });
  return { ...transport, read: (run) => transport.read((client) => run(lower(client))) };
}

describe("a query of death", () => {
  it.each([
    {
      what: "takes too much memory",
      cap: "max_memory_usage = 2000000000",
      lowered: "max_memory_usage = 1000",
    },
    { what: "takes too long", cap: "max_execution_time = 20", lowered: "max_execution_time = 0.000001" },
  ])(
    "that $what ends with QueryTooHeavy, and the next one is answered as if nothing was",
    async ({ cap, lowered }) => {
      const capped = createClickHouseStore(withCap(cap, lowered), OPTIONS);
      await expect(capped.query(PLAN)).rejects.toThrow(QueryTooHeavy);
      // Settings of a statement must not stay on the connection.
      for (let n = 0; n < 4; n++) expect((await store.query(PLAN)).rows).toHaveLength(10);
    },
  );
});

describe("a token", () => {
  it("does not stay on the connection for the next insert", async () => {
    await store.insert(store.encode([buildEvent({ siteId: 2 })]), "stay:0:1-1");
    await transport.write.command({
      query: "INSERT INTO millrace.events (site_id, path, count) VALUES (2, '/by-hand', 1)",
    });
    await store.insert(store.encode([buildEvent({ siteId: 2 })]), "stay:0:2-2");
    expect((await store.query({ ...PLAN, siteId: 2, dimensions: [] })).rows).toEqual([
      { dimensions: [], metrics: [3] },
    ]);
  });

  it("is what stands against doubling: with the guard off the same batch is written twice", async () => {
    const unguarded = createClickHouseStore(transport, {
      ...OPTIONS,
      guards: { ...OPTIONS.guards, token: false },
    });
    const rows = store.encode([buildEvent({ siteId: 3 })]);
    await unguarded.insert(rows, "off:0:1-1");
    await unguarded.insert(rows, "off:0:1-1");
    expect((await store.query({ ...PLAN, siteId: 3, dimensions: [] })).rows).toEqual([
      { dimensions: [], metrics: [2] },
    ]);
  });

  it("that was noted without its rows loses them, with the look for missing rows off", async () => {
    const blind = createClickHouseStore(transport, {
      ...OPTIONS,
      guards: { ...OPTIONS.guards, missingRows: false },
    });
    const events = [buildEvent({ siteId: 4 })];
    await blind.insert(store.encode(events), "noted:0:1-1");
    await blind.eraseBefore(4, NOON + 1);
    await blind.insertMissing(events, "noted:0:1-1");
    expect((await store.query({ ...PLAN, siteId: 4, dimensions: [] })).rows).toEqual([
      { dimensions: [], metrics: [0] },
    ]);
  });

  it.each(["a'b", "a b", "", "a\nb", "a;b"])("is never %j: it stands in the statement's text", (token) => {
    expect(() => insertStatement(token)).toThrow(TypeError);
  });
});

describe("counted page views", () => {
  it("are read from the projection, not from the events", async () => {
    const counted = Array.from({ length: 20_000 }, () => buildEvent({ visitorId: "0", path: "/counted" }));
    await store.insert(store.encode(counted), "counted:0:1-20000");
    const { query, query_params } = viewsByHourStatement("/counted", NOON - HOUR, NOON + HOUR);
    const plan = await transport.write.query({
      query: `EXPLAIN ${query}`,
      query_params,
      format: "TabSeparated",
    });
    expect(await plan.text()).toContain("ReadFromMergeTree (page_views)");
  });
});

describe("an error of the engine", () => {
  it("about a table that is gone is an outage, not a fault of the rows", async () => {
    const error = await transport.write
      .command({ query: "SELECT * FROM millrace.nothing" })
      .catch((caught: unknown) => caught);
    expect(asInsertError(error)).toBeInstanceOf(StoreUnavailable);
    expect(asQueryError(error)).toBeInstanceOf(StoreUnavailable);
  });

  it("that nobody knows is an outage: a wrong guess would bury good events", () => {
    for (const error of [
      new Error("socket hang up"),
      null,
      undefined,
      "text",
      { code: "ECONNRESET" },
      { code: "99999" },
    ]) {
      expect(asInsertError(error)).toBeInstanceOf(StoreUnavailable);
    }
  });
});
