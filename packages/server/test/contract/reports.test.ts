import { join } from "node:path";
import { type Metric, type Query, querySchema } from "@millrace/protocol";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Event } from "../../src/domain/event.ts";
import { addDays } from "../../src/domain/zoned-time.ts";
import { openChdbTransport } from "../../src/drivers/events/clickhouse/transport-chdb.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import type { EventStore } from "../../src/ports/event-store.ts";
import { FIXTURE_EVENTS, FIXTURE_NOW, FIXTURE_RANGE, FIXTURE_ZONE } from "../reports/fixture.data.ts";
import { replyOf } from "../reports/oracle-reply.ts";
import { questions } from "../reports/random.ts";
import { type AskOptions, describeCases, describeFixture } from "../reports/run-cases.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";
import { STORE_OPTIONS } from "./event-store.contract.ts";
import { askEngine } from "./open-engine.ts";
import { useTempFolders } from "./temp-folder.ts";

const RUNS = Number(process.env.MILLRACE_REPORT_RUNS ?? 4);
/** Metrics that any grouping has. */
const ADDITIVE: readonly Metric[] = [
  "visitors",
  "visits",
  "pageviews",
  "events",
  "bounce_rate",
  "visit_duration",
];
const newFolder = useTempFolders();
const postgres = await startPostgres();
const clickhouse = await startClickHouse();
afterAll(() => Promise.all([postgres.stop(), clickhouse.stop()]));

const URLS: Readonly<Record<string, () => string>> = {
  chdb: () => `chdb:${join(newFolder(), "events")}`,
  clickhouse: () => clickhouse.url,
  postgres: () => postgres.newDatabase(),
};

