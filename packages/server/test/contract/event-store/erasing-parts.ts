import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/domain/event/event.ts";
import { type ErasureScope, isErased } from "../../../src/domain/site/erasure.ts";
import { DAY, HOUR, MINUTE } from "../../../src/domain/time.ts";
import { isoDate, startOfDate } from "../../../src/domain/time-zone/zoned-time.ts";
import { buildEvent, NOON } from "../../build/build-envelope.ts";
import { LARGEST_ID, planFor, type Scene } from "./scene.ts";

const ZONE = "Asia/Kathmandu";
const FIRST_DAY = "2026-03-08";
const LAST_DAY = "2026-03-10";
const SEAL = { zone: ZONE, firstDay: "2026-02-01", lastDay: "2026-03-14" };
const METRICS = ["visitors", "visits", "pageviews", "events", "bounce_rate", "visit_duration"] as const;

/** Local days of ZONE. */
const period = (siteId: number, requestedAt = NOON + 30 * DAY): ErasureScope => ({
  siteId,
  requestedAt,
  part: {
    kind: "period",
    firstDay: FIRST_DAY,
    lastDay: LAST_DAY,
    from: startOfDate(ZONE, FIRST_DAY),
    to: startOfDate(ZONE, "2026-03-11"),
  },
});
const user = (siteId: number, userHash: string, requestedAt = NOON + 30 * DAY): ErasureScope => ({
  siteId,
  requestedAt,
  part: { kind: "user", userHash },
});

