import type { TableRow } from "@millrace/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RowsRefused } from "../../src/domain/errors.ts";
import type { Event } from "../../src/domain/event/event.ts";
import type { PlainFilter } from "../../src/domain/plain-filter.ts";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.ts";
import { startOfDate } from "../../src/domain/time-zone/zoned-time.ts";
import type { EventStoreOptions } from "../../src/drivers/events/options.ts";
import type { EventStore, PlanDimension, QueryPlan } from "../../src/ports/event-store.ts";
import { timeLabels } from "../../src/query/ranges/time-labels.ts";
import { buildEvent, HOSTILE_TEXTS, NOON, uuid } from "../build/build-envelope.ts";
import { exited, forkScript, kill9, nextMessage } from "../processes/child-process.ts";

export interface EventStoreDriver {
  /** A place where no store is yet. */
  newUrl(): string;
  open(url: string, options: EventStoreOptions): Promise<EventStore>;
}

export const STORE_OPTIONS: EventStoreOptions = {
  readers: 2,
  shards: 4,
  guards: { fsync: true, token: true, missingRows: true },
};

const METRICS = ["visitors", "pageviews", "events"] as const;
type Figures = [value: string, visitors: number, pageviews: number, events: number];

const LARGEST_ID = "18446744073709551615";
const ALL_TIME = { from: 0, to: Date.parse("2100-01-01T00:00:00Z") };

