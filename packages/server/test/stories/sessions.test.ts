import { join } from "node:path";
import { type Filter, type Query, querySchema, type SessionInfo } from "@millrace/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Event } from "../../src/domain/event/event.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../src/domain/site/site.ts";
import { addDays, zonedIso } from "../../src/domain/time-zone/zoned-time.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import type { EventStore } from "../../src/ports/event-store.ts";
import { resolveDateRange } from "../../src/query/ranges/date-range.ts";
import { createListSessions, type SessionsAsked } from "../../src/query/sessions/list-sessions.ts";
import { createReadSession } from "../../src/query/sessions/read-session.ts";
import { buildEvent } from "../build/build-envelope.ts";
import { askEngine } from "../build/open-engine.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { STORE_OPTIONS } from "../contract/event-store.contract.ts";
import {
  FIXTURE_EVENTS,
  FIXTURE_GOALS,
  FIXTURE_NOW,
  FIXTURE_RANGE,
  FIXTURE_ZONE,
} from "../reports/fixture.data.ts";
import type { OracleSite } from "../reports/oracle.ts";
import { meetsAll, withSegments } from "../reports/oracle-filters.ts";
import { isEngagement, placeEvents, type Visit } from "../reports/oracle-visits.ts";
import { questions } from "../reports/random.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";

const RUNS = Number(process.env.MILLRACE_REPORT_RUNS ?? 4);
const newFolder = useTempFolders();
const postgres = await startPostgres();
const clickhouse = await startClickHouse();
afterAll(() => Promise.all([postgres.stop(), clickhouse.stop()]));

const URLS: Readonly<Record<string, () => string>> = {
  chdb: () => `chdb:${join(newFolder(), "events")}`,
  clickhouse: () => clickhouse.url,
  postgres: () => postgres.newDatabase(),
};

const FIXTURE_SITE: OracleSite & { now: number } = {
  timezone: FIXTURE_ZONE,
  goals: FIXTURE_GOALS,
  now: FIXTURE_NOW,
};
const ALL_DAYS = { date_range: FIXTURE_RANGE.join() };

