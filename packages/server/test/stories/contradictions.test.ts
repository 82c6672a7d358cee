import { join } from "node:path";
import { type Figure, type Filter, type Metric, type ReportReply, roundHalfAway } from "@millrace/protocol";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../src/domain/site/site.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import type { EventStore } from "../../src/ports/event-store.ts";
import { createRunQuery } from "../../src/query/run-query.ts";
import { REPORTS } from "../../src/reports/index.ts";
import { createRunReport } from "../../src/reports/run/run-report.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { STORE_OPTIONS } from "../contract/event-store.contract.ts";
import { type History, questions } from "../reports/random.ts";
import { startPostgres } from "../servers/postgres.ts";

const RUNS = Number(process.env.MILLRACE_REPORT_RUNS ?? 2);
const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

const URLS: Readonly<Record<string, () => string>> = {
  chdb: () => `chdb:${join(newFolder(), "events")}`,
  postgres: () => postgres.newDatabase(),
};

const COUNTS = ["visitors", "visits", "pageviews", "events"] as const;
const RATES = ["views_per_visit", "bounce_rate", "visit_duration"] as const;
/** One value of these belongs to a visit, and what is counted of visits and events adds up. */
const PARTITIONS = ["sources", "countries", "devices", "browsers", "channels", "entry-pages"];
const TABLES = REPORTS.filter(({ shape }) => shape === "table" || shape === "map").map(({ name }) => name);

type Params = Readonly<Record<string, string>>;
type Ask = (name: string, params: Params) => Promise<ReportReply>;

/** Figures of a row by their metrics. */
const named = <Name extends Metric>(names: readonly Name[], figures: readonly Figure[] = []) =>
  Object.fromEntries(names.map((name, index) => [name, figures[index] ?? null])) as Record<Name, Figure>;

const sum = (rows: ReportReply["results"], index: number) =>
  rows.reduce((total, { metrics }) => total + Number(metrics[index]), 0);

const filtersOf = (filters: readonly Filter[]): Params =>
  filters.length === 0 ? {} : { filters: JSON.stringify(filters) };

