import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildEvent, NOON, uuid } from "../../../../test/build/build-envelope.ts";
import { differencesFromRaw } from "../../../../test/build/differences-from-raw.ts";
import { planFor } from "../../../../test/contract/event-store/scene.ts";
import { STORE_OPTIONS } from "../../../../test/contract/event-store.contract.ts";
import { startPostgres } from "../../../../test/servers/postgres.ts";
import { QueryTooHeavy, RowsRefused, StoreUnavailable } from "../../../domain/errors.ts";
import type { Event } from "../../../domain/event/event.ts";
import { DAY, HOUR } from "../../../domain/time.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { asInsertError, asQueryError, canTryAgain } from "./errors.ts";
import { open } from "./postgres.ts";

const server = await startPostgres();
const url = server.newDatabase();
const opened: EventStore[] = [];

async function openStore(options: Partial<typeof STORE_OPTIONS> = {}, at = url): Promise<EventStore> {
  const store = await open(at, { ...STORE_OPTIONS, ...options });
  opened.push(store);
  return store;
}

const sql = new pg.Pool({ connectionString: url, max: 4 });
sql.on("error", () => {});
async function ask(text: string, values: unknown[] = []): Promise<unknown[][]> {
  return (await sql.query({ text, values, rowMode: "array" })).rows;
}

let store: EventStore;
beforeAll(async () => {
  store = await openStore();
  await store.migrate();
});
afterEach(() => server.resume());
afterAll(async () => {
  await Promise.all(opened.map((some) => some.close()));
  await sql.end();
  await server.stop();
});

const insert = (events: readonly Event[], token: string, into = store) =>
  into.insert(into.encode(events), token);
const PLAN = planFor(1, { to: NOON + DAY, metrics: ["events"], orderBy: [], limit: 10 });
const countOf = async (siteId: number, of = store) =>
  (await of.query({ ...PLAN, siteId })).rows[0]?.metrics[0];

describe("a server that refuses what a start needs", () => {
  const at = (user: string, database: string) => `postgres://${user}@127.0.0.1:${server.port}/${database}`;

  it("is named with the user, when that is unknown", async () => {
    const refused = await openStore({}, at("nobody", "postgres"));
    await expect(refused.migrate()).rejects.toThrow(
      `[events:postgres] 127.0.0.1:${server.port} refuses the user nobody: check name and password in EVENTS_URL`,
    );
  });

  it("is named with the database, when there is none", async () => {
    const refused = await openStore({}, at("millrace", "nowhere"));
    await expect(refused.migrate()).rejects.toThrow(
      "has no database nowhere: create it, or set another one in EVENTS_URL",
    );
  });

  it("is named with the grant that it lacks", async () => {
    await ask("CREATE ROLE guest LOGIN");
    const refused = await openStore({}, at("guest", new URL(url).pathname.slice(1)));
    await expect(refused.migrate()).rejects.toThrow(/GRANT CREATE ON DATABASE "\w+" TO "guest"$/);
  });
});