for (const [name, newUrl] of Object.entries(URLS)) {
  describe(`reports on ${name}`, () => {
    let store: EventStore;
    let siteId = 0;
    let batches = 0;
    beforeAll(async () => {
      // However few events a range has, those that meet filters are kept apart.
      store = await openEventStore(newUrl(), { ...STORE_OPTIONS, filteredFrom: 1 });
      await store.migrate();
    });
    afterAll(() => store.close());

    async function insert(events: Parameters<EventStore["encode"]>[0]): Promise<void> {
      batches += 1;
      const own = events.map((event) => ({ ...event, siteId }));
      await store.insert(store.encode(own), `reports:0:${batches}-${batches}`);
    }

    // Each set of events gets a site of its own.
    const implementation = {
      async load(events: readonly Event[]) {
        siteId += 1;
        await insert(events);
      },
      ask: (query: Query, options: AskOptions) => askEngine(store, siteId, query, options),
    };
    describeCases(async () => implementation);

    async function loadSealed(events: readonly Event[]): Promise<void> {
      await implementation.load(events);
      const [firstDay, lastDay] = FIXTURE_RANGE;
      await store.sealDays({ zone: FIXTURE_ZONE, siteIds: [siteId], firstDay, lastDay });
      expect(await store.sealedDays(siteId, FIXTURE_ZONE)).toContain(lastDay);
    }

    describeFixture("the fixture with every day sealed", async () => ({
      ...implementation,
      load: loadSealed,
    }));

    const GROUPINGS = [["time:week"], ["time:week", "time:day"], ["visit:source"], ["event:page"]];
    it.each(GROUPINGS.map((dimensions) => ({ dimensions })))(
      "a metric of sealed days asked alone is what it is among others: by $dimensions",
      async ({ dimensions }) => {
        await loadSealed(FIXTURE_EVENTS);
        const order_by = dimensions.map((name) => [name, "asc"]);
        const ask = async (metrics: readonly Metric[]) => {
          const query = { site_id: "example.com", date_range: FIXTURE_RANGE, metrics, dimensions, order_by };
          const site = { timezone: FIXTURE_ZONE, goals: [], now: FIXTURE_NOW };
          return (await askEngine(store, siteId, querySchema.parse(query), site)).results;
        };
        const together = await ask(ADDITIVE);
        for (const [index, metric] of ADDITIVE.entries()) {
          const expected = together.map((row) => [...row.dimensions, row.metrics[index]]);
          const alone = (await ask([metric])).map((row) => [...row.dimensions, ...row.metrics]);
          expect(alone.length, metric).toBeGreaterThan(0);
          // A row that has nothing of the one metric need not stand there.
          expect(expected, metric).toEqual(expect.arrayContaining(alone));
        }
      },
    );

    it("have buckets that sum to their totals, and the same visits whatever the order and the split of events", async () => {
      const parts = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });
      const lots = fc.tuple(
        questions.chain(({ history }) =>
          fc.record({
            history: fc.constant(history),
            shuffled: fc.shuffledSubarray([...history.events], { minLength: history.events.length }),
          }),
        ),
        parts,
      );
      await fc.assert(
        fc.asyncProperty(lots, async ([{ history, shuffled }, cuts]) => {
          const { site, events, now, dates } = history;
          const ask = async (metrics: readonly Metric[], dimensions: readonly string[]) => {
            const date_range = [dates[0], dates.at(-1)];
            const query = { site_id: "example.com", date_range, metrics, dimensions };
            return (await askEngine(store, siteId, querySchema.parse(query), { ...site, now })).results;
          };
          const visits = () =>
            ask(
              ["visits", "views_per_visit", "visit_duration", "bounce_rate"],
              ["time:day", "visit:entry_page", "visit:exit_page"],
            );
          siteId += 1;
          await insert(events);
          const expected = await visits();
          const counted: readonly Metric[] = ["visitors", "visits", "pageviews", "events"];
          const [total] = await ask(counted, []);
          for (const bucket of ["time:hour", "time:day", "time:week", "time:month"]) {
            const rows = await ask(counted, [bucket]);
            const sums = counted.map((_, index) =>
              rows.reduce((sum, { metrics }) => sum + Number(metrics[index]), 0),
            );
            // A visitor of two hours counts in both.
            const from = bucket === "time:hour" ? 1 : 0;
            expect(sums.slice(from), bucket).toEqual(total?.metrics.slice(from));
          }
          siteId += 1;
          const ends = [...cuts.map((cut) => cut % (events.length + 1)), events.length].sort((a, b) => a - b);
          for (const [index, end] of ends.entries()) {
            const some = shuffled.slice(ends[index - 1] ?? 0, end);
            if (some.length > 0) await insert(some);
          }
          expect(await visits()).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    }, 240_000);

    it("are the oracle's, whatever came late, whichever days are sealed", async () => {
      const lots = fc.tuple(questions, fc.array(fc.nat(), { maxLength: 3 }), fc.nat());
      await fc.assert(
        fc.asyncProperty(lots, async ([{ history, queries }, seals, cut]) => {
          const { site, events, now } = history;
          siteId += 1;
          const late = events.slice(0, cut % (events.length + 1));
          const early = events.slice(late.length);
          const options = { ...site, now };
          const check = async (some: typeof events) => {
            for (const query of queries) {
              const found = await askEngine(store, siteId, query, options);
              const expected = replyOf(query, site, some, now);
              expect(found.results, JSON.stringify(query)).toEqual(expected.results);
              expect(found.meta.total_rows).toEqual(expected.meta.total_rows);
            }
          };
          const seal = async () => {
            for (const number of seals) {
              const day = history.dates[number % history.dates.length] as string;
              await store.sealDays({
                zone: site.timezone,
                siteIds: [siteId],
                firstDay: day,
                lastDay: addDays(day, number % 2),
              });
            }
          };
          await insert(early);
          await seal();
          await check(early);
          await insert(late);
          await check(events);
          await seal();
          await check(events);
          const [firstDay = "", lastDay = ""] = [history.dates[0], history.dates.at(-1)];
          expect(
            await store.checkSeals({ zone: site.timezone, siteIds: [siteId], firstDay, lastDay }),
          ).toEqual([]);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    }, 240_000);
  });
}

const COUNT_SEALED = "SELECT count(*) AS rows FROM millrace.sealed_events WHERE site_id = 1";

const COUNTS: Readonly<Record<string, (url: string) => Promise<number>>> = {
  async chdb(url) {
    const { write, close } = await openChdbTransport(url, 1);
    const result = await write.query({ query: COUNT_SEALED, format: "JSONCompactEachRow" });
    const [[rows] = []] = await result.json<[string]>();
    await close();
    return Number(rows);
  },
  async postgres(url) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ rows: string }>(COUNT_SEALED);
    await client.end();
    return Number(rows[0]?.rows);
  },
};

describe.each(Object.entries(COUNTS))("replaced seals on %s", (name, countSealed) => {
  it("stay for questions under way, and are gone after that", async () => {
    const url = URLS[name]?.() ?? "";
    const store = await openEventStore(url, { ...STORE_OPTIONS, keepReplacedMs: 500 });
    await store.migrate();
    const events = FIXTURE_EVENTS.map((event) => ({ ...event, siteId: 1 }));
    await store.insert(store.encode(events), "reports:0:1-1");
    const [firstDay, lastDay] = FIXTURE_RANGE;
    const request = { zone: FIXTURE_ZONE, siteIds: [1], firstDay, lastDay };
    await store.sealDays(request);
    const once = await countSealed(url);
    expect(once).toBeGreaterThan(30);
    await store.sealDays(request);
    expect(await countSealed(url)).toBe(2 * once);
    await expect.poll(() => countSealed(url), { timeout: 20_000 }).toBe(once);
    expect(await store.checkSeals(request)).toEqual([]);
    await store.close();
  }, 60_000);
});
