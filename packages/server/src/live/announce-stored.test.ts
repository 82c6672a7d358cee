import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { buildEvent, NOON } from "../../test/build/build-envelope.ts";
import type { Event } from "../domain/event/event.ts";
import { decodeStored, type StoredAtSite } from "../domain/event/stored-news.ts";
import { MINUTE } from "../domain/time.ts";
import { MAX_MESSAGE_BYTES } from "../ports/live-bus.ts";
import { createAnnounceStored } from "./announce-stored.ts";

const clock = { now: () => NOON };
const log = { debug() {}, info() {}, warn() {}, error() {} };

const eventOf = (changes: Partial<Event>): Event => buildEvent({ source: "Google", ...changes });

/** An announcer and what was heard of it; the bus takes a message only when told to. */
function onSlowBus() {
  const heard: (readonly StoredAtSite[])[] = [];
  const waiting: (() => void)[] = [];
  const announceStored = createAnnounceStored({
    bus: {
      publish(_topic, message) {
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
        heard.push(decodeStored(message));
        return new Promise((resolve) => waiting.push(resolve));
      },
    },
    clock,
    log,
  });
  async function takeOne(): Promise<void> {
    waiting.shift()?.();
    await setImmediate();
  }
  return { announceStored, heard, takeOne };
}

it("tells how many events each site got and the newest five, and nothing of who sent them", () => {
  const { announceStored, heard } = onSlowBus();
  const events = Array.from({ length: 8 }, (_, n) =>
    eventOf({ siteId: 1, path: `/${n}`, timestamp: NOON + n }),
  );
  announceStored([...events, eventOf({ siteId: 2, props: { secret: "kept" }, visitorId: "1234567" })]);
  const [[second, first] = []] = heard;
  expect(first).toMatchObject({ siteId: 1, count: 8 });
  expect(first?.events.map(({ page }) => page)).toEqual(["/3", "/4", "/5", "/6", "/7"]);
  expect(second?.events[0]).toMatchObject({ at: NOON, source: "Google" });
  expect(JSON.stringify(heard)).not.toMatch(/secret|kept|1234567/);
});

it("tells nothing of what happened long ago", () => {
  const { announceStored, heard } = onSlowBus();
  announceStored([eventOf({ timestamp: NOON - 6 * MINUTE })]);
  expect(heard).toEqual([]);
});

it("puts together what comes while the bus is slow, with a hundred events at most", async () => {
  const { announceStored, heard, takeOne } = onSlowBus();
  announceStored([eventOf({ siteId: 1 })]);
  for (let n = 0; n < 1000; n++) announceStored([eventOf({ siteId: n % 300, title: "x".repeat(500) })]);
  expect(heard).toHaveLength(1);
  while (heard.flat().length < 301) await takeOne();
  const news = heard.flat().slice(1);
  expect(news.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
  expect(news.flatMap(({ events }) => events)).toHaveLength(100);
});