/** Periods and persons of a site are erased. */
export function describeErasingParts(scene: Scene): void {
  const { insert, eventsOf, rowsOf, siteWith, newSite, viewsOf } = scene;

  async function erase(erasure: ErasureScope): Promise<void> {
    const days = await scene.store.erasableDays(erasure);
    await scene.store.eraseEvents(
      erasure,
      days.map(({ date }) => date),
    );
    expect(await scene.store.erasableDays(erasure)).toEqual([]);
  }

  /** The figures of every day, sealed or not, and of all time. */
  async function figuresOf(siteId: number, useSealed: boolean) {
    const of = (dimensions: "time:day"[]) =>
      rowsOf(planFor(siteId, { zone: ZONE, metrics: METRICS, dimensions, useSealed, orderBy: [] }));
    const pages = rowsOf(planFor(siteId, { zone: ZONE, dimensions: ["event:page"], useSealed }));
    const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
    return [sorted(await of(["time:day"])), sorted(await of([])), sorted(await pages)];
  }

  const seal = async (siteId: number) => {
    await scene.store.sealDays({ ...SEAL, siteIds: [siteId] });
    await scene.store.sealMonths({ zone: ZONE, siteIds: [siteId] });
  };

  /** Visits of many days, by persons 7 and 8 and by nobody known; some go on over a period's ends. */
  const visits = (): Partial<Event>[] =>
    Array.from({ length: 30 }, (_, n) => n).flatMap((n) =>
      ["7", "8", "0"].map((userId, who) => ({
        timestamp: NOON - 20 * DAY + n * DAY - (n % 3) * HOUR + who * MINUTE,
        visitorId: String(100 + who + 10 * n),
        userId,
        path: `/${n % 4}`,
      })),
    );
  const acrossBothEnds = (): Partial<Event>[] =>
    [startOfDate(ZONE, FIRST_DAY), startOfDate(ZONE, "2026-03-11")].flatMap((midnight, n) => [
      { timestamp: midnight - 5 * MINUTE, visitorId: `5${n}`, path: "/before" },
      { timestamp: midnight + 5 * MINUTE, visitorId: `6${n}`, previousVisitorId: `5${n}`, path: "/after" },
    ]);

  describe("erase a part", () => {
    it("removes what isErased covers, and nothing else", async () => {
      const [siteId, other] = [newSite(), newSite()];
      const requestedAt = NOON + HOUR;
      const { from, to } = { from: startOfDate(ZONE, FIRST_DAY), to: startOfDate(ZONE, "2026-03-11") };
      const times = [from - 1, from, to - 1, to, NOON, NOON - 40 * DAY, requestedAt, requestedAt + 1];
      const receipts = [0, 2 * HOUR, 20 * DAY, -MINUTE];
      const events = times.flatMap((timestamp) =>
        receipts.flatMap((lag) =>
          ["0", "1", "7", LARGEST_ID].flatMap((userId) =>
            [siteId, other].map((of) =>
              buildEvent({ siteId: of, timestamp, receivedAt: timestamp + lag, userId }),
            ),
          ),
        ),
      );
      await insert(events);
      const ids = (of: readonly Event[]) => of.map(({ id }) => id).sort();
      let left = events;
      for (const erasure of [
        user(siteId, LARGEST_ID, requestedAt),
        period(siteId, requestedAt),
        user(siteId, "7", requestedAt),
        user(other, "1", requestedAt),
      ]) {
        const days = await scene.store.erasableDays(erasure);
        const covered = left.filter((event) => isErased(erasure, event));
        expect(covered.length).toBeGreaterThan(0);
        expect(days.map(({ date }) => date)).toEqual(
          [...new Set(covered.map(({ timestamp }) => isoDate(timestamp)))].sort(),
        );
        expect(days.reduce((sum, { rows }) => sum + rows, 0)).toBe(covered.length);
        await erase(erasure);
        left = left.filter((event) => !isErased(erasure, event));
        expect(ids([...(await eventsOf(siteId)), ...(await eventsOf(other))])).toEqual(ids(left));
      }
    });

    it.each([
      { what: "a period", scope: (siteId: number) => period(siteId) },
      { what: "a person", scope: (siteId: number) => user(siteId, "7") },
    ])(
      "leaves the figures of $what's days those of what is left, before and after they are sealed again",
      async ({ scope }) => {
        const [siteId, twin] = [newSite(), newSite()];
        const events = [...visits(), ...acrossBothEnds()].map((event) => buildEvent(event));
        const of = (id: number) => events.map((event) => ({ ...event, siteId: id }));
        await insert(of(siteId));
        await insert(of(twin).filter((event) => !isErased(scope(twin), event)));
        const neighbour = await siteWith(events);
        for (const id of [siteId, neighbour]) await seal(id);
        // Days that are not sealed are kept ready by this.
        const before = await figuresOf(neighbour, true);
        expect(await figuresOf(siteId, true)).toEqual(before);
        await erase(scope(siteId));
        const expected = await figuresOf(twin, false);
        expect(await figuresOf(siteId, true)).toEqual(expected);
        expect(await figuresOf(siteId, false)).toEqual(expected);
        const sealed = await scene.store.sealedDays(siteId, ZONE);
        expect(sealed).not.toContain("2026-03-09");
        await seal(siteId);
        expect(await scene.store.sealedDays(siteId, ZONE)).toContain("2026-03-09");
        expect(await figuresOf(siteId, true)).toEqual(expected);
        expect(await scene.store.checkSeals({ ...SEAL, siteIds: [siteId] })).toEqual([]);
        expect(await figuresOf(neighbour, true)).toEqual(before);
        expect(await scene.store.checkSeals({ ...SEAL, siteIds: [neighbour] })).toEqual([]);
      },
    );

    it("takes its events out of counted pages and of a site's figures by date", async () => {
      const siteId = newSite();
      const page = `/part-${siteId}`;
      const at = Date.parse("2026-03-09T12:00:00Z");
      await insert([
        buildEvent({ siteId, timestamp: at, visitorId: "0", path: page, count: 5 }),
        buildEvent({ siteId, timestamp: at + 5 * DAY, visitorId: "0", path: page, count: 2 }),
        buildEvent({ siteId, timestamp: at + 5 * DAY, userId: "9", path: "/kept" }),
      ]);
      await erase(period(siteId));
      expect((await viewsOf(page)).map(([, views]) => views)).toEqual([2]);
      expect(await scene.store.siteStats({ siteId, date: null, only: "events" })).toMatchObject({
        totalViews: 3,
        uniqueUsers: 1,
      });
      expect(await scene.store.siteStats({ siteId, date: "2026-03-09", only: "events" })).toMatchObject({
        totalViews: 0,
        topPaths: [],
      });
    });

    it("forgets days that are kept ready, when as many events came as were erased, received before", async () => {
      const at = Date.parse("2026-03-09T12:00:00Z");
      const last = { timestamp: at + 3 * DAY, path: "/last" };
      const siteId = await siteWith([{ timestamp: at, path: "/gone" }, last]);
      const paths = async () =>
        (await rowsOf(planFor(siteId, { zone: ZONE, dimensions: ["event:page"] }))).flatMap(
          ({ dimensions }) => dimensions,
        );
      expect((await paths()).sort()).toEqual(["/gone", "/last"]);
      await erase(period(siteId));
      await insert([buildEvent({ siteId, timestamp: at, path: "/new" })]);
      expect((await paths()).sort()).toEqual(["/last", "/new"]);
    });

    it("goes on with the dates that it was given, when the events are gone already", async () => {
      const siteId = await siteWith(visits());
      await seal(siteId);
      const erasure = period(siteId);
      const dates = (await scene.store.erasableDays(erasure)).map(({ date }) => date);
      await scene.store.eraseEvents(erasure, dates);
      await scene.store.eraseEvents(erasure, dates);
      await scene.store.eraseEvents(erasure, []);
      expect(await figuresOf(siteId, true)).toEqual(await figuresOf(siteId, false));
      await seal(siteId);
      // Their rows stay for questions under way; no figure may depend on them.
      await seal(siteId);
      await scene.store.eraseReplaced(siteId, dates, Date.now() + HOUR);
      await scene.store.eraseReplaced(newSite(), dates, Date.now() + HOUR);
      expect(await scene.store.sealedDays(siteId, ZONE)).toContain("2026-03-09");
      expect(await figuresOf(siteId, true)).toEqual(await figuresOf(siteId, false));
      expect(await scene.store.checkSeals({ ...SEAL, siteIds: [siteId] })).toEqual([]);
    });

    it("is exact while days are sealed, written and asked about", async () => {
      const siteId = await siteWith(visits());
      const erasure = user(siteId, "7");
      await seal(siteId);
      const dates = (await scene.store.erasableDays(erasure)).map(({ date }) => date);
      await Promise.all([
        scene.store.eraseEvents(erasure, dates),
        seal(siteId),
        figuresOf(siteId, true),
        ...Array.from({ length: 3 }, (_, n) =>
          insert([buildEvent({ siteId, userId: "8", timestamp: NOON - n * DAY })]),
        ),
      ]);
      expect(await figuresOf(siteId, true)).toEqual(await figuresOf(siteId, false));
      await seal(siteId);
      expect(await figuresOf(siteId, true)).toEqual(await figuresOf(siteId, false));
      expect(await scene.store.checkSeals({ ...SEAL, siteIds: [siteId] })).toEqual([]);
    });

    it("doubles nothing when a batch is written again of which a part was erased", async () => {
      const siteId = newSite();
      const rows = ["7", "8"].map((userId) => buildEvent({ siteId, userId }));
      await insert(rows, "erased-part:0:1-2");
      await erase(user(siteId, "7"));
      await insert(rows, "erased-part:0:1-2");
      expect((await eventsOf(siteId)).map(({ userId }) => userId)).toEqual(["8"]);
    });
  });
}
