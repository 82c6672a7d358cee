import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/domain/event/event.ts";
import { DAY, HOUR } from "../../../src/domain/time.ts";
import { buildEvent, HOSTILE_TEXTS, NOON } from "../../build/build-envelope.ts";
import type { Scene } from "./scene.ts";

/** Views by hour, keys of properties, and totals of a site. */
export function describeSiteFigures(scene: Scene): void {
  const { insert, siteWith, newSite, newToken } = scene;

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
      const found = await scene.store.viewsByHour({ page, from: NOON - 2 * HOUR, to: NOON });
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
      expect([...(await scene.store.viewsByHour({ page: "/", from, to }))]).toEqual([]);
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
        await scene.store.propertyKeys({
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
      expect(await scene.store.siteStats({ siteId: site, date: UTC_DAY, only: "pageviews" })).toEqual({
        totalViews: 7,
        uniqueUsers: 2,
        topPaths: [
          { path: "/pricing", views: 2 },
          { path: "/", views: 1 },
        ],
      });
      expect(await scene.store.siteStats({ siteId: site, date: UTC_DAY, only: "events" })).toEqual({
        totalViews: 9,
        uniqueUsers: 3,
        topPaths: [
          { path: "/pricing", views: 3 },
          { path: "/", views: 1 },
        ],
      });
      expect(await scene.store.siteStats({ siteId: site, date: null, only: "pageviews" })).toMatchObject({
        totalViews: 8,
        uniqueUsers: 3,
      });
      expect(await scene.store.siteStats({ siteId: site, date: "2026-03-09", only: "events" })).toEqual(
        NO_STATS,
      );
      expect(await scene.store.siteStats({ siteId: newSite(), date: null, only: "events" })).toEqual(
        NO_STATS,
      );
    });

    it("lists ten paths by views, then by path", async () => {
      const paths = Array.from({ length: 12 }, (_, n) => `/${String.fromCharCode(108 - n)}`);
      const site = await siteWith(
        [...paths, "/z"].flatMap((path) => (path === "/z" ? [{ path }, { path }] : [{ path }])),
      );
      const { topPaths } = await scene.store.siteStats({ siteId: site, date: null, only: "events" });
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
        expect(await scene.store.siteStats({ siteId: site, date, only: "events" })).toEqual(NO_STATS);
      },
    );
  });
}

const NO_STATS = { totalViews: 0, uniqueUsers: 0, topPaths: [] };
