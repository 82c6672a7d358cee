import { join } from "node:path";
import {
  EVENT_DIMENSIONS,
  isEventDimension,
  type Metric,
  TIME_DIMENSIONS,
  type ValueDimension,
  VISIT_DIMENSIONS,
} from "@millrace/protocol";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Event } from "../../src/domain/event/event.ts";
import type { PlainFilter } from "../../src/domain/plain-filter.ts";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import type { EventStore, PlanDimension, QueryPlan } from "../../src/ports/event-store.ts";
import { buildEvent, HOSTILE_TEXTS, uuid } from "../build/build-envelope.ts";
import { differencesFromRaw } from "../build/differences-from-raw.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { STORE_OPTIONS } from "../contract/event-store.contract.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
const POSTGRES_URL = postgres.newDatabase();

/** The stores that must answer alike, the first one being right. */
const clickhouse = await startClickHouse();
const URLS: Readonly<Record<string, string>> = {
  chdb: `chdb:${join(newFolder(), "events")}`,
  clickhouse: clickhouse.url,
  postgres: POSTGRES_URL,
};

const stores: EventStore[] = [];
beforeAll(async () => {
  for (const url of Object.values(URLS)) {
    const store = await openEventStore(url, STORE_OPTIONS);
    await store.migrate();
    stores.push(store);
  }
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await Promise.all([postgres.stop(), clickhouse.stop()]);
});

const SITES = 2;

/** The first one often, so that visits begin at once. Around clock changes of the zones below, ends of UTC days, months and leap days, and where DateTime and 32 bits end. */
const EDGES = [
  ...Array<string>(6).fill("2026-03-29T01:00:00Z"),
  "2026-03-29T01:00:00Z",
  "2026-10-25T01:00:00Z",
  "2026-03-08T05:30:00Z",
  "2026-04-04T15:00:00Z",
  "2026-09-06T04:00:00Z",
  "2026-03-10T00:00:00Z",
  "2024-02-29T00:00:00Z",
  "2025-12-31T23:59:59.999Z",
  "2038-01-19T03:14:08Z",
  "2049-12-31T23:59:59.999Z",
  "2009-12-31T23:59:59.999Z",
  "1970-01-01T00:00:00Z",
].map((at) => Date.parse(at));
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Pacific/Kiritimati",
  "Pacific/Chatham",
  "America/New_York",
];
const TEXTS = ["", "/", "/pricing", "A", "a", "é", "Direct / None", ...HOSTILE_TEXTS];
const NAMES = ["pageview", "pageview", "signup", "engagement", "'"];
const IDS = ["0", "1", "2", "9223372036854775807", "9223372036854775808", "18446744073709551615"];