describe("one transaction", () => {
  it("holds rows, token, position and all that is counted of them, readable in psql", async () => {
    const events = [
      buildEvent({ siteId: 10, userId: "7", path: "/a" }),
      buildEvent({ siteId: 10, userId: "7", path: "/a", name: "click" }),
      buildEvent({ siteId: 10, userId: "8", path: "/b", name: "click" }),
      buildEvent({ siteId: 10, visitorId: "0", path: "/counted", count: 5 }),
    ];
    await insert(events, "queue-a:3:1-4");
    await insert([buildEvent({ siteId: 11 })], "queue-a:3:5-5");
    await insert(events, "queue-a:3:1-4");
    expect(await ask("SELECT token FROM millrace.batches WHERE token LIKE 'queue-a%' ORDER BY 1")).toEqual([
      ["queue-a:3:1-4"],
      ["queue-a:3:5-5"],
    ]);
    expect(
      await ask("SELECT partition, position FROM millrace.positions WHERE queue_id = 'queue-a'"),
    ).toEqual([[3, "5"]]);
    expect(
      await ask(`SELECT event_date::text, total_views, total_events, unique_users, unique_viewers
        FROM millrace.daily_aggregates WHERE site_id = 10`),
    ).toEqual([["2026-03-10", "6", "8", "2", "1"]]);
    expect(
      await ask("SELECT path, views, events FROM millrace.daily_path_views WHERE site_id = 10 ORDER BY path"),
    ).toEqual([
      ["/a", "1", "2"],
      ["/b", "0", "1"],
      ["/counted", "5", "5"],
    ]);
    expect(
      await ask("SELECT user_id, viewed FROM millrace.daily_unique_users WHERE site_id = 10 ORDER BY 1"),
    ).toEqual([
      ["7", true],
      ["8", false],
    ]);
    expect(
      await ask("SELECT page, views, partition FROM millrace.page_views WHERE page = '/counted'"),
    ).toEqual([["/counted", "5", 3]]);
  });

  it("is waited for by another under the same token, which then writes nothing", async () => {
    const event = buildEvent({ siteId: 12 });
    const other = await openStore();
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => insert([event], "same:0:1-1", n % 2 === 0 ? store : other)),
    );
    expect(await countOf(12)).toBe(1);
  });

  it("of an unknown outcome that is asked for by several at once is written once", async () => {
    const events = [1, 2, 3].map((n) => buildEvent({ siteId: 13, id: uuid(n) }));
    const other = await openStore();
    await Promise.all([
      insert(events, "several:0:1-3"),
      ...[store, other, store].map((some) => some.insertMissing(events, "several:0:1-3")),
    ]);
    expect(await countOf(13)).toBe(3);
  });

  it("never deadlocks for good with others that touch the same days, users and pages the other way round", async () => {
    const other = await openStore();
    const events = (n: number) =>
      [0, 1, 2, 3].flatMap((day) =>
        ["/x", "/y"].map((path) =>
          buildEvent({
            siteId: 14,
            visitorId: "0",
            userId: `${(n % 3) + 1}`,
            path,
            timestamp: NOON - day * DAY,
          }),
        ),
      );
    await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        insert(
          n % 2 === 0 ? events(n) : events(n).reverse(),
          `cross:0:${n}-${n}`,
          n % 3 === 0 ? store : other,
        ),
      ),
    );
    expect(await countOf(14)).toBe(24 * 8);
    expect(
      await ask(
        "SELECT sum(total_views), max(unique_users) FROM millrace.daily_aggregates WHERE site_id = 14",
      ),
    ).toEqual([["192", "3"]]);
  });

  it("spreads counted page views over the shards it was given", async () => {
    const wide = await openStore({ shards: 50 });
    for (let n = 0; n < 30; n++)
      await insert([buildEvent({ visitorId: "0", path: "/wide" })], `wide:0:${n}-${n}`, wide);
    const [[shards, views] = []] = await ask(
      "SELECT count(DISTINCT shard), sum(views) FROM millrace.page_views WHERE page = '/wide'",
    );
    expect(Number(shards)).toBeGreaterThan(5);
    expect(views).toBe("30");
    expect([...(await store.viewsByHour({ page: "/wide", from: NOON, to: NOON + HOUR }))]).toEqual([
      [NOON, 30],
    ]);
  });

  it("takes a path longer than an index entry may be", async () => {
    const path = Array.from({ length: 4000 }, (_, n) =>
      String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000)),
    ).join("");
    await insert([buildEvent({ siteId: 15, visitorId: "0", path })], "long:0:1-1");
    expect((await store.siteStats({ siteId: 15, date: null, only: "events" })).topPaths).toEqual([
      { path, views: 1 },
    ]);
    expect((await store.viewsByHour({ page: path, from: NOON, to: NOON + HOUR })).size).toBe(1);
  });
});

describe("guards", () => {
  it("token off: the same batch is written twice, and no token is kept", async () => {
    const unguarded = await openStore({ guards: { ...STORE_OPTIONS.guards, token: false } });
    const event = buildEvent({ siteId: 20 });
    for (let n = 0; n < 2; n++) await insert([event], "off:0:1-1", unguarded);
    expect(await countOf(20)).toBe(2);
    expect(await ask("SELECT FROM millrace.batches WHERE token = 'off:0:1-1'")).toEqual([]);
  });

  it("missing rows off: a token that is known without its rows loses them", async () => {
    const blind = await openStore({ guards: { ...STORE_OPTIONS.guards, missingRows: false } });
    const events = [buildEvent({ siteId: 21 })];
    await insert(events, "noted:0:1-1", blind);
    await blind.eraseBefore(21, NOON + 1);
    await blind.insertMissing(events, "noted:0:1-1");
    expect(await countOf(21)).toBe(0);
  });

  it.each([
    { fsync: true, expected: "on" },
    { fsync: false, expected: "off" },
  ])("fsync $fsync: commits with synchronous_commit $expected", async ({ fsync, expected }) => {
    await ask(`CREATE OR REPLACE FUNCTION millrace.tell() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM set_config('millrace.seen', current_setting('synchronous_commit'), false);
         INSERT INTO millrace.told VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$`);
    await ask("CREATE TABLE IF NOT EXISTS millrace.told (setting text)");
    await ask(
      "CREATE OR REPLACE TRIGGER tell AFTER INSERT ON millrace.batches FOR EACH ROW EXECUTE FUNCTION millrace.tell()",
    );
    const some = await openStore({ guards: { ...STORE_OPTIONS.guards, fsync } });
    await insert([buildEvent({ siteId: 22 })], `commit-${expected}`, some);
    await ask("DROP TRIGGER tell ON millrace.batches");
    expect(await ask("SELECT setting FROM millrace.told ORDER BY ctid DESC LIMIT 1")).toEqual([[expected]]);
  });
});

