import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/domain/event/event.ts";
import { DAY, HOUR, MINUTE } from "../../../src/domain/time.ts";
import { NOON } from "../../build/build-envelope.ts";
import { LARGEST_ID, type Scene } from "./scene.ts";

/** What live pages show. */
export function describeRecent(scene: Scene): void {
  const { siteWith, newSite } = scene;

  describe("recent visitors", () => {
    const at = (before: number, visitorId: string, changes: Partial<Event> = {}) => ({
      timestamp: NOON - before,
      visitorId,
      ...changes,
    });
    const figuresOf = async (siteIds: readonly number[], now = NOON) =>
      new Map((await scene.store.recentVisitors(siteIds, now)).map((figures) => [figures.siteId, figures]));
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
      expect(await scene.store.recentVisitors([], NOON)).toEqual([]);
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
        scene.store.recentEvents({ siteId: site, from: NOON, to: NOON + 60_000, limit });
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
      expect(
        await scene.store.recentEvents({ siteId: newSite(), from: NOON, to: NOON + 1, limit: 5 }),
      ).toEqual([]);
    });
  });
}