for (const [name, newUrl] of Object.entries(URLS)) {
  describe(`sessions on ${name}`, () => {
    let store: EventStore;
    let siteId = 0;
    let batches = 0;
    beforeAll(async () => {
      store = await openEventStore(newUrl(), STORE_OPTIONS);
      await store.migrate();
    });
    afterAll(() => store.close());

    async function insert(events: readonly Event[]): Promise<void> {
      batches += 1;
      const own = events.map((event) => ({ ...event, siteId }));
      await store.insert(store.encode(own), `sessions:0:${batches}-${batches}`);
    }

    async function newSite(events: readonly Event[]): Promise<void> {
      siteId += 1;
      await insert(events);
    }

    function open({ timezone, goals, segments = {}, now }: OracleSite & { now: number }) {
      const site: Site = {
        ...DEFAULT_SITE_SETTINGS,
        id: siteId,
        name: "example.com",
        timezone,
        teamId: null,
        key: Buffer.alloc(32),
      };
      const find = async () => site;
      const list = createListSessions({
        ...{ store, find, clock: { now: () => now } },
        goalsOf: async () => goals.map((goal, index) => ({ ...goal, id: index + 1, siteId })),
        segmentsOf: async (_, ids) =>
          ids.map((id) => ({ id, siteId, name: `segment ${id}`, filters: segments[id] ?? [] })),
      });
      const read = createReadSession({ store, find });
      return {
        list: (asked: SessionsAsked) => list(site.name, asked),
        read: (id: string) => read(site.name, id),
      };
    }

    const seal = ([firstDay, lastDay]: readonly [string, string], zone: string) =>
      store.sealDays({ zone, siteIds: [siteId], firstDay, lastDay });

    describe.each([{ days: "open" }, { days: "sealed" }])(
      "of the fixture with $days days, worked out by hand",
      ({ days }) => {
        beforeAll(async () => {
          await newSite(FIXTURE_EVENTS);
          if (days === "sealed") await seal(FIXTURE_RANGE, FIXTURE_ZONE);
        });

        it("are listed with the newest first", async () => {
          const { sessions, has_more } = await open(FIXTURE_SITE).list(ALL_DAYS);
          const shown = sessions.map((session) => [
            session.started_at.slice(5, 16),
            session.duration,
            session.pageviews,
            session.events,
            session.is_bounce,
            session.entry_page,
            session.exit_page,
          ]);
          expect(has_more).toBe(false);
          expect(shown).toEqual([
            ["03-12T00:31", 1, 1, 2, false, "/pricing", "/pricing"],
            ["03-12T00:05", 0, 1, 1, true, "/docs", "/docs"],
            ["03-11T18:00", 130, 3, 4, false, "/docs", "/docs"],
            ["03-11T16:00", 0, 0, 1, false, "", ""],
            ["03-11T14:00", 120, 1, 2, false, "/pricing", "/pricing"],
            // F, which goes on from midnight until the tab's last report at 23:52.
            ["03-10T23:50", 86_520, 2, 2, false, "/", "/pricing"],
            ["03-10T08:00", 360, 3, 4, false, "/a", "/pricing"],
            ["03-09T15:00", 5, 1, 2, false, "/pricing", "/pricing"],
            ["03-09T12:00", 20, 1, 2, true, "/", "/"],
            ["03-09T09:42", 1799, 2, 2, false, "/docs", "/"],
            ["03-09T09:00", 720, 2, 3, false, "/", "/pricing"],
            ["03-08T20:00", 0, 1, 1, true, "/", "/"],
            ["02-28T23:59", 0, 1, 1, true, "/docs", "/docs"],
          ]);
        });

        it("have the facts of their first event", async () => {
          const filters = JSON.stringify([["is", "visit:channel", ["Organic Search"]]]);
          const { sessions } = await open(FIXTURE_SITE).list({ ...ALL_DAYS, filters });
          expect(sessions).toEqual([
            expect.objectContaining({ entry_page: "/docs", country: "PL", browser: "Chrome" }),
            {
              id: `11-${Date.parse("2026-03-09T09:00:00+01:00")}`,
              started_at: "2026-03-09T09:00:00+01:00",
              ended_at: "2026-03-09T09:12:00+01:00",
              duration: 720,
              pageviews: 2,
              events: 3,
              is_bounce: false,
              entry_page: "/",
              exit_page: "/pricing",
              source: "Google",
              channel: "Organic Search",
              referrer: "google.com/search",
              country: "DE",
              region: "DE-BE",
              city: "Berlin",
              device: "desktop",
              browser: "Firefox",
              os: "Linux",
            },
          ]);
        });

        it.each([
          {
            what: "an event of theirs",
            filters: [["is", "event:page", ["/docs/api"]]],
            starts: ["03-11T18:00"],
          },
          {
            what: "an event on the day after",
            filters: [
              ["is", "event:page", ["/pricing"]],
              ["is", "visit:entry_page", ["/"]],
            ],
            starts: ["03-10T23:50", "03-09T09:00"],
          },
          { what: "a goal that nobody met", filters: [["is", "event:goal", ["Never"]]], starts: [] },
          {
            what: "a goal",
            filters: [["is", "event:goal", ["Signup"]]],
            starts: ["03-12T00:31", "03-10T08:00", "03-09T09:00"],
          },
          {
            what: "what was done in them",
            filters: [["has_done", ["is", "event:name", ["download"]]]],
            starts: ["03-09T15:00"],
          },
          {
            what: "engagement, which is no event",
            filters: [["is", "event:name", ["engagement"]]],
            starts: [],
          },
        ])("are filtered by $what", async ({ filters, starts }) => {
          const { sessions } = await open(FIXTURE_SITE).list({
            ...ALL_DAYS,
            filters: JSON.stringify(filters),
          });
          expect(sessions.map(({ started_at }) => started_at.slice(5, 16))).toEqual(starts);
        });

        it("go on to the running day when that is asked, of a range that ends with yesterday only", async () => {
          const { list } = open({ ...FIXTURE_SITE, now: Date.parse("2026-03-11T12:00:00+01:00") });
          const days = async (asked: SessionsAsked) =>
            new Set((await list(asked)).sessions.map(({ started_at }) => started_at.slice(0, 10)));
          expect(await days({ date_range: "1d" })).toEqual(new Set(["2026-03-10"]));
          const both = await days({ date_range: "1d", include_today: "true" });
          expect([...both]).toEqual(["2026-03-11", "2026-03-10"]);
          const past = await days({ date_range: "2026-03-09,2026-03-09", include_today: "true" });
          expect([...past].filter((day) => day !== "2026-03-09")).toEqual([]);
          await expect(list({ include_today: "maybe" })).rejects.toThrow("include_today");
        });

        it("belong to the range in which they start", async () => {
          const { sessions } = await open(FIXTURE_SITE).list({
            date_range: "2026-03-11T00:00:00,2026-03-11T15:59:59",
          });
          expect(sessions.map(({ started_at }) => started_at.slice(5, 16))).toEqual(["03-11T14:00"]);
        });

        it("come in pages that together are all", async () => {
          const { list } = open(FIXTURE_SITE);
          const { sessions: all } = await list(ALL_DAYS);
          const paged: SessionInfo[] = [];
          for (let page = 1; ; page++) {
            const { sessions, has_more } = await list({ ...ALL_DAYS, limit: "4", page: String(page) });
            paged.push(...sessions);
            if (!has_more) break;
            expect(sessions).toHaveLength(4);
          }
          expect(paged).toEqual(all);
          expect(await list({ ...ALL_DAYS, limit: "4", page: "5" })).toEqual({
            sessions: [],
            has_more: false,
          });
        });

        it("are read step by step, across midnight", async () => {
          const { list, read } = open(FIXTURE_SITE);
          const { sessions } = await list(ALL_DAYS);
          const long = sessions.find(({ duration }) => duration === 86_520) as SessionInfo;
          const { session, steps, truncated } = await read(long.id);
          expect(session).toEqual(long);
          expect(truncated).toBe(false);
          expect(steps).toHaveLength(53);
          expect(
            steps.slice(0, 4).map(({ at, name, page, engaged_ms }) => [at, name, page, engaged_ms]),
          ).toEqual([
            ["2026-03-10T23:50:00+01:00", "pageview", "/", 0],
            ["2026-03-10T23:51:00+01:00", "engagement", "/", 12_000],
            ["2026-03-11T00:10:00+01:00", "pageview", "/pricing", 0],
            ["2026-03-11T00:11:00+01:00", "engagement", "/pricing", 30_000],
          ]);
          expect(steps.at(-1)?.at).toBe("2026-03-11T23:52:00+01:00");
        });

        it("tell their properties and revenue, and order events of a millisecond by id", async () => {
          const { steps } = await open(FIXTURE_SITE).read(`41-${Date.parse("2026-03-10T08:00:00+01:00")}`);
          expect(steps.map(({ page }) => page)).toEqual(["/a", "/b", "/pricing", "/pricing"]);
          expect(steps.at(-1)).toEqual({
            at: "2026-03-10T08:06:00+01:00",
            name: "signup",
            hostname: "example.com",
            page: "/pricing",
            props: { plan: "pro" },
            engaged_ms: 0,
            scroll_depth: 0,
            revenue: { amount: "10.05", currency: "EUR" },
          });
        });

        it.each([
          { id: "", what: "nothing" },
          { id: "11", what: "a visitor alone" },
          { id: `11-${Date.parse("2026-03-09T09:00:01+01:00")}`, what: "an instant without a start" },
          { id: `99-${Date.parse("2026-03-10T18:00:00+01:00")}`, what: "engagement alone" },
          { id: `52-${Date.parse("2026-03-11T00:10:00+01:00")}`, what: "what goes on from the day before" },
          { id: `0-${Date.parse("2026-03-10T10:00:00+01:00")}`, what: "nobody" },
          { id: `18446744073709551616-${FIXTURE_NOW}`, what: "a visitor of 65 bits" },
          { id: "11-99999999999999", what: "an instant beyond all" },
          { id: "11-1' OR 1=1", what: "more than an id" },
        ])("are none where an id names $what", async ({ id }) => {
          await expect(open(FIXTURE_SITE).read(id)).rejects.toThrow(
            `the site "example.com" has no session ${JSON.stringify(id)}`,
          );
        });
      },
    );

    it("show no more than 500 steps, and tell that there are more", async () => {
      const at = Date.parse("2026-03-10T09:00:00Z");
      await newSite(
        Array.from({ length: 501 }, (_, index) =>
          buildEvent({ visitorId: "18446744073709551615", timestamp: at + index * 1000 }),
        ),
      );
      const { session, steps, truncated } = await open(FIXTURE_SITE).read(`18446744073709551615-${at}`);
      expect([session.pageviews, session.duration, steps.length, truncated]).toEqual([501, 500, 500, true]);
      await newSite(
        Array.from({ length: 500 }, (_, index) =>
          buildEvent({ visitorId: "7", timestamp: at + index * 1000 }),
        ),
      );
      const other = await open(FIXTURE_SITE).read(`7-${at}`);
      expect([other.steps.length, other.truncated]).toEqual([500, false]);
    });

    it("are the oracle's, whatever came late, whichever days are sealed", async () => {
      await fc.assert(
        fc.asyncProperty(
          questions,
          fc.array(fc.nat(), { maxLength: 3 }),
          fc.nat(),
          async ({ history, queries }, seals, cut) => {
            const { site, events, now } = history;
            const late = events.slice(0, cut % (events.length + 1));
            const early = events.slice(late.length);
            const check = async (some: readonly Event[]) => {
              for (const query of queries) await checkQuery(query, some);
              await checkPaths(some);
            };
            const checkQuery = async (query: Query, some: readonly Event[]) => {
              const { list } = open({ ...site, now });
              const asked = {
                date_range: [query.date_range].flat().join(),
                filters: JSON.stringify(query.filters),
                limit: "200",
              };
              const { sessions } = await list(asked);
              expect(sessions, JSON.stringify(query)).toEqual(expectedSessions(query, site, some, now));
              const figures = querySchema.parse({
                ...{ site_id: "example.com", date_range: query.date_range, filters: query.filters },
                metrics: ["visits", "bounce_rate", "views_per_visit", "visit_duration"],
              });
              const [row] = (await askEngine(store, siteId, figures, { ...site, now })).results;
              expect(row?.metrics, JSON.stringify(query)).toEqual(figuresOf(sessions));
            };
            const checkPaths = async (some: readonly Event[]) => {
              const { read } = open({ ...site, now });
              for (const visit of new Set(
                placeEvents(some, site.timezone).flatMap(({ visit }) => visit ?? []),
              )) {
                const shown = showVisit(visit, site.timezone);
                const { session, steps } = await read(shown.id);
                expect(session).toEqual(shown);
                expect(steps).toEqual(
                  visit.events.slice(0, 500).map(({ event }) => showStep(event, site.timezone)),
                );
              }
            };
            await newSite(early);
            for (const number of seals) {
              const day = history.dates[number % history.dates.length] as string;
              await seal([day, addDays(day, number % 2)], site.timezone);
            }
            await check(early);
            await insert(late);
            await check(events);
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      );
    }, 240_000);
  });
}

/** The visits that start in a query's range and have an event, engagement left out, that meets its filters. */
function expectedSessions(
  query: Query,
  site: OracleSite,
  events: readonly Event[],
  now: number,
): SessionInfo[] {
  const { from, to } = resolveDateRange(query.date_range, site.timezone, now);
  const filters: Filter[] = withSegments(query.filters, site.segments ?? {});
  const met = placeEvents(events, site.timezone).flatMap((one) =>
    one.visit !== null && !isEngagement(one.event) && meetsAll(filters, one, site.goals) ? one.visit : [],
  );
  return [...new Set(met)]
    .filter(({ start }) => start.timestamp >= from && start.timestamp < to)
    .map((visit) => ({ at: visit.start.timestamp, shown: showVisit(visit, site.timezone) }))
    .sort((a, b) => b.at - a.at || (a.shown.id < b.shown.id ? -1 : 1))
    .map(({ shown }) => shown);
}

function showVisit({ events, start, ...visit }: Visit, zone: string): SessionInfo {
  const counted = events.filter(({ event }) => !isEngagement(event));
  const { source, channel, referrer, place, agent } = start;
  return {
    id: `${rootVisitorOf(events)}-${start.timestamp}`,
    started_at: zonedIso(zone, start.timestamp),
    ended_at: zonedIso(zone, Math.max(...events.map(({ event }) => event.timestamp))),
    duration: visit.seconds,
    pageviews: visit.pageviews,
    events: counted.reduce((sum, { event }) => sum + event.count, 0),
    is_bounce: visit.isBounce,
    ...{ entry_page: visit.entryPage, exit_page: visit.exitPage, source, channel, referrer },
    ...{ country: place.country, region: place.region, city: place.city },
    ...{ device: agent.device, browser: agent.browser, os: agent.os },
  };
}

/** Who began it: the first event may be engagement, of the day before its start. */
const rootVisitorOf = (events: Visit["events"]) => events[0]?.event.visitorId ?? "";

function showStep(
  { timestamp, name, hostname, path, props, engagedMs, scrollDepth, revenue }: Event,
  zone: string,
) {
  const at = zonedIso(zone, timestamp);
  return { at, name, hostname, page: path, props, engaged_ms: engagedMs, scroll_depth: scrollDepth, revenue };
}

/** What reports say of the same sessions. */
function figuresOf(sessions: readonly SessionInfo[]): (number | null)[] {
  const count = sessions.length;
  const sum = (of: (session: SessionInfo) => number) =>
    sessions.reduce((total, session) => total + of(session), 0);
  const round = (value: number, decimals: number) =>
    Math.floor(value * 10 ** decimals + 0.5 + 1e-9) / 10 ** decimals;
  const mean = (total: number, decimals: number) => (count === 0 ? null : round(total / count, decimals));
  return [
    count,
    mean(sum(({ is_bounce }) => Number(is_bounce)) * 100, 1),
    mean(
      sum(({ pageviews }) => pageviews),
      2,
    ),
    mean(
      sum(({ duration }) => duration),
      1,
    ),
  ];
}