describe("a month", () => {
  it("whose events are all erased is dropped, and made again for a late one, by a store that knew it before", async () => {
    const timestamp = Date.parse("2019-07-15T12:00:00Z");
    const other = await openStore();
    await insert([buildEvent({ siteId: 30, timestamp })], "month:0:1-1", other);
    const exists = async () =>
      (await ask("SELECT to_regclass('millrace.events_2019_07') IS NOT NULL"))[0]?.[0];
    expect(await exists()).toBe(true);
    await store.eraseBefore(30, Date.parse("2019-08-01T00:00:00Z"));
    expect(await exists()).toBe(false);
    await insert([buildEvent({ siteId: 30, timestamp })], "month:0:2-2", other);
    expect(await countOf(30)).toBe(1);
  });

  it("that is dropped between an insert's look and its rows is no fault of the rows: the insert tries again", async () => {
    await ask("CREATE TABLE millrace.bare_months (at date) PARTITION BY RANGE (at)");
    const error = await ask("INSERT INTO millrace.bare_months VALUES ('2017-01-01')").catch(
      (caught: unknown) => caught,
    );
    expect(canTryAgain(error)).toBe(true);
    expect(asInsertError(error)).toBeInstanceOf(StoreUnavailable);
  });

  it("that several make at once is made once", async () => {
    const stores = [store, await openStore(), await openStore()];
    const timestamp = Date.parse("2018-02-15T12:00:00Z");
    await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        insert([buildEvent({ siteId: 31, timestamp })], `made:0:${n}-${n}`, stores[n % 3]),
      ),
    );
    expect(await countOf(31)).toBe(12);
  });
});

describe("erasure", () => {
  it("while others write leaves every table of counts equal to the events", async () => {
    const days = [0, 1, 2, 3].map((day) => NOON - day * DAY);
    const batch = (n: number) =>
      days.map((timestamp) =>
        buildEvent({
          siteId: 40,
          visitorId: "0",
          userId: `${n % 5}`,
          path: `/e${n % 3}`,
          timestamp,
          count: n + 1,
        }),
      );
    await insert(batch(0), "erase:0:0-0");
    await Promise.all([
      ...Array.from({ length: 20 }, (_, n) => insert(batch(n + 1), `erase:0:${n + 1}-${n + 1}`)),
      ...[0, 1, 2].map(() => store.eraseBefore(40, NOON - DAY + HOUR)),
    ]);
    await store.eraseBefore(40, NOON - 2 * DAY - HOUR);
    expect(await differencesFromRaw(ask)).toEqual([]);
  });
});

