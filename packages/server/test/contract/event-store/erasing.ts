import { describe, expect, it } from "vitest";
import { DAY } from "../../../src/domain/time.ts";
import { buildEvent, NOON } from "../../build/build-envelope.ts";
import { planFor, type Scene } from "./scene.ts";

/** Events before an instant, and whole sites, are erased. */
export function describeErasing(scene: Scene): void {
  const { insert, rowsOf, eventsOf, siteWith, newSite, viewsOf } = scene;

  describe("erase", () => {
    it("removes one site's events before an instant and nothing else", async () => {
      const gone = await siteWith([
        { timestamp: NOON - 1 },
        { timestamp: NOON - 40 * DAY },
        { timestamp: NOON },
      ]);
      const other = await siteWith([{ timestamp: NOON - 1 }]);
      await scene.store.eraseBefore(gone, NOON);
      expect((await eventsOf(gone)).map(({ timestamp }) => timestamp)).toEqual([NOON]);
      expect(await eventsOf(other)).toHaveLength(1);
      await scene.store.eraseBefore(gone, NOON);
      await scene.store.eraseBefore(newSite(), NOON);
      expect(await eventsOf(gone)).toHaveLength(1);
    });

    it("takes no time for a site that has nothing to erase: most have not, every day", async () => {
      const siteId = await siteWith([{ timestamp: NOON }]);
      const startedAt = performance.now();
      for (let n = 0; n < 20; n++) await scene.store.eraseBefore(siteId, NOON);
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
      await scene.store.sealDays({ zone: "UTC", siteIds, firstDay, lastDay: "2026-03-12" });
      await scene.store.sealMonths({ zone: "UTC", siteIds });
      for (let n = 0; n < 3; n++) await scene.store.eraseSite(gone);
      await scene.store.eraseSite(newSite());
      expect(await eventsOf(gone)).toEqual([]);
      expect(await eventsOf(other)).toHaveLength(events.length + 1);
      expect((await scene.store.storedDays()).filter(({ siteId }) => siteId === gone)).toEqual([]);
      expect((await scene.store.daysWithEvents()).filter(({ siteId }) => siteId === gone)).toEqual([]);
      expect(await scene.store.sealedDays(gone, "UTC")).toEqual([]);
      expect(await scene.store.sealedDays(other, "UTC")).not.toEqual([]);
      expect((await scene.store.lateArrivals()).has(gone)).toBe(false);
      expect(await scene.store.firstEventAt(gone, NOON + 400 * DAY)).toBeNull();
      expect(await scene.store.siteStats({ siteId: gone, date: null, only: "events" })).toEqual({
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
      for (let n = 0; n < 10; n++) await scene.store.eraseSite(gone);
      expect(performance.now() - startedAt).toBeLessThan(2500);
    });

    it("removes a site while it is written to, sealed and asked about; the next time removes the rest", async () => {
      const [gone, other] = [await siteWith([{}]), await siteWith([{}])];
      await Promise.all([
        scene.store.eraseSite(gone),
        ...Array.from({ length: 5 }, () =>
          insert([buildEvent({ siteId: gone }), buildEvent({ siteId: other })]),
        ),
        scene.store.sealDays({
          zone: "UTC",
          siteIds: [gone, other],
          firstDay: "2026-03-01",
          lastDay: "2026-03-12",
        }),
        rowsOf(planFor(gone, { dimensions: ["event:page"] })),
      ]);
      await scene.store.eraseSite(gone);
      expect(await eventsOf(gone)).toEqual([]);
      expect(await scene.store.sealedDays(gone, "UTC")).toEqual([]);
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
      await scene.store.eraseBefore(gone, NOON);
      await insert(rows, "erased:0:1-2");
      expect(await eventsOf(kept)).toHaveLength(1);
      expect(await eventsOf(gone)).toEqual([]);
    });
  });
}