describe.each(Object.entries(URLS))("reports on %s do not contradict each other", (_name, newUrl) => {
  let store: EventStore;
  let siteId = 0;
  let batches = 0;
  beforeEach(async () => {
    store = await openEventStore(newUrl(), { ...STORE_OPTIONS, filteredFrom: 1 });
    await store.migrate();
  });
  afterEach(() => store.close());

  async function siteOf({ site, events, now }: History): Promise<Ask> {
    siteId += 1;
    batches += 1;
    const own = siteId;
    await store.insert(
      store.encode(events.map((event) => ({ ...event, siteId: own }))),
      `contradictions:0:${batches}-${batches}`,
    );
    const known: Site = {
      ...DEFAULT_SITE_SETTINGS,
      id: own,
      name: "example.com",
      timezone: site.timezone,
      teamId: null,
      key: Buffer.alloc(32),
    };
    const clock = { now: () => now };
    const runQuery = createRunQuery({
      store,
      clock,
      find: async () => known,
      goalsOf: async () => site.goals.map((goal, index) => ({ ...goal, id: index + 1, siteId: own })),
      segmentsOf: async (_, ids) =>
        ids.map((id) => ({ id, siteId: own, name: `${id}`, filters: [...(site.segments?.[id] ?? [])] })),
    });
    const runReport = createRunReport({ runQuery, clock });
    return (name, params) => runReport(name, { site_id: "example.com", ...params });
  }

  /** Holds a law over random sites: without a filter and with a random one. */
  async function hold(
    law: (ask: Ask, history: History, filters: readonly (readonly Filter[])[]) => Promise<void>,
  ): Promise<void> {
    await fc.assert(
      fc.asyncProperty(questions, async ({ history, queries }) => {
        const filters = queries.slice(0, 1).map((query) => query.filters as Filter[]);
        await law(await siteOf(history), history, [[], ...filters]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }

  it("tiles: a rate is of the counts beside it, none where there is nothing, and all time holds every period", async () => {
    await hold(async (ask, { dates, events }, filters) => {
      const metrics = [...COUNTS, ...RATES].join();
      for (const some of filters) {
        const tile = async (date_range: string) =>
          named(
            [...COUNTS, ...RATES],
            (await ask("overview", { ...filtersOf(some), metrics, date_range })).results[0]?.metrics,
          );
        const all = await tile("all");
        for (const range of [`${dates[0]},${dates.at(-1)}`, `${dates[1]},${dates[1]}`, "day"]) {
          const part = await tile(range);
          for (const name of RATES)
            expect(part[name] === null, `${name} of ${range}`).toBe(part.visits === 0);
          for (const name of COUNTS)
            expect(Number(part[name]), `${name} of ${range}`).toBeLessThanOrEqual(Number(all[name]));
        }
        if (some.length === 0 && events.every(({ visitorId }) => visitorId !== "0")) {
          const expected =
            all.visits === 0 ? null : roundHalfAway(Number(all.pageviews) / Number(all.visits), 2);
          expect(all.views_per_visit).toBe(expected);
        }
      }
    });
  }, 240_000);

  it("charts: their buckets add up to the tile", async () => {
    await hold(async (ask, { dates }, filters) => {
      const metrics = COUNTS.join();
      for (const some of filters) {
        const params = { ...filtersOf(some), metrics, date_range: `${dates[0]},${dates.at(-1)}` };
        const [tile] = (await ask("overview", { ...params, compare: "none" })).results;
        for (const interval of ["day", "hour"]) {
          const { results } = await ask("timeseries", { ...params, interval });
          // A visitor of two hours counts in both.
          const from = interval === "hour" ? 1 : 0;
          expect(COUNTS.map((_, index) => sum(results, index)).slice(from)).toEqual(
            tile?.metrics.slice(from),
          );
        }
      }
    });
  }, 240_000);

  it("tables: no row is more than the tile, none is nothing, and pages hold what all rows hold", async () => {
    await hold(async (ask, { dates }, filters) => {
      const params = { metrics: COUNTS.join(), date_range: `${dates[0]},${dates.at(-1)}` };
      for (const some of filters) {
        const of = { ...params, ...filtersOf(some) };
        const tile = (await ask("overview", { ...of, compare: "none" })).results[0]?.metrics ?? [];
        for (const name of PARTITIONS) {
          const { results, meta } = await ask(name, { ...of, total_rows: "true" });
          expect(meta.total_rows, name).toBe(results.length);
          for (const row of results) {
            expect(Number(row.metrics[0]), name).toBeLessThanOrEqual(Number(tile[0]));
            expect(
              row.metrics.filter((_, index) => index !== 1).some((figure) => figure !== 0),
              name,
            ).toBe(true);
          }
          for (const index of [1, 2, 3])
            expect(sum(results, index), name).toBeLessThanOrEqual(Number(tile[index]));
          const halves = [
            await ask(name, { ...of, limit: "2" }),
            await ask(name, { ...of, limit: "2", page: "2" }),
          ];
          expect(
            halves.flatMap((half) => half.results),
            name,
          ).toEqual(results.slice(0, 4));
        }
      }
    });
  }, 240_000);

  it("goals: every table has conversions and their rate, which no more make than there are", async () => {
    await hold(async (ask, { dates, site }) => {
      const range = { date_range: `${dates[0]},${dates.at(-1)}` };
      const goal = site.goals[0]?.name ?? "";
      const conversions: readonly Filter[] = [
        ["is", "event:goal", [goal]],
        ["is", "event:name", ["signup"]],
      ];
      const metrics = "visitors,events,group_conversion_rate";
      const [all] = (await ask("overview", { ...range, compare: "none" })).results;
      for (const filter of conversions) {
        const of = { ...range, ...filtersOf([filter]) };
        const [tile] = (await ask("overview", { ...of, metrics: "visitors,events,conversion_rate" })).results;
        const [converted, , rate] = tile?.metrics ?? [];
        const whole = Number(all?.metrics[0]);
        expect(Number(converted)).toBeLessThanOrEqual(whole);
        expect(rate).toBe(whole === 0 ? null : roundHalfAway((Number(converted) * 100) / whole, 1));
        for (const name of TABLES) {
          const own: Params = name === "properties" ? { key: "plan", not_set: "true" } : {};
          const { results } = await ask(name, { ...of, ...own, metrics });
          for (const { metrics: row } of results) {
            expect(Number(row[0]), name).toBeLessThanOrEqual(Number(converted));
            expect(Number(row[2]), name).toBeLessThanOrEqual(100);
            expect(row[2] === null || row[0] === 0 || Number(row[2]) > 0, name).toBe(true);
          }
        }
        // The bounces of a page are of those who entered there: they make no row of a page without a conversion.
        const { results: pages } = await ask("pages", { ...of, metrics: "visitors,bounce_rate" });
        expect(pages.filter(({ metrics: [visitors] }) => visitors === 0)).toEqual([]);
      }
    });
  }, 240_000);

  it("comparisons: what a period is compared with is what is answered when that is asked alone", async () => {
    await hold(async (ask, { dates }, filters) => {
      const params = { metrics: [...COUNTS, "bounce_rate"].join(), date_range: `${dates[2]},${dates[2]}` };
      for (const some of filters) {
        const of = { ...params, ...filtersOf(some) };
        for (const name of ["overview", "timeseries", "sources", "countries", "entry-pages"]) {
          const reply = await ask(name, { ...of, compare: "previous_period" });
          const date_range = (reply.query.comparison_date_range ?? []).map((at) => at.slice(0, 10)).join();
          const alone = await ask(name, { ...of, date_range, compare: "none" });
          const rows = new Map(alone.results.map((row) => [JSON.stringify(row.dimensions), row.metrics]));
          for (const { comparison } of reply.results) {
            if (comparison === undefined) continue;
            expect(comparison.significant).toHaveLength(comparison.metrics.length);
            const found = rows.get(JSON.stringify(comparison.dimensions));
            // A row that has none of the first metric is none when it is asked alone.
            if (found === undefined) expect(comparison.metrics[0], name).toBe(0);
            else expect(comparison.metrics, name).toEqual(found);
          }
        }
      }
    });
  }, 240_000);
});