/** Mostly the same few, so that events meet in groups and filters find some. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("", "/", "A") },
  { weight: 1, arbitrary: fc.constantFrom(...TEXTS) },
);
const timestamp = fc
  .tuple(
    fc.constantFrom(...EDGES),
    fc.constantFrom(0, 0, 0, 0, 0, MINUTE, HOUR, DAY),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([edge, step, times]) => Math.max(0, edge + step * times));

const facts = fc.record({
  site: fc.integer({ min: 1, max: SITES }),
  visitorId: fc.constantFrom("1", "1", "1", ...IDS),
  previousVisitorId: fc.constantFrom("0", "0", "1", "2"),
  interactive: fc.boolean(),
  engagedMs: fc.constantFrom(0, 1000),
  plan: fc.constantFrom("", "", "pro"),
  userId: fc.constantFrom("0", "5", "5", ...IDS),
  name: fc.constantFrom(...NAMES),
  timestamp,
  count: fc.constantFrom(1, 1, 1, 0, 2, 1_000_000_000),
  path: text,
  source: text,
  country: text,
  browser: text,
  os: text,
  device: text,
});

type Write = { kind: "insert" | "again" | "split" | "missing"; from: number; size: number };
const writes = fc.array(
  fc.record({
    kind: fc.constantFrom<Write["kind"]>("insert", "insert", "again", "split", "missing"),
    from: fc.nat(),
    size: fc.integer({ min: 1, max: 12 }),
  }),
  { minLength: 1, maxLength: 8 },
);
const histories = fc.record({
  facts: fc.array(facts, { minLength: 20, maxLength: 60 }),
  writes,
});
const erasures = fc.array(fc.tuple(fc.integer({ min: 1, max: SITES }), timestamp), {
  minLength: 1,
  maxLength: 2,
});

let baseSite = 0;
let ids = 0;

/** An id whose halves sort differently. */
function mixedId(number: number): string {
  const first = ((number * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0");
  return `${first}${uuid(number).slice(8)}`;
}

/** Events of one history, on sites that no other has. */
function eventsOf(all: readonly (typeof facts extends fc.Arbitrary<infer Facts> ? Facts : never)[]): Event[] {
  baseSite += SITES;
  return all.map(({ site, country, browser, os, device, plan, ...rest }) => {
    ids += 1;
    return buildEvent({
      ...rest,
      id: mixedId(ids),
      siteId: baseSite + site,
      props: plan === "" ? {} : { plan },
      path: rest.visitorId === "0" ? `${baseSite}${rest.path}` : rest.path,
      place: { country, region: "", city: "" },
      agent: { browser, browserVersion: "", os, osVersion: "", device },
    });
  });
}

/** The writes as a worker does them: each event in one batch, which is written again, in parts, or looked for. */
async function play(store: EventStore, events: readonly Event[], steps: readonly Write[], name: string) {
  let next = 0;
  let last: { events: readonly Event[]; token: string } | null = null;
  const cut = (size: number) => {
    const batch = events.slice(next, next + size);
    next += size;
    return batch;
  };
  const insert = (some: readonly Event[], token: string) => store.insert(store.encode(some), token);
  for (const [index, { kind, from, size }] of [...steps, ...REST].entries()) {
    const token = `${name}:0:${index}-${index}`;
    if (kind === "again" && last !== null) await insert(last.events, last.token);
    else if (kind === "missing") {
      const before = events.slice(0, next);
      await store.insertMissing([...before.slice(from % (before.length + 1)), ...cut(size)], token);
    } else {
      const batch = cut(size);
      const middle = kind === "split" ? from % (batch.length + 1) : batch.length;
      await insert(batch.slice(0, middle), token);
      await insert(batch.slice(middle), `${token}/${middle}`);
      last = { events: batch.slice(0, middle), token };
    }
  }
}
const REST: readonly Write[] = [{ kind: "insert", from: 0, size: 1000 }];

const VALUES: readonly ValueDimension[] = [...EVENT_DIMENSIONS, "event:props:plan", ...VISIT_DIMENSIONS];
const BUCKETS = TIME_DIMENSIONS.filter((name) => name !== "time");
const OF_EVENTS = ["visitors", "visits", "pageviews", "events", "total_revenue"] as const;
const OF_WHOLE_VISITS = ["views_per_visit", "bounce_rate", "visit_duration"] as const;

const comparison: fc.Arbitrary<PlainFilter> = fc
  .tuple(
    fc.constantFrom("is", "is_not", "contains", "contains_not"),
    fc.constantFrom(...VALUES),
    fc.array(
      fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: fc.constantFrom("pageview", "a\0b") }),
      { minLength: 1, maxLength: 3 },
    ),
    fc.boolean(),
  )
  .map(
    ([operator, dimension, values, isExact]): PlainFilter =>
      isExact ? [operator, dimension, values] : [operator, dimension, values, { case_sensitive: false }],
  );
const filter: fc.Arbitrary<PlainFilter> = fc.oneof(
  { weight: 4, arbitrary: comparison },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom("and", "or"),
      fc.array(comparison, { minLength: 1, maxLength: 2 }),
    ) as fc.Arbitrary<PlainFilter>,
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom("not", "has_done", "has_not_done"),
      comparison,
    ) as fc.Arbitrary<PlainFilter>,
  },
);

const plans = fc.record({
  site: fc.integer({ min: 1, max: SITES }),
  range: fc.oneof(
    { weight: 3, arbitrary: fc.constant([0, Date.parse("2100-01-01T00:00:00Z")]) },
    { weight: 1, arbitrary: fc.tuple(timestamp, timestamp) },
  ),
  zone: fc.constantFrom(...ZONES),
  metrics: fc.uniqueArray(fc.constantFrom<Metric>(...OF_EVENTS, ...OF_WHOLE_VISITS), { minLength: 1 }),
  dimensions: fc.uniqueArray(fc.constantFrom<PlanDimension>(...VALUES, ...VISIT_DIMENSIONS, ...BUCKETS), {
    maxLength: 3,
  }),
  filters: fc.array(filter, { maxLength: 1 }),
  order: fc.array(fc.tuple(fc.nat(), fc.constantFrom("asc" as const, "desc" as const)), { maxLength: 2 }),
  limit: fc.constantFrom(1, 3, 10_000),
  offset: fc.constantFrom(0, 0, 1, 5),
});

