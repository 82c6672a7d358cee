import { join } from "node:path";
import { type Metric, type Query, querySchema } from "@millrace/protocol";
import fc from "fast-check";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BadRequest } from "../../src/domain/errors.ts";
import type { Event } from "../../src/domain/event/event.ts";
import type { PlainFilter } from "../../src/domain/plain-filter.ts";
import { addDays } from "../../src/domain/time-zone/zoned-time.ts";
import { openChdbTransport } from "../../src/drivers/events/clickhouse/transport-chdb.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import { MONTHLY_SETS } from "../../src/drivers/events/seals/sealed-sets.ts";
import type { EventStore, QueryPlan } from "../../src/ports/event-store.ts";
import { uuid } from "../build/build-envelope.ts";
import { askEngine } from "../build/open-engine.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { STORE_OPTIONS } from "../contract/event-store.contract.ts";
import { FIXTURE_EVENTS, FIXTURE_NOW, FIXTURE_RANGE, FIXTURE_ZONE } from "../reports/fixture.data.ts";
import { replyOf } from "../reports/oracle-reply.ts";
import { questions } from "../reports/random.ts";
import { type AskOptions, describeCases, describeFile, describeFixture } from "../reports/run-cases.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";

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

    describeFile("pages.json with every day sealed", "pages.json", async () => ({
      ...implementation,
      load: loadSealed,
    }));

    it.each(["(", "[z-a]", "(a{255}){255}"])(
      "refuse the expression %s by its reason, not as an outage, when it gets as far as the engine",
      async (pattern) => {
        await implementation.load(FIXTURE_EVENTS);
        const filters: PlainFilter[] = [["matches", "event:page", [pattern]]];
        const query = { site_id: "example.com", date_range: FIXTURE_RANGE, metrics: ["visitors"] };
        const unchecked = {
          query: (plan: QueryPlan) => store.query({ ...plan, filters }),
          countRows: store.countRows,
          firstEventAt: store.firstEventAt,
        };
        const site = { timezone: FIXTURE_ZONE, goals: [], now: FIXTURE_NOW };
        const asking = askEngine(unchecked, siteId, querySchema.parse(query), site);
        await expect(asking).rejects.toThrow(BadRequest);
        await expect(asking).rejects.toThrow(/refuses a regular expression: \w/);
      },
    );

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

    it("of a site whose zone changed are by days of the new one, sealed anew or not", async () => {
      const [firstDay, lastDay] = FIXTURE_RANGE;
      const timezone = "America/Los_Angeles";
      const ask = async (site: number) => {
        const query = {
          site_id: "example.com",
          date_range: FIXTURE_RANGE,
          metrics: ADDITIVE,
          dimensions: ["time:day"],
        };
        const options = { timezone, goals: [], now: FIXTURE_NOW };
        return (await askEngine(store, site, querySchema.parse(query), options)).results;
      };
      await implementation.load(FIXTURE_EVENTS);
      const expected = await ask(siteId);
      await loadSealed(FIXTURE_EVENTS);
      expect(await store.sealedDays(siteId, timezone)).toEqual([]);
      expect(await ask(siteId)).toEqual(expected);
      await store.sealDays({ zone: timezone, siteIds: [siteId], firstDay, lastDay });
      expect(await store.sealedDays(siteId, FIXTURE_ZONE)).toEqual([]);
      expect(await ask(siteId)).toEqual(expected);
    });

    it("of sealed days are the same asked all at once and one after the other", async () => {
      const dimensions = [
        ...[
          "event:page",
          "event:name",
          "event:hostname",
          "visit:entry_page",
          "visit:exit_page",
          "visit:source",
        ],
        ...[
          "visit:channel",
          "visit:utm_campaign",
          "visit:country",
          "visit:city",
          "visit:browser",
          "visit:device",
        ],
      ];
      const asked = [[], ...dimensions.map((name) => [name])].map((of, index) => {
        const isOfEvents = of[0]?.startsWith("event:") === true && of[0] !== "event:page";
        const metrics = ["visitors", "visits", ...(isOfEvents ? ["events"] : ["bounce_rate", "pageviews"])];
        const query = { site_id: "example.com", date_range: FIXTURE_RANGE, metrics, dimensions: of };
        return querySchema.parse({ ...query, pagination: { limit: index % 3 === 0 ? 2 : 100 } });
      });
      const site = { timezone: FIXTURE_ZONE, goals: [], now: FIXTURE_NOW };
      const askOne = async (query: Query) => (await askEngine(store, siteId, query, site)).results;
      await loadSealed(FIXTURE_EVENTS);
      const together = await Promise.all(asked.map(askOne));
      expect(together.flat().length).toBeGreaterThan(20);
      await loadSealed(FIXTURE_EVENTS);
      for (const [index, query] of asked.entries()) {
        expect(together[index], query.dimensions.join()).toEqual(await askOne(query));
      }
    });

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
              for (const key of ["total_rows", "comparison_begins"] as const)
                expect(found.meta[key], key).toEqual(expected.meta[key]);
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