describe("a server that is away", () => {
  it("fails calls within seconds as StoreUnavailable, and is found again by the same store", async () => {
    await insert([buildEvent({ siteId: 50 })], "away:0:1-1");
    await server.kill9();
    const startedAt = performance.now();
    await expect(insert([buildEvent({ siteId: 50 })], "away:0:2-2")).rejects.toThrow(StoreUnavailable);
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await expect(store.query(PLAN)).rejects.toThrow(StoreUnavailable);
    await expect(store.eraseBefore(50, NOON)).rejects.toThrow(StoreUnavailable);
    await expect(store.migrate()).rejects.toThrow(StoreUnavailable);
    await expect(store.readEvents()[Symbol.asyncIterator]().next()).rejects.toThrow(StoreUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(8000);
    await server.restart();
    await store.ping();
    expect(await countOf(50)).toBe(1);
  });

  it("that hangs is no answer after five seconds, and the store serves when it goes on", async () => {
    await store.ping();
    server.pause();
    const startedAt = performance.now();
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await expect(insert([buildEvent({ siteId: 51 })], "hung:0:1-1")).rejects.toThrow(StoreUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    server.resume();
    await insert([buildEvent({ siteId: 51 })], "hung:0:1-1");
    expect(await countOf(51)).toBe(1);
  });

  it("that is killed while batches are written has each of them whole or not at all, and once in the end", async () => {
    const batches = Array.from({ length: 12 }, (_, n) =>
      Array.from({ length: 500 }, () =>
        buildEvent({ siteId: 52, visitorId: "0", path: "/k", timestamp: NOON - n * HOUR }),
      ),
    );
    const written = batches.map((events, n) => insert(events, `kill:0:${n}-${n}`).catch((error) => error));
    await written[1];
    await server.kill9();
    const ends = await Promise.all(written);
    await server.restart();
    expect(((await countOf(52)) ?? 0) % 500).toBe(0);
    for (const [n, events] of batches.entries()) {
      if (ends[n] instanceof Error) await store.insertMissing(events, `kill:0:${n}-${n}`);
    }
    expect(await countOf(52)).toBe(6000);
    expect(await differencesFromRaw(ask)).toEqual([]);
  });
});

describe("a query", () => {
  it("of death ends with QueryTooHeavy by the statement's limit of time", async () => {
    await ask("SET statement_timeout = 10");
    const error = await ask("SELECT pg_sleep(1)").catch((caught: unknown) => caught);
    expect(asQueryError(error)).toBeInstanceOf(QueryTooHeavy);
    expect(asInsertError(error)).toBeInstanceOf(StoreUnavailable);
    await ask("RESET statement_timeout");
  });

  it("for a text with a NUL finds nothing, as no stored text has one", async () => {
    expect((await store.query({ ...PLAN, filters: [["is", "event:page", ["a\0b"]]] })).rows).toEqual([
      { dimensions: [], metrics: [0] },
    ]);
    expect((await store.viewsByHour({ page: "a\0b", from: 0, to: NOON })).size).toBe(0);
  });
});

describe("rows that are refused", () => {
  it.each<{ what: string; changes: Partial<Event> }>([
    { what: "an id that is none", changes: { id: 'jane.doe\'s "id"\n' } },
    { what: "a NUL", changes: { path: "jane.doe\0@example.com" } },
    { what: "a visitor id beyond 64 bits", changes: { visitorId: "18446744073709551616" } },
    { what: "a negative visitor id", changes: { visitorId: "-1" } },
    { what: "an amount that is no number", changes: { revenue: { amount: "NaN", currency: "EUR" } } },
    { what: "a time that is none", changes: { timestamp: Number.NaN } },
    { what: "a count beyond its column", changes: { count: 5_000_000_000 } },
  ])("for $what are RowsRefused, without values in message or cause", async ({ changes }) => {
    const event = buildEvent({ siteId: 60, title: "jane.doe@example.com", ...changes });
    const error = (await insert([event], "refused:0:1-1").catch((caught: unknown) => caught)) as Error;
    expect(error).toBeInstanceOf(RowsRefused);
    const told = JSON.stringify([
      error.message,
      error.cause,
      String(error.cause),
      (error.cause as Error).stack,
    ]);
    expect(told).not.toContain("jane.doe");
    expect(await countOf(60)).toBe(0);
  });
});

describe("opening", () => {
  it("keeps its tables in the schema that the URL names, and refuses a name that is none", async () => {
    const named = await openStore({}, `${url}?schema=other_place`);
    await named.migrate();
    await insert([buildEvent({ siteId: 70 })], "named:0:1-1", named);
    expect(await ask("SELECT count(*) FROM other_place.events")).toEqual([["1"]]);
    expect(await countOf(70)).toBe(0);
    await expect(open(`${url}?schema=a"b`, STORE_OPTIONS)).rejects.toThrow(/not a valid schema name/);
  });

  it("refuses tables that a newer version made", async () => {
    await ask("INSERT INTO millrace.migrations (name) VALUES ('9999_later.sql')");
    await expect(store.migrate()).rejects.toThrow(/written by a newer Millrace/);
    await ask("DELETE FROM millrace.migrations WHERE name = '9999_later.sql'");
  });

  it("refuses a server that does not fsync", async () => {
    const careless = await startPostgres(["fsync=off"]);
    const some = await openStore({}, careless.newDatabase());
    await expect(some.migrate()).rejects.toThrow(/fsync is off/);
    await some.close();
    opened.splice(opened.indexOf(some), 1);
    await careless.stop();
  });
});