/** What every event store driver promises. Run from event-store.test.ts over all of EVENT_STORE_DRIVERS. */
export function describeEventStore(name: string, driver: EventStoreDriver): void {
  // One store for the file, since an embedded one binds its process to a folder: every test has a site of its own.
  let store: EventStore;
  let sites = 0;
  let tokens = 0;
  const newSite = () => ++sites;
  const newToken = () => `test:0:${++tokens}`;

  async function insert(events: readonly Event[], token = newToken()): Promise<void> {
    await store.insert(store.encode(events), token);
  }

  async function rowsOf(plan: QueryPlan): Promise<readonly TableRow[]> {
    return (await store.query(plan)).rows;
  }

  async function eventsOf(siteId: number): Promise<Event[]> {
    const found: Event[] = [];
    for await (const event of store.readEvents()) if (event.siteId === siteId) found.push(event);
    return found;
  }

  async function siteWith(events: readonly Partial<Event>[]): Promise<number> {
    const siteId = newSite();
    await insert(events.map((event) => buildEvent({ ...event, siteId })));
    return siteId;
  }

  beforeAll(async () => {
    store = await driver.open(driver.newUrl(), STORE_OPTIONS);
    await store.migrate();
  });

  afterAll(async () => {
    await store.close();
  });

  describe(`event store: ${name}`, () => {
    it("migrates again without harm", async () => {
      const siteId = await siteWith([{}]);
      await store.migrate();
      await store.migrate();
      expect(await eventsOf(siteId)).toHaveLength(1);
      await store.ping();
    });

    describe("insert and read back", () => {
      const whole: Event = buildEvent({
        visitorId: LARGEST_ID,
        userId: "9007199254740993",
        name: "sign up",
        timestamp: NOON + 1,
        receivedAt: NOON + 86_400_123,
        count: 1_000_000_000,
        clamped: true,
        hostname: "www.example.com",
        path: `/${"p".repeat(1999)}`,
        title: "A title",
        referrer: "news.example/a/b",
        source: "news.example",
        utm: { source: "s", medium: "m", campaign: "c", content: "o", term: "t" },
        place: { country: "NP", region: "NP-BA", city: "Kathmandu" },
        agent: { browser: "Firefox", browserVersion: "149", os: "Linux", osVersion: "6", device: "desktop" },
        screen: "1920x1080",
        language: "pl-PL",
        timezone: "Asia/Kathmandu",
        props: { plan: "pro", empty: "", "": "no key" },
        revenue: { amount: "-1234567890123.4567", currency: "EUR" },
      });

      it.each<{ what: string; changes: Partial<Event> }>([
        { what: "every field filled", changes: {} },
        { what: "every field empty", changes: { ...buildEvent({ path: "" }) } },
        { what: "the first millisecond of 1970", changes: { timestamp: 0, receivedAt: NOON } },
        { what: "a clock that says 2 January 1970", changes: { timestamp: DAY + 7, receivedAt: NOON } },
        {
          what: "the last millisecond of a month",
          changes: { timestamp: Date.parse("2024-02-29T23:59:59.999Z") },
        },
        { what: "a time ahead of its receipt", changes: { timestamp: NOON + 4 * MINUTE, receivedAt: NOON } },
        {
          what: "a year that DateTime cannot hold",
          changes: { timestamp: Date.parse("2199-12-31T23:59:59.999Z") },
        },
        { what: "a count of zero", changes: { count: 0 } },
        { what: "revenue of nothing", changes: { revenue: { amount: "0", currency: "JPY" } } },
        { what: "the smallest cent", changes: { revenue: { amount: "0.0001", currency: "KWD" } } },
      ])("keeps $what", async ({ changes }) => {
        const event = { ...whole, ...changes, siteId: newSite(), id: uuid(1) };
        await insert([event]);
        expect(await eventsOf(event.siteId)).toEqual([event]);
      });

      it("keeps hostile text in every text field and as name and value of properties", async () => {
        const siteId = newSite();
        const events = HOSTILE_TEXTS.map((text) => hostileEvent(siteId, text));
        await insert(events);
        const stored = new Map((await eventsOf(siteId)).map((event) => [event.id, event]));
        for (const event of events) expect(stored.get(event.id)).toEqual(event);
        const keys = [...stored.values()].flatMap(({ props }) => Object.keys(props));
        expect(keys.sort()).toEqual([...HOSTILE_TEXTS].sort());
      });

      it("keeps any well-formed text (random)", async () => {
        const siteId = newSite();
        const text = fc.string({ unit: "binary", maxLength: 30 }).filter((some) => !some.includes("\0"));
        const events = fc.sample(text, 100).map((some) => hostileEvent(siteId, some));
        await insert(events);
        const stored = new Map((await eventsOf(siteId)).map((event) => [event.id, event]));
        for (const event of events) expect(stored.get(event.id)).toEqual(event);
      });

      it("accepts an insert of nothing", async () => {
        await insert([]);
      });
    });

    describe("a token written before", () => {
      it("writes nothing, whatever lies between", async () => {
        const siteId = newSite();
        const rows = [buildEvent({ siteId }), buildEvent({ siteId })];
        await insert(rows, "once:0:1-2");
        await insert([buildEvent({ siteId })], "once:0:3-3");
        await insert(rows, "once:0:1-2");
        expect(await eventsOf(siteId)).toHaveLength(3);
      });

      it("writes nothing into counted page views either", async () => {
        const page = `page of ${newToken()}`;
        const rows = [buildEvent({ siteId: newSite(), visitorId: "0", path: page, count: 7 })];
        await insert(rows, "views:0:1-1");
        await insert(rows, "views:0:1-1");
        expect(await viewsOf(page)).toEqual([[NOON, 7]]);
      });

      it("does not swallow an equal batch under another token: two honest batches may look alike", async () => {
        const siteId = newSite();
        const page = `page of ${newToken()}`;
        const rows = [buildEvent({ siteId, visitorId: "0", path: page, count: 3 })];
        await insert(rows, "alike:0:1-1");
        await insert(rows, "alike:0:2-2");
        expect(await eventsOf(siteId)).toHaveLength(2);
        expect(await viewsOf(page)).toEqual([[NOON, 6]]);
      });

      it("writes nothing when its batch spans months", async () => {
        const siteId = newSite();
        const rows = [0, 40, 80].map((days) => buildEvent({ siteId, timestamp: NOON - days * DAY }));
        await insert(rows, "months:0:1-3");
        await insert(rows, "months:0:1-3");
        expect(await eventsOf(siteId)).toHaveLength(3);
      });

      it("is remembered through 40 later batches", async () => {
        const siteId = newSite();
        const rows = [buildEvent({ siteId })];
        await insert(rows, "window:0:0-0");
        for (let n = 1; n <= 40; n++) await insert([buildEvent({ siteId: 999_999 })], `window:0:${n}-${n}`);
        await insert(rows, "window:0:0-0");
        expect(await eventsOf(siteId)).toHaveLength(1);
      });

      it("writes nothing after the process was killed with -9 and another opened the store", async () => {
        const url = driver.newUrl();
        const first = forkScript("insert-into-store.ts", [url, "stay"]);
        await nextMessage(first);
        await kill9(first);
        const second = forkScript("insert-into-store.ts", [url, "end"]);
        const found = await nextMessage<{ events: number; views: number }>(second);
        await exited(second);
        expect(found).toEqual({ events: 3, views: 9 });
      }, 60_000);
    });

    describe("an insert whose outcome is unknown", () => {
      const day = (siteId: number) =>
        [0, 40, 80].map((days) => buildEvent({ siteId, timestamp: NOON - days * DAY }));
      const idsOf = (events: readonly Event[]) => events.map(({ id }) => id).sort();

      it("that wrote nothing: its events are stored once, however often it is asked", async () => {
        const events = day(newSite());
        const token = newToken();
        for (let n = 0; n < 3; n++) await store.insertMissing(events, token);
        expect(idsOf(await eventsOf(events[0]?.siteId ?? 0))).toEqual(idsOf(events));
      });

      it("that wrote everything: nothing is doubled, though the store may have forgotten the token", async () => {
        const siteId = newSite();
        const page = `page of ${newToken()}`;
        const events = day(siteId).map((event) => ({ ...event, visitorId: "0", path: page }));
        await insert(events);
        await store.insertMissing(events, newToken());
        expect(idsOf(await eventsOf(siteId))).toEqual(idsOf(events));
        expect((await viewsOf(page)).map(([, views]) => views)).toEqual([1, 1, 1]);
      });

      it("that wrote some of its events, those of one month: the others follow", async () => {
        const siteId = newSite();
        const events = day(siteId);
        await insert(events.slice(1, 2));
        await store.insertMissing(events, newToken());
        expect(idsOf(await eventsOf(siteId))).toEqual(idsOf(events));
      });

      it("whose token the store knows without having the rows: they are stored, once", async () => {
        const siteId = newSite();
        const page = `page of ${newToken()}`;
        const events = day(siteId).map((event) => ({ ...event, visitorId: "0", path: page }));
        const token = newToken();
        await insert(events, token);
        await store.eraseBefore(siteId, NOON + 1);
        await insert(events, token);
        expect(await eventsOf(siteId)).toEqual([]);
        for (let n = 0; n < 2; n++) await store.insertMissing(events, token);
        expect(idsOf(await eventsOf(siteId))).toEqual(idsOf(events));
        expect((await viewsOf(page)).map(([, views]) => views)).toEqual([1, 1, 1]);
      });

      it("tells events apart by site and id, and finds them at the ends of time", async () => {
        const [one, other] = [newSite(), newSite()];
        const at = [0, NOON, Date.parse("2199-12-31T23:59:59.999Z")];
        const of = (siteId: number) =>
          at.map((timestamp, n) => buildEvent({ siteId, timestamp, receivedAt: NOON, id: uuid(n + 1) }));
        await insert(of(one));
        for (let n = 0; n < 2; n++) await store.insertMissing([...of(one), ...of(other)], newToken());
        expect(await eventsOf(one)).toHaveLength(3);
        expect(await eventsOf(other)).toHaveLength(3);
      });

      it("of 20,000 events", async () => {
        const siteId = newSite();
        const events = Array.from({ length: 20_000 }, (_, n) => buildEvent({ siteId, timestamp: NOON + n }));
        await insert(events.filter((_, n) => n % 2 === 0));
        await store.insertMissing(events, newToken());
        expect(await rowsOf(planFor(siteId, { metrics: ["events"] }))).toEqual([
          { dimensions: [], metrics: [20_000] },
        ]);
      });

      it("throws RowsRefused for a row that the store refuses, and writes none of them", async () => {
        const siteId = newSite();
        const events = [buildEvent({ siteId }), buildEvent({ siteId, visitorId: "someone" })];
        await expect(store.insertMissing(events, newToken())).rejects.toThrow(RowsRefused);
        expect(await eventsOf(siteId)).toEqual([]);
      });
    });

    describe("rows that it refuses", () => {
      it.each<{ what: string; changes: Partial<Event> }>([
        { what: "an id that is none", changes: { id: "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz" } },
        { what: "a visitor id that is no number", changes: { visitorId: "someone" } },
        { what: "an amount that is no number", changes: { revenue: { amount: "a lot", currency: "EUR" } } },
        {
          what: "an amount beyond its column",
          changes: { revenue: { amount: "99999999999999999999", currency: "EUR" } },
        },
        { what: "a count that is no number", changes: { count: "many" as never } },
      ])("throws RowsRefused for $what and writes none of the batch", async ({ changes }) => {
        const siteId = newSite();
        const page = `page of ${newToken()}`;
        const good = Array.from({ length: 20 }, () => buildEvent({ siteId, visitorId: "0", path: page }));
        const rows = [...good, buildEvent({ siteId, ...changes }), ...good.slice(0, 1)];
        await expect(insert(rows)).rejects.toThrow(RowsRefused);
        expect(await eventsOf(siteId)).toEqual([]);
        expect(await viewsOf(page)).toEqual([]);
      });

      it("does not let the refused token swallow the rows written under it later", async () => {
        const siteId = newSite();
        const bad = buildEvent({ siteId, id: "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz" });
        await expect(insert([buildEvent({ siteId }), bad], "refused:0:1-2")).rejects.toThrow(RowsRefused);
        await insert([buildEvent({ siteId })], "refused:0:1-2");
        expect(await eventsOf(siteId)).toHaveLength(1);
      });

      it("does not repeat what the row holds in its message, which ends in logs", async () => {
        const secret = "jane.doe@example.com";
        const bad = buildEvent({ siteId: newSite(), path: secret, visitorId: secret });
        const error = await insert([bad]).catch((refusal: Error) => refusal);
        expect((error as Error).message).not.toContain(secret);
      });
    });

    describe("query", () => {
      let siteId: number;
      beforeAll(async () => {
        siteId = await siteWith(FIXTURE);
        await siteWith(FIXTURE.map((event) => ({ ...event, path: "/another-site" })));
      });

      const dimensions = Object.keys(ANSWERS) as PlanDimension[];
      it.each(dimensions)("groups by %s, for each metric alone and all together", async (dimension) => {
        const expected = ANSWERS[dimension] ?? [];
        const plan = planFor(siteId, { dimensions: [dimension], orderBy: [[dimension, "asc"]] });
        expect(figuresOf(await rowsOf(plan))).toEqual([...expected].sort(byValue));
        for (const [index, metric] of METRICS.entries()) {
          const one = await rowsOf({ ...plan, metrics: [metric] });
          expect(one.map(({ dimensions, metrics }) => [...dimensions, ...metrics])).toEqual(
            [...expected]
              .sort(byValue)
              .map((row) => [row[0], row[index + 1]])
              // What has none of the first metric is no row; a time is one all the same.
              .filter(([, figure]) => figure !== 0 || dimension.startsWith("time:")),
          );
        }
        expect(await store.countRows(plan)).toBe(expected.length);
      });

      it("totals without a dimension, and zeros for a site without events", async () => {
        expect(await rowsOf(planFor(siteId, {}))).toEqual([{ dimensions: [], metrics: [4, 11, 13] }]);
        expect(await rowsOf(planFor(newSite(), {}))).toEqual([{ dimensions: [], metrics: [0, 0, 0] }]);
        expect(await store.countRows(planFor(siteId, {}))).toBe(1);
        expect(await rowsOf(planFor(newSite(), { dimensions: ["event:page"] }))).toEqual([]);
      });

      it("groups by several dimensions", async () => {
        const rows = await rowsOf(
          planFor(siteId, {
            dimensions: ["time:day", "event:name", "visit:country"],
            metrics: ["events"],
            orderBy: [
              ["time:day", "asc"],
              ["event:name", "asc"],
              ["visit:country", "asc"],
            ],
          }),
        );
        expect(rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics])).toEqual([
          ["2026-03-10", "pageview", "DE", 2],
          ["2026-03-10", "pageview", "PL", 2],
          ["2026-03-10", "signup", "DE", 1],
          ["2026-03-11", "pageview", "(not set)", 1],
          ["2026-03-11", "signup", "(not set)", 1],
          ["2026-03-16", "pageview", "(not set)", 5],
          ["2026-04-01", "pageview", "DE", 1],
        ]);
      });

      it("takes from inclusive and to exclusive, to the millisecond", async () => {
        const at = Date.parse("2026-03-10T08:59:59.999Z");
        const within = (from: number, to: number) =>
          rowsOf(planFor(siteId, { from, to, metrics: ["events"] })).then(([row]) => row?.metrics[0]);
        expect(await within(at, at + 1)).toBe(1);
        expect(await within(at - 1, at)).toBe(0);
        expect(await within(at + 1, at + 2)).toBe(1);
      });

      it.each<{ filters: PlainFilter[]; metrics: [number, number, number] }>([
        { filters: [["is", "event:page", ["/"]]], metrics: [4, 5, 5] },
        { filters: [["is", "event:page", ["/", "/docs"]]], metrics: [4, 10, 10] },
        { filters: [["is", "event:page", ["/nowhere"]]], metrics: [0, 0, 0] },
        { filters: [["is", "event:page", ["(not set)"]]], metrics: [1, 0, 1] },
        { filters: [["is_not", "event:page", ["/"]]], metrics: [2, 6, 8] },
        { filters: [["is", "event:name", ["signup"]]], metrics: [2, 0, 2] },
        { filters: [["is", "visit:source", ["google.com"]]], metrics: [2, 3, 5] },
        { filters: [["is", "visit:source", ["Direct / None"]]], metrics: [1, 7, 7] },
        { filters: [["is", "visit:source", ["news.example"]]], metrics: [0, 0, 0] },
        { filters: [["is_not", "visit:source", ["Direct / None", "utm-source"]]], metrics: [2, 3, 5] },
        { filters: [["is", "visit:country", ["(not set)", "PL"]]], metrics: [2, 8, 9] },
        { filters: [["is_not", "visit:country", ["(not set)"]]], metrics: [3, 5, 6] },
        { filters: [["is", "visit:browser", ["firefox"]]], metrics: [0, 0, 0] },
        { filters: [["is", "visit:os", ["Linux"]]], metrics: [1, 2, 3] },
        { filters: [["is", "visit:device", ["mobile"]]], metrics: [2, 3, 3] },
        {
          filters: [
            ["is", "visit:source", ["google.com"]],
            ["is", "event:page", ["/pricing"]],
          ],
          metrics: [1, 1, 2],
        },
        {
          filters: [
            ["is", "visit:country", ["DE"]],
            ["is_not", "visit:country", ["DE"]],
          ],
          metrics: [0, 0, 0],
        },
      ])("filters by $filters", async ({ filters, metrics }) => {
        expect(await rowsOf(planFor(siteId, { filters }))).toEqual([{ dimensions: [], metrics }]);
      });

      it("filters groups and counts the rows that are left", async () => {
        const plan = planFor(siteId, {
          filters: [["is_not", "visit:country", ["(not set)"]]],
          dimensions: ["visit:country"],
          orderBy: [["visit:country", "asc"]],
        });
        expect(figuresOf(await rowsOf(plan))).toEqual([
          ["DE", 2, 3, 4],
          ["PL", 1, 2, 2],
        ]);
        expect(await store.countRows(plan)).toBe(2);
      });

      it.each<{ what: string; orderBy: QueryPlan["orderBy"]; pages: string[] }>([
        {
          what: "a metric falling, ties by name",
          orderBy: [
            ["visitors", "desc"],
            ["visit:browser", "asc"],
          ],
          pages: ["(not set)", "Chrome", "Firefox", "Safari"],
        },
        {
          what: "a metric falling, ties by name backwards",
          orderBy: [
            ["visitors", "desc"],
            ["visit:browser", "desc"],
          ],
          pages: ["Safari", "Firefox", "Chrome", "(not set)"],
        },
        {
          what: "a metric rising",
          orderBy: [["events", "asc"]],
          pages: ["Safari", "Chrome", "Firefox", "(not set)"],
        },
        {
          what: "its name",
          orderBy: [["visit:browser", "desc"]],
          pages: ["Safari", "Firefox", "Chrome", "(not set)"],
        },
      ])("orders by $what", async ({ orderBy, pages }) => {
        const rows = await rowsOf(planFor(siteId, { dimensions: ["visit:browser"], orderBy }));
        expect(rows.map(({ dimensions }) => dimensions[0])).toEqual(pages);
      });

      it("pages with limit and offset, and counts all rows beside", async () => {
        const plan = planFor(siteId, { dimensions: ["event:page"], orderBy: [["event:page", "asc"]] });
        const page = async (limit: number, offset: number) =>
          (await rowsOf({ ...plan, limit, offset })).map(({ dimensions }) => dimensions[0]);
        expect(await page(2, 0)).toEqual(["(not set)", "/"]);
        expect(await page(2, 2)).toEqual(["/docs", "/pricing"]);
        expect(await page(2, 4)).toEqual([]);
        expect(await store.countRows({ ...plan, limit: 1, offset: 3 })).toBe(4);
      });

      it("answers a plan that orders by nothing", async () => {
        expect(await rowsOf(planFor(siteId, { orderBy: [] }))).toHaveLength(1);
      });

      it("matches hostile texts as plain values", async () => {
        const hostile = await siteWith(
          HOSTILE_TEXTS.filter((text) => text !== "(not set)").map((path) => ({ path })),
        );
        for (const path of HOSTILE_TEXTS) {
          const plan = planFor(hostile, {
            dimensions: ["event:page"],
            filters: [["is", "event:page", [path]]],
          });
          const expected = path === "(not set)" ? [] : [path];
          expect((await rowsOf(plan)).map(({ dimensions }) => dimensions[0])).toEqual(expected);
        }
        const all = planFor(hostile, { filters: [["is_not", "event:page", [...HOSTILE_TEXTS]]] });
        expect((await rowsOf(all))[0]?.metrics).toEqual([0, 0, 0]);
      });

      it("takes a hundred values in a filter", async () => {
        const values = Array.from({ length: 100 }, (_, n) => `/${"x".repeat(1000)}${n}`);
        expect(await rowsOf(planFor(siteId, { filters: [["is_not", "event:page", values]] }))).toEqual([
          { dimensions: [], metrics: [4, 11, 13] },
        ]);
      });

      it("lets no text out of its place: the canary lives", async () => {
        const canary = await siteWith([{ path: "/canary" }]);
        for (const attack of INJECTIONS) {
          const plan = planFor(siteId, { filters: [["is", "event:page", [attack]]] });
          expect((await rowsOf(plan))[0]?.metrics, attack).toEqual([0, 0, 0]);
          expect([...(await store.viewsByHour({ page: attack, ...ALL_TIME }))], attack).toEqual([]);
        }
        expect(await eventsOf(canary)).toHaveLength(1);
      });
    });

    describe("days and hours of a zone", () => {
      it.each<{ zone: string; date: string; hours: number; what: string }>([
        { zone: "UTC", date: "2026-03-29", hours: 24, what: "a plain day" },
        { zone: "Asia/Kathmandu", date: "2026-03-29", hours: 24, what: "45 minutes off" },
        { zone: "Europe/Berlin", date: "2026-03-29", hours: 23, what: "clocks go forward" },
        { zone: "Europe/Berlin", date: "2026-10-25", hours: 25, what: "clocks go back" },
        { zone: "America/St_Johns", date: "2026-03-08", hours: 23, what: "half an hour off, forward" },
        { zone: "America/St_Johns", date: "2026-11-01", hours: 25, what: "half an hour off, back" },
        {
          zone: "Australia/Lord_Howe",
          date: "2026-04-05",
          hours: 24.5,
          what: "clocks go back by half an hour",
        },
        { zone: "America/Santiago", date: "2026-09-06", hours: 23, what: "midnight does not exist" },
      ])("$zone $date has $hours hours ($what) and every bucket a label", async ({ zone, date, hours }) => {
        const from = startOfDate(zone, date);
        const to = from + hours * HOUR;
        const ticks = Array.from({ length: hours * 4 + 8 }, (_, n) => ({
          timestamp: from + (n - 4) * 15 * MINUTE,
        }));
        const site = await siteWith(ticks);
        const bucketsOf = async (dimension: PlanDimension, range = { from, to }) =>
          (
            await rowsOf(
              planFor(site, {
                zone,
                ...range,
                dimensions: [dimension],
                metrics: ["events"],
                orderBy: [[dimension, "asc"]],
              }),
            )
          ).map((row): [string, number] => [row.dimensions[0] ?? "", row.metrics[0] ?? 0]);

        expect(await bucketsOf("time:day")).toEqual([[date, hours * 4]]);
        for (const dimension of [
          "time:hour",
          "time:minute",
          "time:day",
          "time:week",
          "time:month",
        ] as const) {
          const shown = await bucketsOf(dimension);
          const labels = timeLabels(dimension, { from, to }, zone);
          expect(labels).toEqual([...labels].sort());
          expect(labels, dimension).toEqual(expect.arrayContaining(shown.map(([bucket]) => bucket)));
          if (dimension !== "time:minute") expect(shown.map(([bucket]) => bucket)).toEqual(labels);
          expect(shown.reduce((sum, [, events]) => sum + events, 0)).toBe(hours * 4);
        }
        const around = await bucketsOf("time:day", { from: from - HOUR, to: to + HOUR });
        expect(around.map(([, events]) => events)).toEqual([4, hours * 4, 4]);
      });

      it("shows the two hours that a clock repeats as one bucket and leaves out the one that it skips", async () => {
        const zone = "Europe/Berlin";
        const repeated = await siteWith(
          ["00:30", "01:30"].map((at) => ({ timestamp: Date.parse(`2026-10-25T${at}:00Z`) })),
        );
        const skipped = await siteWith(
          ["00:59", "01:00"].map((at) => ({ timestamp: Date.parse(`2026-03-29T${at}:00Z`) })),
        );
        const hoursOf = async (site: number) =>
          figures(
            await rowsOf(
              planFor(site, {
                zone,
                dimensions: ["time:hour"],
                metrics: ["events"],
                orderBy: [["time:hour", "asc"]],
              }),
            ),
          );
        expect(await hoursOf(repeated)).toEqual([["2026-10-25 02:00:00", 2]]);
        expect(await hoursOf(skipped)).toEqual([
          ["2026-03-29 01:00:00", 1],
          ["2026-03-29 03:00:00", 1],
        ]);
      });

      it("begins weeks on Monday of the zone", async () => {
        const zone = "Asia/Kathmandu";
        const monday = startOfDate(zone, "2026-03-16");
        const site = await siteWith([{ timestamp: monday - 1 }, { timestamp: monday }]);
        const rows = await rowsOf(
          planFor(site, {
            zone,
            dimensions: ["time:week"],
            metrics: ["events"],
            orderBy: [["time:week", "asc"]],
          }),
        );
        expect(figures(rows)).toEqual([
          ["2026-03-09", 1],
          ["2026-03-16", 1],
        ]);
      });
    });

    describe("the first event of a site", () => {
      it("is told by its instant, whatever was written when, and only before the one that is asked about", async () => {
        const siteId = newSite();
        const at = (text: string) => buildEvent({ siteId, timestamp: Date.parse(text) });
        const tomorrow = Date.parse("2026-03-12T00:00:00Z");
        expect(await store.firstEventAt(siteId, tomorrow)).toBeNull();
        await insert([
          at("2026-03-10T12:00:00.250Z"),
          at("2026-03-12T00:00:00Z"),
          at("2026-03-10T09:00:00.001Z"),
        ]);
        await insert([buildEvent({ siteId: newSite(), timestamp: Date.parse("2025-01-01T00:00:00Z") })]);
        expect(await store.firstEventAt(siteId, tomorrow)).toBe(Date.parse("2026-03-10T09:00:00.001Z"));
        // An import brings what is older.
        await insert([at("2019-12-31T23:59:59.999Z"), at("2020-01-01T00:00:00Z")]);
        expect(await store.firstEventAt(siteId, tomorrow)).toBe(Date.parse("2019-12-31T23:59:59.999Z"));
        await insert([at("1970-01-01T00:00:00Z")]);
        expect(await store.firstEventAt(siteId, tomorrow)).toBe(0);
        expect(await store.firstEventAt(siteId, 0)).toBeNull();
      });

      it("of a site whose only event is yet to come is none, far beyond what a date holds too", async () => {
        const siteId = newSite();
        await insert([buildEvent({ siteId, timestamp: Date.parse("2150-06-01T00:00:00Z") })]);
        expect(await store.firstEventAt(siteId, Date.parse("2026-03-12T00:00:00Z"))).toBeNull();
        await insert([buildEvent({ siteId, timestamp: NOON })]);
        expect(await store.firstEventAt(siteId, NOON + 1)).toBe(NOON);
      });
    });

    describe("days", () => {
      const read = async (siteId: number, date: string) => {
        const found: Event[] = [];
        for await (const page of store.readDay({ siteId, date })) found.push(...page);
        return found;
      };

      it("are listed by site and UTC date with what they hold, and read whole, in order", async () => {
        const siteId = newSite();
        const at = (text: string, count = 1) => buildEvent({ siteId, timestamp: Date.parse(text), count });
        const events = [
          at("2026-03-10T00:00:00Z", 5),
          at("2026-03-10T23:59:59.999Z"),
          at("2026-03-11T00:00:00Z"),
        ];
        await insert([...events].reverse());
        const days = (await store.storedDays()).filter((day) => day.siteId === siteId);
        expect(days).toEqual([
          { siteId, date: "2026-03-10", rows: 2, counted: 6 },
          { siteId, date: "2026-03-11", rows: 1, counted: 1 },
        ]);
        expect(await read(siteId, "2026-03-10")).toEqual(events.slice(0, 2));
        expect(await read(siteId, "2026-03-11")).toEqual(events.slice(2));
        expect(await read(siteId, "2026-03-12")).toEqual([]);
      });

      it("are read in pages that miss none, whatever stands at a page's end", async () => {
        const siteId = newSite();
        const events = Array.from({ length: 25_000 }, (_, n) =>
          buildEvent({ siteId, timestamp: NOON + Math.floor(n / 7000) }),
        );
        await insert(events);
        const found = await read(siteId, "2026-03-10");
        expect(found.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
      });
    });

    it.each([
      { at: "1970-01-01T00:00:10Z", day: "1969-12-31", week: "1969-12-29", month: "1969-12-01" },
      { at: "2149-06-08T12:00:00Z", day: "2149-06-08", week: "2149-06-02", month: "2149-06-01" },
      { at: "2199-12-31T23:59:59Z", day: "2199-12-31", week: "2199-12-30", month: "2199-12-01" },
    ])("$at lies on $day in New York", async ({ at, day, week, month }) => {
      const timestamp = Date.parse(at);
      const site = await siteWith([{ timestamp, receivedAt: NOON }]);
      const dimensions = ["time:day", "time:week", "time:month"] as const;
      const plan = planFor(site, {
        zone: "America/New_York",
        dimensions,
        to: timestamp + 1,
        metrics: ["events"],
      });
      expect(figures(await rowsOf(plan))).toEqual([[day, week, month, 1]]);
    });

    it("takes the source of the id that sorts first where two visits begin in one millisecond", async () => {
      const site = await siteWith([
        { id: "ffffffff-0000-4000-8000-000000000001", source: "later.example" },
        { id: "00000000-0000-4000-8000-000000000002", source: "first.example" },
      ]);
      const plan = planFor(site, { dimensions: ["visit:source"], metrics: ["events"] });
      expect(figures(await rowsOf(plan))).toEqual([["first.example", 2]]);
    });

    describe("views by hour", () => {
      it("adds up counts per UTC hour of exactly that page", async () => {
        const page = `'quoted' page of ${newToken()}`;
        const counted = (at: string, count: number, path = page) =>
          buildEvent({ siteId: 900_001, visitorId: "0", timestamp: Date.parse(at), count, path });
        await insert([
          counted("2026-03-10T09:59:59.999Z", 100),
          counted("2026-03-10T10:00:00Z", 1),
          counted("2026-03-10T10:59:59.999Z", 2),
          counted("2026-03-10T11:30:00Z", 1_000_000_000),
          counted("2026-03-10T10:10:00Z", 4, `${page}/`),
          buildEvent({ siteId: 900_001, visitorId: "5", timestamp: NOON - 2 * HOUR, path: page }),
        ]);
        await insert([counted("2026-03-10T10:20:00Z", 3), counted("2026-03-10T12:00:00Z", 100)]);
        const found = await store.viewsByHour({ page, from: NOON - 2 * HOUR, to: NOON });
        expect([...found].sort(([a], [b]) => a - b)).toEqual([
          [NOON - 2 * HOUR, 6],
          [NOON - HOUR, 1_000_000_000],
        ]);
      });

      it.each([
        { what: "before 1970", from: -DAY, to: 0 },
        {
          what: "beyond 2106",
          from: Date.parse("2150-01-01T00:00:00Z"),
          to: Date.parse("2150-01-02T00:00:00Z"),
        },
      ])("has none $what", async ({ from, to }) => {
        expect([...(await store.viewsByHour({ page: "/", from, to }))]).toEqual([]);
      });
    });

    describe("recent visitors", () => {
      const at = (before: number, visitorId: string, changes: Partial<Event> = {}) => ({
        timestamp: NOON - before,
        visitorId,
        ...changes,
      });
      const figuresOf = async (siteIds: readonly number[], now = NOON) =>
        new Map((await store.recentVisitors(siteIds, now)).map((figures) => [figures.siteId, figures]));
      const hoursWith = (visitors: Readonly<Record<number, number>>) =>
        Array.from({ length: 24 }, (_, hour) => visitors[hour] ?? 0);

      it("are counted once each: now, in 24 hours, in the 24 before, and in every hour", async () => {
        const site = await siteWith([
          at(0, LARGEST_ID),
          at(4 * MINUTE, "2"),
          at(5 * MINUTE + 1, "3"),
          at(90 * MINUTE, "2", { name: "Signup" }),
          at(DAY - 1, "4"),
          at(DAY, "5"),
          at(DAY + 1, "5"),
          at(2 * DAY, "6"),
          at(2 * DAY + 1, "7"),
        ]);
        expect((await figuresOf([site])).get(site)).toEqual({
          siteId: site,
          current: 2,
          visitors: 5,
          previous: 2,
          hours: hoursWith({ 0: 2, 22: 1, 23: 3 }),
        });
      });

      it("are none who sent engagement, or a count, or come later, and belong to one site", async () => {
        const site = await siteWith([
          at(MINUTE, "1", { name: "engagement" }),
          at(MINUTE, "0", { count: 7 }),
          at(-1, "2"),
        ]);
        const other = await siteWith([at(HOUR, "1")]);
        const figures = await figuresOf([site, other]);
        expect([...figures.keys()]).toEqual([other]);
        expect(figures.get(other)).toMatchObject({ current: 0, visitors: 1, hours: hoursWith({ 23: 1 }) });
        expect(await store.recentVisitors([], NOON)).toEqual([]);
      });

      it("are as many as the same range asked alone", async () => {
        const random = fc.record({
          ago: fc.integer({ min: 0, max: 2 * DAY }),
          visitor: fc.integer({ min: 1, max: 9 }),
        });
        await fc.assert(
          fc.asyncProperty(fc.array(random, { minLength: 1, maxLength: 30 }), async (visits) => {
            const site = await siteWith(visits.map(({ ago, visitor }) => at(ago, String(visitor))));
            const found = (await figuresOf([site])).get(site);
            const visitorIds = (from: number, to: number) =>
              new Set(visits.filter(({ ago }) => ago <= from && ago > to).map(({ visitor }) => visitor)).size;
            expect(found?.visitors).toBe(visitorIds(DAY, -1));
            expect(found?.previous).toBe(visitorIds(2 * DAY, DAY));
            expect(found?.current).toBe(visitorIds(5 * MINUTE, -1));
            expect(found?.hours.slice(0, 23)).toEqual(
              Array.from({ length: 23 }, (_, hour) => visitorIds(DAY - hour * HOUR, DAY - (hour + 1) * HOUR)),
            );
          }),
          { numRuns: 10 },
        );
      });
    });

    describe("what just happened", () => {
      it("is read back the newest first, of one site and range, without engagement or visitors", async () => {
        const at = (seconds: number, event: Partial<Event>) => ({
          timestamp: NOON + seconds * 1000,
          ...event,
        });
        const site = await siteWith([
          at(-1, { path: "/before" }),
          at(0, { path: "/first", source: "Google" }),
          at(2, { name: "Signup", path: "/third" }),
          at(1, { path: "/second" }),
          at(3, { name: "engagement", path: "/third" }),
          at(60, { path: "/after" }),
        ]);
        await siteWith([at(1, { path: "/elsewhere" })]);
        const recent = (limit: number) =>
          store.recentEvents({ siteId: site, from: NOON, to: NOON + 60_000, limit });
        const found = await recent(20);
        expect(found.map(({ timestamp, name, path }) => [timestamp - NOON, name, path])).toEqual([
          [2000, "Signup", "/third"],
          [1000, "pageview", "/second"],
          [0, "pageview", "/first"],
        ]);
        expect(Object.keys(found[2] ?? {}).sort()).toEqual(
          ["timestamp", "name", "path", "source", "country", "city", "device", "browser"].sort(),
        );
        expect(found[2]?.source).toBe("Google");
        expect(await recent(1)).toEqual(found.slice(0, 1));
        expect(await store.recentEvents({ siteId: newSite(), from: NOON, to: NOON + 1, limit: 5 })).toEqual(
          [],
        );
      });
    });

    describe("keys of properties", () => {
      const EVENTS: readonly Partial<Event>[] = [
        { name: "Signup", props: { plan: "pro", ref: "" } },
        { name: "Signup", props: { plan: "free" } },
        { name: "Order", props: { plan: "pro", __proto__x: "1", Plan: "x" } },
        { name: "pageview", props: {}, count: 3 },
        { name: "pageview", props: { ref: "a" }, count: 3 },
        { name: "engagement", props: { only: "engagement" } },
        { name: "Signup", props: { early: "" }, timestamp: NOON - 1 },
        { name: "Signup", props: { late: "" }, timestamp: NOON + HOUR },
      ];
      const keysOf = async (siteId: number, options: { event?: string; limit?: number } = {}) =>
        (
          await store.propertyKeys({
            siteId,
            from: NOON,
            to: NOON + HOUR,
            event: null,
            limit: 100,
            ...options,
          })
        ).map(({ key, events }) => [key, events]);

      it("are counted by the events that have them, in one site and range, the most first, then by key", async () => {
        const site = await siteWith(EVENTS.map((event) => ({ timestamp: NOON, ...event })));
        await siteWith([{ name: "Signup", props: { other: "site" }, timestamp: NOON }]);
        expect(await keysOf(site)).toEqual([
          ["ref", 4],
          ["plan", 3],
          ["Plan", 1],
          ["__proto__x", 1],
        ]);
        expect(await keysOf(site, { event: "Signup" })).toEqual([
          ["plan", 2],
          ["ref", 1],
        ]);
        expect(await keysOf(site, { limit: 1 })).toEqual([["ref", 4]]);
        expect(await keysOf(newSite())).toEqual([]);
      });

      it("and names of events may be any text", async () => {
        const texts = HOSTILE_TEXTS.filter((text) => text !== "");
        const site = await siteWith(
          texts.map((text) => ({ name: text, props: { [text]: "x" }, timestamp: NOON })),
        );
        for (const text of texts) expect(await keysOf(site, { event: text })).toEqual([[text, 1]]);
        expect(await keysOf(site, { event: "' OR 1 = 1 --" })).toEqual([]);
        expect(await keysOf(site, { event: "a\0b" })).toEqual([]);
      });
    });

    describe("figures of a site", () => {
      const UTC_DAY = "2026-03-10";
      it("counts page views only, or every event, of one UTC date or all time", async () => {
        const at = (time: string) => Date.parse(time);
        const site = await siteWith([
          { path: "/", userId: "1", timestamp: at("2026-03-10T00:00:00Z") },
          { path: "/pricing", userId: "2", timestamp: at("2026-03-10T23:59:59.999Z") },
          { path: "/pricing", userId: "1", timestamp: NOON },
          { path: "/pricing", userId: "3", timestamp: at("2026-03-11T00:00:00Z") },
          { path: "/pricing", userId: "9", name: "click", timestamp: NOON },
          { path: "", userId: "0", name: "ping", timestamp: NOON },
          { path: "", userId: "0", timestamp: NOON, count: 4 },
        ]);
        expect(await store.siteStats({ siteId: site, date: UTC_DAY, only: "pageviews" })).toEqual({
          totalViews: 7,
          uniqueUsers: 2,
          topPaths: [
            { path: "/pricing", views: 2 },
            { path: "/", views: 1 },
          ],
        });
        expect(await store.siteStats({ siteId: site, date: UTC_DAY, only: "events" })).toEqual({
          totalViews: 9,
          uniqueUsers: 3,
          topPaths: [
            { path: "/pricing", views: 3 },
            { path: "/", views: 1 },
          ],
        });
        expect(await store.siteStats({ siteId: site, date: null, only: "pageviews" })).toMatchObject({
          totalViews: 8,
          uniqueUsers: 3,
        });
        expect(await store.siteStats({ siteId: site, date: "2026-03-09", only: "events" })).toEqual(NO_STATS);
        expect(await store.siteStats({ siteId: newSite(), date: null, only: "events" })).toEqual(NO_STATS);
      });

      it("lists ten paths by views, then by path", async () => {
        const paths = Array.from({ length: 12 }, (_, n) => `/${String.fromCharCode(108 - n)}`);
        const site = await siteWith(
          [...paths, "/z"].flatMap((path) => (path === "/z" ? [{ path }, { path }] : [{ path }])),
        );
        const { topPaths } = await store.siteStats({ siteId: site, date: null, only: "events" });
        expect(topPaths.map(({ path }) => path)).toEqual([
          "/z",
          "/a",
          "/b",
          "/c",
          "/d",
          "/e",
          "/f",
          "/g",
          "/h",
          "/i",
        ]);
      });

      it.each(["1970-01-01", "1900-01-01", "0001-01-01", "2149-06-07", "2200-01-01", "9999-12-31"])(
        "has nothing on %s and says so",
        async (date) => {
          const site = await siteWith([{}]);
          expect(await store.siteStats({ siteId: site, date, only: "events" })).toEqual(NO_STATS);
        },
      );
    });

    describe("erase", () => {
      it("removes one site's events before an instant and nothing else", async () => {
        const gone = await siteWith([
          { timestamp: NOON - 1 },
          { timestamp: NOON - 40 * DAY },
          { timestamp: NOON },
        ]);
        const other = await siteWith([{ timestamp: NOON - 1 }]);
        await store.eraseBefore(gone, NOON);
        expect((await eventsOf(gone)).map(({ timestamp }) => timestamp)).toEqual([NOON]);
        expect(await eventsOf(other)).toHaveLength(1);
        await store.eraseBefore(gone, NOON);
        await store.eraseBefore(newSite(), NOON);
        expect(await eventsOf(gone)).toHaveLength(1);
      });

      it("takes no time for a site that has nothing to erase: most have not, every day", async () => {
        const siteId = await siteWith([{ timestamp: NOON }]);
        const startedAt = performance.now();
        for (let n = 0; n < 20; n++) await store.eraseBefore(siteId, NOON);
        expect(performance.now() - startedAt).toBeLessThan(1500);
      });

      it("removes all of a site, whatever it has, and nothing of another; any number of times", async () => {
        const events = [NOON - 400 * DAY, NOON - 40 * DAY, NOON, NOON + 1].map((timestamp) => ({
          timestamp,
        }));
        const [gone, other] = [await siteWith(events), await siteWith(events)];
        const page = `/erased-${gone}`;
        await insert([
          buildEvent({ siteId: gone, visitorId: "0", path: page, count: 5 }),
          buildEvent({ siteId: other, visitorId: "0", path: page, count: 2 }),
        ]);
        const siteIds = [gone, other];
        const firstDay = "2026-01-01";
        await store.sealDays({ zone: "UTC", siteIds, firstDay, lastDay: "2026-03-12" });
        await store.sealMonths({ zone: "UTC", siteIds });
        for (let n = 0; n < 3; n++) await store.eraseSite(gone);
        await store.eraseSite(newSite());
        expect(await eventsOf(gone)).toEqual([]);
        expect(await eventsOf(other)).toHaveLength(events.length + 1);
        expect((await store.storedDays()).filter(({ siteId }) => siteId === gone)).toEqual([]);
        expect((await store.daysWithEvents()).filter(({ siteId }) => siteId === gone)).toEqual([]);
        expect(await store.sealedDays(gone, "UTC")).toEqual([]);
        expect(await store.sealedDays(other, "UTC")).not.toEqual([]);
        expect((await store.lateArrivals()).has(gone)).toBe(false);
        expect(await store.firstEventAt(gone, NOON + 400 * DAY)).toBeNull();
        expect(await store.siteStats({ siteId: gone, date: null, only: "events" })).toEqual({
          totalViews: 0,
          uniqueUsers: 0,
          topPaths: [],
        });
        for (const useSealed of [true, false])
          expect(await rowsOf(planFor(gone, { metrics: ["visitors", "events"], useSealed }))).toEqual([
            { dimensions: [], metrics: [0, 0] },
          ]);
        expect((await viewsOf(page)).map(([, views]) => views)).toEqual([2]);
      });

      it("takes no time for a site of which nothing is left", async () => {
        const gone = newSite();
        const startedAt = performance.now();
        for (let n = 0; n < 10; n++) await store.eraseSite(gone);
        expect(performance.now() - startedAt).toBeLessThan(2500);
      });

      it("removes a site while it is written to, sealed and asked about; the next time removes the rest", async () => {
        const [gone, other] = [await siteWith([{}]), await siteWith([{}])];
        await Promise.all([
          store.eraseSite(gone),
          ...Array.from({ length: 5 }, () =>
            insert([buildEvent({ siteId: gone }), buildEvent({ siteId: other })]),
          ),
          store.sealDays({
            zone: "UTC",
            siteIds: [gone, other],
            firstDay: "2026-03-01",
            lastDay: "2026-03-12",
          }),
          rowsOf(planFor(gone, { dimensions: ["event:page"] })),
        ]);
        await store.eraseSite(gone);
        expect(await eventsOf(gone)).toEqual([]);
        expect(await store.sealedDays(gone, "UTC")).toEqual([]);
        expect(await eventsOf(other)).toHaveLength(6);
      });

      it("doubles nothing when a batch is written again of which a part was erased", async () => {
        const gone = newSite();
        const kept = newSite();
        const rows = [
          buildEvent({ siteId: gone, timestamp: NOON - 1 }),
          buildEvent({ siteId: kept, timestamp: NOON - 1 }),
        ];
        await insert(rows, "erased:0:1-2");
        await store.eraseBefore(gone, NOON);
        await insert(rows, "erased:0:1-2");
        expect(await eventsOf(kept)).toHaveLength(1);
        expect(await eventsOf(gone)).toEqual([]);
      });
    });

    it("answers many queries at once, while it writes", async () => {
      const siteId = newSite();
      const writes = Array.from({ length: 10 }, () => insert([buildEvent({ siteId })]));
      const reads = Array.from({ length: 20 }, () => rowsOf(planFor(siteId, { dimensions: ["event:page"] })));
      await Promise.all([...writes, ...reads]);
      expect(await eventsOf(siteId)).toHaveLength(10);
    });

    // Last, since the rows and months that they make slow the others down.
    it("reads events in pages by receipt and misses none, whatever stands at a page's end", async () => {
      const siteId = newSite();
      const other = newSite();
      const receivedAt = NOON + 30 * DAY;
      const many = Array.from({ length: 5200 }, (_, n) =>
        buildEvent({ siteId, receivedAt, id: uuid(900_000 + n) }),
      );
      // The same id on another site is another event; both are received in one millisecond.
      await insert(many);
      await insert(many.map((event) => ({ ...event, siteId: other })));
      expect(await eventsOf(siteId)).toHaveLength(5200);
      expect(await eventsOf(other)).toHaveLength(5200);
    });

    it("keeps a batch that spans 60 months", async () => {
      const siteId = newSite();
      const start = Date.parse("2015-01-15T00:00:00Z");
      await insert(
        Array.from({ length: 60 }, (_, n) =>
          buildEvent({ siteId, timestamp: start + Math.round(n * 30.4) * DAY }),
        ),
      );
      expect(await eventsOf(siteId)).toHaveLength(60);
    });

    async function viewsOf(page: string): Promise<[number, number][]> {
      return [...(await store.viewsByHour({ page, ...ALL_TIME }))];
    }
  });
}

