import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/domain/event/event.ts";
import { buildEvent, NOON } from "../../build/build-envelope.ts";
import type { Scene } from "./scene.ts";

/** Which days have events, and what is on them. */
export function describeStoredDays(scene: Scene): void {
  const { insert, newSite } = scene;

  describe("the first event of a site", () => {
    it("is told by its instant, whatever was written when, and only before the one that is asked about", async () => {
      const siteId = newSite();
      const at = (text: string) => buildEvent({ siteId, timestamp: Date.parse(text) });
      const tomorrow = Date.parse("2026-03-12T00:00:00Z");
      expect(await scene.store.firstEventAt(siteId, tomorrow)).toBeNull();
      await insert([
        at("2026-03-10T12:00:00.250Z"),
        at("2026-03-12T00:00:00Z"),
        at("2026-03-10T09:00:00.001Z"),
      ]);
      await insert([buildEvent({ siteId: newSite(), timestamp: Date.parse("2025-01-01T00:00:00Z") })]);
      expect(await scene.store.firstEventAt(siteId, tomorrow)).toBe(Date.parse("2026-03-10T09:00:00.001Z"));
      // An import brings what is older.
      await insert([at("2019-12-31T23:59:59.999Z"), at("2020-01-01T00:00:00Z")]);
      expect(await scene.store.firstEventAt(siteId, tomorrow)).toBe(Date.parse("2019-12-31T23:59:59.999Z"));
      await insert([at("1970-01-01T00:00:00Z")]);
      expect(await scene.store.firstEventAt(siteId, tomorrow)).toBe(0);
      expect(await scene.store.firstEventAt(siteId, 0)).toBeNull();
    });

    it("of a site whose only event is yet to come is none, far beyond what a date holds too", async () => {
      const siteId = newSite();
      await insert([buildEvent({ siteId, timestamp: Date.parse("2150-06-01T00:00:00Z") })]);
      expect(await scene.store.firstEventAt(siteId, Date.parse("2026-03-12T00:00:00Z"))).toBeNull();
      await insert([buildEvent({ siteId, timestamp: NOON })]);
      expect(await scene.store.firstEventAt(siteId, NOON + 1)).toBe(NOON);
    });
  });

  describe("days", () => {
    const read = async (siteId: number, date: string) => {
      const found: Event[] = [];
      for await (const page of scene.store.readDay({ siteId, date })) found.push(...page);
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
      const days = (await scene.store.storedDays()).filter((day) => day.siteId === siteId);
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
}
