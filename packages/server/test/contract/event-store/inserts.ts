import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowsRefused } from "../../../src/domain/errors.ts";
import type { Event } from "../../../src/domain/event/event.ts";
import { DAY, MINUTE } from "../../../src/domain/time.ts";
import { buildEvent, HOSTILE_TEXTS, NOON, uuid } from "../../build/build-envelope.ts";
import { LARGEST_ID, type Scene } from "./scene.ts";

/** What is inserted is what is read back, or is refused as a whole. */
export function describeInserts(scene: Scene): void {
  const { insert, eventsOf, newSite, newToken, viewsOf } = scene;

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