const NO_STATS = { totalViews: 0, uniqueUsers: 0, topPaths: [] };

const INJECTIONS: readonly string[] = [
  "' OR 1=1 --",
  "') OR 1=1 OR ('",
  "'); DROP TABLE millrace.events; --",
  "\\'); DROP TABLE millrace.events; --",
  "x' UNION ALL SELECT 1,2,3 --",
  "{f0:Array(String)}",
  "']) OR 1=1 --",
  "\\",
  "\\']",
  "'\t'\n",
  "$$ OR 1=1 $$",
  "/* */ ; TRUNCATE TABLE millrace.events",
];

/** Small enough to be counted by hand; the answers below were. */
const FIXTURE: readonly Partial<Event>[] = [
  // Visitor 1 came from google.com, read two pages and signed up.
  visit(LARGEST_ID, "2026-03-10T08:00:00Z", "/", {
    source: "google.com",
    ...german("Firefox", "Linux", "desktop"),
  }),
  visit(LARGEST_ID, "2026-03-10T08:05:00Z", "/pricing", german("Firefox", "Linux", "desktop")),
  visit(LARGEST_ID, "2026-03-10T08:06:00Z", "/pricing", {
    name: "signup",
    ...german("Firefox", "Linux", "desktop"),
  }),
  // Visitor 2 came directly; a later link does not change where the visit came from.
  visit("2", "2026-03-10T08:59:59.999Z", "/", polish()),
  visit("2", "2026-03-10T09:00:00Z", "/", { source: "news.example", ...polish() }),
  // Visitor 3 is known by nothing but a source.
  visit("3", "2026-03-11T00:00:00Z", "/", { source: "google.com" }),
  visit("3", "2026-03-11T00:00:10Z", "", { name: "signup", source: "google.com" }),
  // Five counted page views without a visitor, on a Monday.
  visit("0", "2026-03-16T10:00:00Z", "/docs", { count: 5 }),
  visit("4", "2026-04-01T12:00:00Z", "/", { source: "utm-source", ...german("Safari", "iOS", "mobile") }),
];