function planOf({
  site,
  range,
  order,
  ...rest
}: typeof plans extends fc.Arbitrary<infer P> ? P : never): QueryPlan {
  // What a visit may have many of can't be asked with what it has as a whole.
  const isByEvents = rest.dimensions.some((name) => isEventDimension(name) && name !== "event:page");
  const possible = rest.metrics.filter(
    (name) => !isByEvents || (OF_EVENTS as readonly string[]).includes(name),
  );
  const metrics = possible.length > 0 ? possible : (["visits"] as const);
  const names: readonly (Metric | PlanDimension)[] = [...metrics, ...rest.dimensions];
  const picked = order.map(
    ([index, way]) => [names[index % names.length] as Metric | PlanDimension, way] as const,
  );
  const [from = 0, to = 0] = range;
  return {
    ...rest,
    metrics,
    siteId: baseSite + site,
    from: Math.min(from, to),
    to: Math.max(from, to) + 1,
    goals: [],
    filtersWithoutGoals: [],
    totals: {},
    useSealed: true,
    // Rows that nothing tells apart come in any order: the dimensions make it one.
    orderBy: [...picked, ...rest.dimensions.map((name) => [name, "asc"] as const)],
  };
}

/** What a store answers to everything it is asked about a history. */
async function answers(store: EventStore, asked: readonly QueryPlan[], events: readonly Event[]) {
  const tables = [];
  for (const plan of asked)
    tables.push({ plan, rows: await store.query(plan), all: await store.countRows(plan) });
  const stats = [];
  const dates = [
    null,
    ...new Set(events.map(({ timestamp }) => new Date(timestamp).toISOString().slice(0, 10))),
  ];
  for (const siteId of new Set(events.map(({ siteId }) => siteId))) {
    for (const date of dates.slice(0, 4)) {
      for (const only of ["pageviews", "events"] as const) {
        stats.push({ siteId, date, only, ...(await store.siteStats({ siteId, date, only })) });
      }
    }
  }
  const hours = [];
  for (const page of new Set(events.filter(({ visitorId }) => visitorId === "0").map(({ path }) => path))) {
    const views = await store.viewsByHour({ page, from: 0, to: Date.parse("2100-01-01T00:00:00Z") });
    hours.push({ page, views: [...views].sort(([a], [b]) => a - b) });
  }
  return { tables, stats, hours };
}

async function ask(sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: POSTGRES_URL });
  await client.connect();
  return (await client.query({ text: sql, rowMode: "array" }).finally(() => client.end())).rows;
}

const asking = fc.array(plans, { minLength: 4, maxLength: 8 });

describe(`${Object.keys(URLS).join(", ")} answer alike`, () => {
  // First, and few of them: a mutation of chDB takes 0.15 s for every month in the table.
  it("whatever was erased", async () => {
    await fc.assert(
      fc.asyncProperty(histories, erasures, asking, async (made, instants, asked) => {
        const events = eventsOf(made.facts);
        const found = await onAll(async (store) => {
          await play(store, events, made.writes, `erase${baseSite}`);
          for (const [site, before] of instants) await store.eraseBefore(baseSite + site, before);
          return answers(store, asked.map(planOf), events);
        });
        for (const other of found.slice(1)) expect(other).toEqual(found[0]);
        expect(await differencesFromRaw(ask)).toEqual([]);
      }),
      { numRuns: 2 },
    );
  }, 240_000);

  it("whatever was written, in whatever batches", async () => {
    await fc.assert(
      fc.asyncProperty(histories, asking, async (made, asked) => {
        const events = eventsOf(made.facts);
        const found = await onAll(async (store) => {
          await play(store, events, made.writes, `agree${baseSite}`);
          return answers(store, asked.map(planOf), events);
        });
        for (const other of found.slice(1)) expect(other).toEqual(found[0]);
        expect(await differencesFromRaw(ask)).toEqual([]);
      }),
      { numRuns: 4 },
    );
  }, 240_000);
});

function onAll<Result>(run: (store: EventStore) => Promise<Result>): Promise<Result[]> {
  return Promise.all(stores.map(run));
}
