import { describe, expect, it } from "vitest";
import { RowsRefused } from "../../../src/domain/errors.ts";
import type { Event } from "../../../src/domain/event/event.ts";
import { DAY } from "../../../src/domain/time.ts";
import { buildEvent, NOON, uuid } from "../../build/build-envelope.ts";
import { exited, forkScript, kill9, nextMessage } from "../../processes/child-process.ts";
import { planFor, type Scene } from "./scene.ts";

/** A batch that is inserted again, or whose outcome is unknown, is stored once. */
export function describeRepeatedInserts(scene: Scene, newUrl: () => string): void {
  const { insert, rowsOf, eventsOf, newSite, newToken, viewsOf } = scene;

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
      const url = newUrl();
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
      for (let n = 0; n < 3; n++) await scene.store.insertMissing(events, token);
      expect(idsOf(await eventsOf(events[0]?.siteId ?? 0))).toEqual(idsOf(events));
    });

    it("that wrote everything: nothing is doubled, though the store may have forgotten the token", async () => {
      const siteId = newSite();
      const page = `page of ${newToken()}`;
      const events = day(siteId).map((event) => ({ ...event, visitorId: "0", path: page }));
      await insert(events);
      await scene.store.insertMissing(events, newToken());
      expect(idsOf(await eventsOf(siteId))).toEqual(idsOf(events));
      expect((await viewsOf(page)).map(([, views]) => views)).toEqual([1, 1, 1]);
    });

    it("that wrote some of its events, those of one month: the others follow", async () => {
      const siteId = newSite();
      const events = day(siteId);
      await insert(events.slice(1, 2));
      await scene.store.insertMissing(events, newToken());
      expect(idsOf(await eventsOf(siteId))).toEqual(idsOf(events));
    });

    it("whose token the store knows without having the rows: they are stored, once", async () => {
      const siteId = newSite();
      const page = `page of ${newToken()}`;
      const events = day(siteId).map((event) => ({ ...event, visitorId: "0", path: page }));
      const token = newToken();
      await insert(events, token);
      await scene.store.eraseBefore(siteId, NOON + 1);
      await insert(events, token);
      expect(await eventsOf(siteId)).toEqual([]);
      for (let n = 0; n < 2; n++) await scene.store.insertMissing(events, token);
      expect(idsOf(await eventsOf(siteId))).toEqual(idsOf(events));
      expect((await viewsOf(page)).map(([, views]) => views)).toEqual([1, 1, 1]);
    });

    it("tells events apart by site and id, and finds them at the ends of time", async () => {
      const [one, other] = [newSite(), newSite()];
      const at = [0, NOON, Date.parse("2199-12-31T23:59:59.999Z")];
      const of = (siteId: number) =>
        at.map((timestamp, n) => buildEvent({ siteId, timestamp, receivedAt: NOON, id: uuid(n + 1) }));
      await insert(of(one));
      for (let n = 0; n < 2; n++) await scene.store.insertMissing([...of(one), ...of(other)], newToken());
      expect(await eventsOf(one)).toHaveLength(3);
      expect(await eventsOf(other)).toHaveLength(3);
    });

    it("of 20,000 events", async () => {
      const siteId = newSite();
      const events = Array.from({ length: 20_000 }, (_, n) => buildEvent({ siteId, timestamp: NOON + n }));
      await insert(events.filter((_, n) => n % 2 === 0));
      await scene.store.insertMissing(events, newToken());
      expect(await rowsOf(planFor(siteId, { metrics: ["events"] }))).toEqual([
        { dimensions: [], metrics: [20_000] },
      ]);
    });

    it("throws RowsRefused for a row that the store refuses, and writes none of them", async () => {
      const siteId = newSite();
      const events = [buildEvent({ siteId }), buildEvent({ siteId, visitorId: "someone" })];
      await expect(scene.store.insertMissing(events, newToken())).rejects.toThrow(RowsRefused);
      expect(await eventsOf(siteId)).toEqual([]);
    });
  });
}