const ANSWERS: Readonly<Partial<Record<PlanDimension, readonly Figures[]>>> = {
  "event:page": [
    ["/", 4, 5, 5],
    ["/pricing", 1, 1, 2],
    ["(not set)", 1, 0, 1],
    ["/docs", 0, 5, 5],
  ],
  "event:name": [
    ["pageview", 4, 11, 11],
    ["signup", 2, 0, 2],
  ],
  "visit:source": [
    ["google.com", 2, 3, 5],
    ["Direct / None", 1, 7, 7],
    ["utm-source", 1, 1, 1],
  ],
  "visit:country": [
    ["DE", 2, 3, 4],
    ["PL", 1, 2, 2],
    ["(not set)", 1, 6, 7],
  ],
  "visit:browser": [
    ["Firefox", 1, 2, 3],
    ["Chrome", 1, 2, 2],
    ["Safari", 1, 1, 1],
    ["(not set)", 1, 6, 7],
  ],
  "visit:os": [
    ["Linux", 1, 2, 3],
    ["iOS", 1, 1, 1],
    ["(not set)", 2, 8, 9],
  ],
  "visit:device": [
    ["desktop", 1, 2, 3],
    ["mobile", 2, 3, 3],
    ["(not set)", 1, 6, 7],
  ],
  "time:minute": [
    ["2026-03-10 08:00:00", 1, 1, 1],
    ["2026-03-10 08:05:00", 1, 1, 1],
    ["2026-03-10 08:06:00", 1, 0, 1],
    ["2026-03-10 08:59:00", 1, 1, 1],
    ["2026-03-10 09:00:00", 1, 1, 1],
    ["2026-03-11 00:00:00", 1, 1, 2],
    ["2026-03-16 10:00:00", 0, 5, 5],
    ["2026-04-01 12:00:00", 1, 1, 1],
  ],
  "time:hour": [
    ["2026-03-10 08:00:00", 2, 3, 4],
    ["2026-03-10 09:00:00", 1, 1, 1],
    ["2026-03-11 00:00:00", 1, 1, 2],
    ["2026-03-16 10:00:00", 0, 5, 5],
    ["2026-04-01 12:00:00", 1, 1, 1],
  ],
  "time:day": [
    ["2026-03-10", 2, 4, 5],
    ["2026-03-11", 1, 1, 2],
    ["2026-03-16", 0, 5, 5],
    ["2026-04-01", 1, 1, 1],
  ],
  "time:week": [
    ["2026-03-09", 3, 5, 7],
    ["2026-03-16", 0, 5, 5],
    ["2026-03-30", 1, 1, 1],
  ],
  "time:month": [
    ["2026-03-01", 3, 10, 12],
    ["2026-04-01", 1, 1, 1],
  ],
};

