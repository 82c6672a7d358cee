import { expect, it } from "vitest";
import { buildEnvelope, buildEvent, NOON } from "../../test/build/build-envelope.ts";
import { encodeEnvelope } from "../domain/event/envelope-codec.ts";
import type { Event } from "../domain/event/event.ts";
import { decodeStored } from "../domain/event/stored-news.ts";
import { type ErasedPart, isErased } from "../domain/site/erasure.ts";
import { DEFAULT_SITE_SETTINGS } from "../domain/site/site.ts";
import { MINUTE } from "../domain/time.ts";
import { isoDate } from "../domain/time-zone/zoned-time.ts";
import { open } from "../drivers/accounts/sqlite.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { DeadLetter } from "../ports/queue.ts";
import { createEraseRequestedEvents } from "./erase-requested-events.ts";

const USER: ErasedPart = { kind: "user", userHash: "7" };

/** The job over a store in memory that notes what it was asked to do. */
async function makeScene() {
  const accounts = await open("sqlite::memory:");
  const { id: siteId } = await accounts.createSite("a.example", DEFAULT_SITE_SETTINGS);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  let now = Date.now();
  let events: Event[] = [];
  let letters: Pick<DeadLetter, "key" | "body" | "encoding">[] = [];
  const asked: [what: string, dates: readonly string[]][] = [];
  const told: number[] = [];
  const faults: string[] = [];
  const fail = (at: string) => {
    if (faults[0] !== at) return;
    faults.shift();
    throw new Error(`killed at ${at}`);
  };
  const store: Pick<EventStore, "erasableDays" | "eraseEvents" | "eraseReplaced"> = {
    async erasableDays(erasure) {
      const rows = new Map<string, number>();
      for (const event of events)
        if (isErased(erasure, event))
          rows.set(isoDate(event.timestamp), (rows.get(isoDate(event.timestamp)) ?? 0) + 1);
      return [...rows].map(([date, count]) => ({ date, rows: count }));
    },
    async eraseEvents(erasure, dates) {
      fail("before");
      asked.push(["events", dates]);
      events = events.filter(
        (event) => !(isErased(erasure, event) && dates.includes(isoDate(event.timestamp))),
      );
      fail("after");
    },
    async eraseReplaced(_siteId, dates) {
      asked.push(["replaced", dates]);
    },
  };
  const make = () =>
    createEraseRequestedEvents({
      accounts,
      store,
      queue: {
        listDead: async () => letters as DeadLetter[],
        async purgeDead(keys) {
          letters = letters.filter(({ key }) => !keys.includes(key));
          return keys.length;
        },
      },
      bus: {
        publish: async (_topic, message) => void told.push(...decodeStored(message).map((one) => one.siteId)),
      },
      clock: { now: () => now },
      log,
    });
  let job = make();
  return {
    accounts,
    siteId,
    asked,
    told,
    letters: () => letters.map(({ key }) => key),
    events: () => events.map(({ userId }) => userId),
    add: (...more: Partial<Event>[]) =>
      void events.push(...more.map((event) => buildEvent({ siteId, ...event }))),
    bury: (key: string, userId: string) =>
      void letters.push({
        key,
        body: JSON.stringify(encodeEnvelope(buildEnvelope({ siteId, userId }))),
        encoding: "json",
      }),
    buryBroken: (key: string) => void letters.push({ key, body: "AAAA", encoding: "base64" }),
    wait: (ms: number) => {
      now += ms;
    },
    failNext: (at: string) => void faults.push(at),
    restart: () => {
      job = make();
    },
    run: () => job(new AbortController().signal),
    erasure: async () => (await accounts.listErasures(siteId))[0],
  };
}

it("erases rows and dead letters, tells viewers, and is done when 15 minutes brought nothing back", async () => {
  const scene = await makeScene();
  scene.add({ userId: "7" }, { userId: "7", timestamp: NOON - 86_400_000 }, { userId: "8" });
  scene.bury("0:1", "7");
  scene.bury("0:2", "8");
  scene.buryBroken("0:3");
  await scene.accounts.requestErasure(scene.siteId, USER);
  await scene.run();
  expect(scene.events()).toEqual(["8"]);
  expect(scene.letters()).toEqual(["0:2", "0:3"]);
  expect(scene.told).toEqual([scene.siteId]);
  expect(await scene.erasure()).toMatchObject({ rows: 2, erasedAt: expect.any(Number), doneAt: null });
  scene.wait(14 * MINUTE);
  await scene.run();
  expect((await scene.erasure())?.doneAt).toBeNull();
  scene.wait(2 * MINUTE);
  await scene.run();
  expect(await scene.erasure()).toMatchObject({ rows: 2, doneAt: expect.any(Number), days: {} });
  expect(scene.asked).toEqual([
    ["events", ["2026-03-10", "2026-03-09"]],
    ["replaced", ["2026-03-10", "2026-03-09"]],
  ]);
  await scene.run();
  expect(scene.asked).toHaveLength(2);
});

it.each(["before", "after"])(
  "erases the same dates again when it was killed %s the rows went",
  async (at) => {
    const scene = await makeScene();
    scene.add({ userId: "7" }, { userId: "7" });
    await scene.accounts.requestErasure(scene.siteId, USER);
    scene.failNext(at);
    await expect(scene.run()).rejects.toThrow("killed");
    expect(await scene.erasure()).toMatchObject({ erasedAt: null });
    scene.restart();
    await scene.run();
    expect(scene.asked.at(-1)).toEqual(["events", ["2026-03-10"]]);
    expect(scene.events()).toEqual([]);
    expect(await scene.erasure()).toMatchObject({ rows: 2, erasedAt: expect.any(Number) });
  },
);

it("erases what a batch under way wrote meanwhile, and waits again", async () => {
  const scene = await makeScene();
  scene.add({ userId: "7" });
  await scene.accounts.requestErasure(scene.siteId, USER);
  await scene.run();
  scene.add({ userId: "7" });
  scene.wait(5 * MINUTE);
  scene.failNext("after");
  await expect(scene.run()).rejects.toThrow("killed");
  scene.restart();
  await scene.run();
  expect(scene.events()).toEqual([]);
  expect(await scene.erasure()).toMatchObject({ rows: 2 });
  scene.wait(11 * MINUTE);
  await scene.run();
  expect((await scene.erasure())?.doneAt).toBeNull();
  scene.wait(5 * MINUTE);
  await scene.run();
  expect((await scene.erasure())?.doneAt).not.toBeNull();
});

it("goes on with the other erasures when one fails", async () => {
  const scene = await makeScene();
  scene.add({ userId: "7" }, { userId: "8" });
  await scene.accounts.requestErasure(scene.siteId, USER);
  await scene.accounts.requestErasure(scene.siteId, { kind: "user", userHash: "8" });
  scene.failNext("before");
  await expect(scene.run()).rejects.toThrow("killed");
  expect(scene.events()).toEqual(["7"]);
  await scene.run();
  expect(scene.events()).toEqual([]);
});