/** Runs a statement beside the store, and tells the first number that comes of it. */
const BESIDE: Readonly<Record<string, (url: string, statement: string) => Promise<number>>> = {
  async chdb(url, query) {
    const { write, close } = await openChdbTransport(url, 1);
    try {
      if (!query.startsWith("SELECT")) {
        await write.command({ query: `${query} SETTINGS mutations_sync = 1` });
        return 0;
      }
      const result = await write.query({ query, format: "JSONCompactEachRow" });
      const [[found] = []] = await result.json<[string]>();
      return Number(found);
    } finally {
      await close();
    }
  },
  async postgres(url, statement) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query({ text: statement, rowMode: "array" });
    await client.end();
    return Number(rows[0]?.[0]);
  },
};

describe.each(Object.entries(BESIDE))("sealed on %s", (name, beside) => {
  const events = FIXTURE_EVENTS.map((event) => ({ ...event, siteId: 1 }));
  let url = "";
  let store: EventStore;
  const open = () => openEventStore(url, { ...STORE_OPTIONS, keepReplacedMs: 500 });
  beforeEach(async () => {
    url = URLS[name]?.() ?? "";
    store = await open();
    await store.migrate();
    await store.insert(store.encode(events), "reports:0:1-1");
  });
  afterEach(() => store.close());

  it("days that were replaced stay for questions under way, and are gone after that", async () => {
    const countSealed = () => beside(url, "SELECT count(*) FROM millrace.sealed_events WHERE site_id = 1");
    const [firstDay, lastDay] = FIXTURE_RANGE;
    const request = { zone: FIXTURE_ZONE, siteIds: [1], firstDay, lastDay };
    await store.sealDays(request);
    const once = await countSealed();
    expect(once).toBeGreaterThan(30);
    await store.sealDays(request);
    expect(await countSealed()).toBe(2 * once);
    await expect.poll(countSealed, { timeout: 20_000 }).toBe(once);
    expect(await store.checkSeals(request)).toEqual([]);
  });

  it("months are the sums of their days, read in their place, and void with any of them", async () => {
    const site = { timezone: FIXTURE_ZONE, goals: [], now: FIXTURE_NOW };
    const ask = async (dimensions: readonly string[]) => {
      const date_range = ["2026-02-10", "2026-04-20"];
      const metrics = [...ADDITIVE, ...(dimensions.includes("event:page") ? ["time_on_page"] : [])];
      const query = { site_id: "example.com", date_range, metrics, dimensions };
      return (await askEngine(store, 1, querySchema.parse(query), site)).results;
    };
    const groupings = [
      [],
      ["event:page"],
      ["visit:exit_page"],
      ["visit:entry_page", "time:month"],
      ["event:page", "time:week"],
    ];
    const askAll = () => Promise.all(groupings.map(ask));
    const request = { zone: FIXTURE_ZONE, siteIds: [1], firstDay: "2026-02-01", lastDay: "2026-04-30" };
    const expected = await askAll();
    await store.sealDays(request);
    await store.sealMonths(request);
    expect(await askAll()).toEqual(expected);
    expect(await store.checkSeals(request)).toEqual([]);

    // Without March's days: the sums of the month are what is read, but for what is asked by weeks.
    const march = "site_id = 1 AND day >= '2026-03-01' AND day <= '2026-03-31'";
    const remove =
      name === "chdb" ? "ALTER TABLE millrace.sealed_figures DELETE" : "DELETE FROM millrace.sealed_figures";
    await beside(url, `${remove} WHERE ${march} AND set_id IN (${MONTHLY_SETS.join(", ")})`);
    await store.close();
    // One that remembers no answer.
    store = await open();
    const withoutDays = await askAll();
    expect(withoutDays.filter((_, index) => index !== 4)).toEqual(expected.filter((_, index) => index !== 4));
    expect(withoutDays[4]).not.toEqual(expected[4]);
    const differences = await store.checkSeals({ ...request, firstDay: "2026-03-01", lastDay: "2026-03-01" });
    expect(differences.length).toBeGreaterThan(10);

    // Days that were sealed again are other days.
    await store.sealDays(request);
    expect(await askAll()).toEqual(expected);
    await store.sealMonths(request);
    expect(await askAll()).toEqual(expected);

    // One more view on a day of March: neither the day nor the month counts any more.
    const [first] = events.filter(
      ({ name: event, timestamp }) => event === "pageview" && timestamp > Date.parse("2026-03-02"),
    );
    await store.insert(
      store.encode([{ ...(first as Event), id: uuid(999), visitorId: "77" }]),
      "reports:0:2-2",
    );
    const later = await askAll();
    expect(Number(later[0]?.[0]?.metrics[0])).toBe(Number(expected[0]?.[0]?.metrics[0]) + 1);
    await store.sealDays(request);
    expect(await askAll()).toEqual(later);
    await store.sealMonths(request);
    expect(await askAll()).toEqual(later);
    // Two months of one version each: those that were replaced go.
    const versions = () =>
      beside(url, "SELECT count(DISTINCT version) FROM millrace.sealed_figures WHERE set_id >= 128");
    await expect.poll(versions, { timeout: 20_000 }).toBe(1);
  });
});