function visit(visitorId: string, at: string, path: string, changes: Partial<Event> = {}): Partial<Event> {
  return { visitorId, timestamp: Date.parse(at), receivedAt: Date.parse(at), path, ...changes };
}

function german(browser: string, os: string, device: string): Partial<Event> {
  return {
    place: { country: "DE", region: "", city: "" },
    agent: { browser, browserVersion: "", os, osVersion: "", device },
  };
}

function polish(): Partial<Event> {
  return {
    place: { country: "PL", region: "", city: "" },
    agent: { browser: "Chrome", browserVersion: "", os: "", osVersion: "", device: "mobile" },
  };
}

function hostileEvent(siteId: number, text: string): Event {
  return buildEvent({
    siteId,
    name: text,
    hostname: text,
    path: text,
    title: text,
    referrer: text,
    source: text,
    utm: { source: text, medium: text, campaign: text, content: text, term: text },
    place: { country: text, region: text, city: text },
    agent: { browser: text, browserVersion: text, os: text, osVersion: text, device: text },
    screen: text,
    language: text,
    timezone: text,
    props: Object.fromEntries([[text, text]]),
  });
}

function planFor(siteId: number, changes: Partial<QueryPlan>): QueryPlan {
  return {
    siteId,
    ...ALL_TIME,
    zone: "UTC",
    metrics: METRICS,
    dimensions: [],
    filters: [],
    goals: [],
    filtersWithoutGoals: [],
    totals: {},
    useSealed: true,
    orderBy: [[changes.metrics?.[0] ?? "visitors", "desc"]],
    limit: 10_000,
    offset: 0,
    ...changes,
  };
}

const figures = (rows: readonly TableRow[]) =>
  rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
const figuresOf = (rows: readonly TableRow[]) => figures(rows) as Figures[];
const byValue = ([a]: Figures, [b]: Figures) => (a < b ? -1 : 1);
