import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { QueueFull } from "../../src/domain/errors.ts";
import type { Envelope } from "../../src/domain/event/envelope.ts";
import { decodeEnvelope } from "../../src/domain/event/envelope-codec.ts";
import type { QueueOptions } from "../../src/drivers/queue/options.ts";
import type { Accepted, DeadLetter, Delivery, Queue, Scope } from "../../src/ports/queue.ts";
import { buildEnvelope, HOSTILE_TEXTS, NOON, uuid } from "../build/build-envelope.ts";
import { casesOf } from "../build/claims.ts";
import { exited, forkScript, kill9, nextMessage } from "../processes/child-process.ts";

export interface QueueDriver {
  /** A place where no queue is yet. */
  newUrl(): string;
  open(url: string, options: QueueOptions): Promise<Queue>;
  /** Of the Redis that keeps what the broker does not, for drivers that need one. */
  readonly stateUrl?: string;
  readonly durable: boolean;
  readonly scope: Scope;
  readonly numbersAtPublish: boolean;
}

export const QUEUE_OPTIONS: QueueOptions = {
  maxBytes: 2 ** 30,
  recentIds: 100_000,
  partitions: 4,
  guards: { fsync: true, recentIds: true },
};

/** What every queue driver promises. Run from queue.test.ts over all of QUEUE_DRIVERS. */
export function describeQueue(name: string, driver: QueueDriver): void {
  const opened = new Set<Queue>();
  const { whenDurable, groupWhenShared } = casesOf(driver);

  async function openAt(url: string, options: Partial<QueueOptions> = {}): Promise<Queue> {
    const { stateUrl } = driver;
    const queue = await driver.open(url, { ...QUEUE_OPTIONS, ...(stateUrl && { stateUrl }), ...options });
    opened.add(queue);
    return queue;
  }

  const openNew = (options: Partial<QueueOptions> = {}) => openAt(driver.newUrl(), options);

  async function reopen(queue: Queue, url: string, options: Partial<QueueOptions> = {}): Promise<Queue> {
    await closeOne(queue);
    return openAt(url, options);
  }

  async function closeOne(queue: Queue): Promise<void> {
    opened.delete(queue);
    await queue.close();
  }

  /** What publish tells: where envelopes stand, or nothing from a queue that numbers at delivery. */
  function expectTold(accepted: readonly Accepted[], places: readonly Accepted[]): void {
    const silent = accepted.map(({ partition }) => ({ partition, position: 0, duplicate: false }));
    expect(accepted).toHaveLength(places.length);
    expect(accepted).toEqual(driver.numbersAtPublish ? places : silent);
  }

  const publishFromChild = (url: string, prefix: string, count: number) =>
    forkScript("publish-until-killed.ts", [url, prefix, String(count), driver.stateUrl ?? ""]);

  afterEach(async () => {
    for (const queue of [...opened]) await closeOne(queue);
  });

  describe(`queue: ${name}`, () => {
    describe("publish and receive", () => {
      it("gives positions from 1 without a gap, in the order given, and delivers in that order", async () => {
        const queue = await openNew();
        const envelopes = Array.from({ length: 7 }, (_, index) => buildEnvelope({ path: `/${index}` }));
        const first = await queue.publish(envelopes.slice(0, 3).map(to(0)));
        const second = await queue.publish(envelopes.slice(3).map(to(0)));
        expectTold(
          [...first, ...second],
          envelopes.map((_, index) => ({ partition: 0, position: index + 1, duplicate: false })),
        );
        const delivery = await take(queue, 0, 100);
        expect(delivery).toMatchObject({ partition: 0, first: 1, last: 7 });
        expect(positionsOf(delivery)).toEqual([1, 2, 3, 4, 5, 6, 7]);
        expect(envelopesOf(delivery)).toEqual(envelopes);
      });

      it("keeps every field of an envelope, hostile texts included", async () => {
        const queue = await openNew();
        const props = Object.fromEntries(HOSTILE_TEXTS.map((text) => [text, text]));
        const envelope = buildEnvelope({
          visitorId: "18446744073709551615",
          userId: "9007199254740993",
          name: "sign up",
          clamped: true,
          count: 1_000_000_000,
          timestamp: 0,
          path: HOSTILE_TEXTS.join("/"),
          title: "x".repeat(500),
          utm: { source: "a", medium: "b", campaign: "c", content: "d", term: "e" },
          place: { country: "NP", region: "NP-BA", city: "Kathmandu" },
          agent: { browser: "F", browserVersion: "1", os: "L", osVersion: "2", device: "tv" },
          props,
          revenue: { amount: "0.1", currency: "EUR" },
        });
        await queue.publish([to(0)(envelope)]);
        const [received] = envelopesOf(await take(queue, 0, 1));
        expect(received).toEqual(envelope);
        expect(Object.keys(received?.props ?? {})).toContain("__proto__");
      });

      it("counts each partition by itself and delivers it alone", async () => {
        const queue = await openNew();
        const accepted = await queue.publish(
          [0, 1, 0, 3, 1, 0].map((partition) => to(partition)(buildEnvelope())),
        );
        expectTold(accepted, [place(0, 1), place(1, 1), place(0, 2), place(3, 1), place(1, 2), place(0, 3)]);
        expect(positionsOf(await take(queue, 0, 10))).toEqual([1, 2, 3]);
        expect(positionsOf(await take(queue, 1, 10))).toEqual([1, 2]);
        expect(await take(queue, 2, 10)).toBeNull();
        expect(positionsOf(await take(queue, 3, 10))).toEqual([1]);
      });

      it("gives concurrent publishers positions of their own, each batch in its order", async () => {
        const queue = await openNew();
        const batches = Array.from({ length: 40 }, (_, batch) =>
          Array.from({ length: 5 }, (_, index) => buildEnvelope({ path: `/${batch}/${index}` })),
        );
        const accepted = await Promise.all(batches.map((batch) => queue.publish(batch.map(to(0)))));
        const delivery = await takeAll(queue, 0);
        expect(positionsOf(delivery)).toEqual(upTo(200));
        const received = envelopesOf(delivery);
        for (const [index, batch] of batches.entries()) {
          const positions = batch.map((sent) => received.findIndex(({ id }) => id === sent.id) + 1);
          expect(positions.map((position) => received[position - 1])).toEqual(batch);
          expect([...positions].sort((a, b) => a - b)).toEqual(positions);
          expectTold(
            accepted[index] ?? [],
            positions.map((position) => place(0, position)),
          );
        }
      });

      it("takes an empty batch", async () => {
        const queue = await openNew();
        expect(await queue.publish([])).toEqual([]);
        expect((await queue.depth()).waiting).toBe(0);
      });

      it("delivers what is more than a batch in pieces that meet without gap or overlap", async () => {
        const queue = await openNew();
        for (let batch = 0; batch < 12; batch++) {
          await queue.publish(Array.from({ length: 250 }, () => to(0)(buildEnvelope())));
        }
        const seen: number[] = [];
        let expectedFirst = 1;
        for (
          let delivery = await take(queue, 0, 300);
          delivery !== null;
          delivery = await take(queue, 0, 300)
        ) {
          expect(delivery.first).toBe(expectedFirst);
          expect(delivery.messages.length).toBeLessThan(300 + 1000);
          seen.push(...positionsOf(delivery));
          expectedFirst = delivery.last + 1;
        }
        expect(seen).toEqual(upTo(3000));
      });

      it("takes a bulk load of 25,000 in one publish", async () => {
        const queue = await openNew();
        const accepted = await queue.publish(Array.from({ length: 25_000 }, () => to(0)(buildEnvelope())));
        expectTold(accepted.slice(-1), [place(0, 25_000)]);
        expect((await takeAll(queue, 0)).messages).toHaveLength(25_000);
      });
    });

    describe("the same id twice", () => {
      const id = uuid(999_999);

      it("counts once within one batch", async () => {
        const queue = await openNew();
        const accepted = await queue.publish([to(0)(buildEnvelope({ id })), to(0)(buildEnvelope({ id }))]);
        expectTold(accepted, [place(0, 1), known(0, 1)]);
        expect(positionsOf(await takeAll(queue, 0))).toEqual([1]);
        expect((await queue.depth()).waiting).toBe(1);
      });

      it("counts once across batches and names the first one's place, even from another partition", async () => {
        const queue = await openNew();
        await queue.publish([to(2)(buildEnvelope()), to(2)(buildEnvelope({ id }))]);
        expect(positionsOf(await takeAll(queue, 2))).toEqual([1, 2]);
        expectTold(await queue.publish([to(0)(buildEnvelope({ id }))]), [known(2, 2)]);
        expect(positionsOf(await takeAll(queue, 0))).toEqual([]);
        expect((await queue.depth()).waiting).toBe(2);
      });

      it("counts once when it comes again after it was stored", async () => {
        const queue = await openNew();
        await queue.publish([to(0)(buildEnvelope({ id }))]);
        await takeAll(queue, 0);
        await queue.settle({ partition: 0, last: 1, dead: [] });
        expectTold(await queue.publish([to(0)(buildEnvelope({ id }))]), [known(0, 1)]);
        expect(positionsOf(await takeAll(queue, 0))).toEqual([]);
        expect((await queue.depth()).waiting).toBe(0);
      });

      it("counts twice on two sites: they are two events", async () => {
        const queue = await openNew();
        const accepted = await queue.publish([
          to(0)(buildEnvelope({ id, siteId: 1 })),
          to(0)(buildEnvelope({ id, siteId: 11 })),
        ]);
        expect(accepted.map(({ duplicate }) => duplicate)).toEqual([false, false]);
        expect((await takeAll(queue, 0)).messages).toHaveLength(2);
      });

      it("counts once when many publish it at the same moment", async () => {
        const queue = await openNew();
        const all = await Promise.all(
          Array.from({ length: 30 }, () => queue.publish([to(0)(buildEnvelope({ id }))])),
        );
        if (driver.numbersAtPublish) {
          expect(all.filter(([accepted]) => accepted?.duplicate === false)).toHaveLength(1);
          expect(new Set(all.map(([accepted]) => accepted?.position))).toEqual(new Set([1]));
        }
        expect(positionsOf(await takeAll(queue, 0))).toEqual([1]);
        expect((await queue.depth()).waiting).toBe(1);
      });

      whenDurable("counts once after a restart", async () => {
        const url = driver.newUrl();
        const before = await openAt(url);
        await before.publish([to(0)(buildEnvelope({ id })), to(1)(buildEnvelope())]);
        await takeAll(before, 0);
        const after = await reopen(before, url);
        expectTold(await after.publish([to(0)(buildEnvelope({ id }))]), [known(0, 1)]);
        expect(positionsOf(await takeAll(after, 0))).toEqual([1]);
      });

      it("is remembered for at least recentIds events, and not for ever", async () => {
        const queue = await openNew({ recentIds: 50 });
        const others = async (count: number) => {
          for (let done = 0; done < count; done += 10) {
            await queue.publish(Array.from({ length: 10 }, () => to(0)(buildEnvelope())));
            await takeAll(queue, 0);
          }
        };
        const comesAnew = async () => {
          await queue.publish([to(0)(buildEnvelope({ id }))]);
          return (await takeAll(queue, 0)).messages.length > 0;
        };
        expect(await comesAnew()).toBe(true);
        await others(40);
        expect(await comesAnew()).toBe(false);
        await others(60);
        await queue.settle({ partition: 0, last: 101, dead: [] });
        await others(140);
        expect(await comesAnew()).toBe(true);
      });

      whenDurable("is remembered for at least recentIds events across restarts", async () => {
        const url = driver.newUrl();
        let queue = await openAt(url, { recentIds: 50 });
        const ids = Array.from({ length: 130 }, (_, index) => uuid(5000 + index));
        for (let from = 0; from < ids.length; from += 10) {
          await queue.publish(ids.slice(from, from + 10).map((id) => to(0)(buildEnvelope({ id }))));
          await takeAll(queue, 0);
          await queue.settle({ partition: 0, last: from + 10, dead: [] });
          if (from % 40 === 0) queue = await reopen(queue, url, { recentIds: 50 });
        }
        queue = await reopen(queue, url, { recentIds: 50 });
        const again = await queue.publish(ids.slice(-50).map((id) => to(0)(buildEnvelope({ id }))));
        expectTold(
          again,
          upTo(130)
            .slice(-50)
            .map((position) => known(0, position)),
        );
        expect(positionsOf(await takeAll(queue, 0))).toEqual([]);
      });

      it("delivers the first of each id in order, however batches are cut (any history)", async () => {
        const event = fc.record({
          id: fc.integer({ min: 1, max: 12 }),
          site: fc.integer({ min: 1, max: 2 }),
        });
        const history = fc.array(fc.array(event, { minLength: 1, maxLength: 6 }), { maxLength: 8 });
        await fc.assert(
          fc.asyncProperty(history, async (batches) => {
            const queue = await openNew();
            const expected = new Map<string, Envelope>();
            for (const batch of batches) {
              const envelopes = batch.map(({ id, site }) => buildEnvelope({ id: uuid(id), siteId: site }));
              for (const envelope of envelopes) {
                const key = `${envelope.siteId}:${envelope.id}`;
                if (!expected.has(key)) expected.set(key, envelope);
              }
              await queue.publish(envelopes.map((envelope) => to(envelope.siteId)(envelope)));
            }
            for (const site of [1, 2]) {
              const wanted = [...expected.values()].filter(({ siteId }) => siteId === site);
              const delivery = await takeAll(queue, site);
              expect(envelopesOf(delivery)).toEqual(wanted);
              expect(positionsOf(delivery)).toEqual(upTo(wanted.length));
            }
            await closeOne(queue);
          }),
          { numRuns: 12, endOnFailure: true },
        );
      });
    });

    describe("settle, redeliver and restart", () => {
      it("frees what is settled and keeps the rest", async () => {
        const queue = await openNew();
        await queue.publish([to(0)(buildEnvelope())]);
        await queue.publish([to(0)(buildEnvelope())]);
        await takeAll(queue, 0);
        expect(await queue.settledPosition(0)).toBe(0);
        await queue.settle({ partition: 0, last: 1, dead: [] });
        expect(await queue.settledPosition(0)).toBe(1);
        expect((await queue.depth()).waiting).toBe(1);
        await queue.settle({ partition: 0, last: 2, dead: [] });
        expect(await queue.depth()).toEqual({ waiting: 0, waitingBytes: 0, dead: 0, oldestAt: null });
      });

      it("does no harm when a settled position is settled again", async () => {
        const queue = await openNew();
        await queue.publish([to(0)(buildEnvelope())]);
        await queue.publish([to(0)(buildEnvelope())]);
        await takeAll(queue, 0);
        await queue.settle({ partition: 0, last: 2, dead: [] });
        await queue.settle({ partition: 0, last: 2, dead: [] });
        await queue.settle({ partition: 0, last: 1, dead: [] });
        expect(await queue.settledPosition(0)).toBe(2);
        expect((await queue.depth()).waitingBytes).toBe(0);
        await queue.publish([to(0)(buildEnvelope())]);
        expect(positionsOf(await take(queue, 0, 10))).toEqual([3]);
      });

      it("goes on behind what was settled unseen, as after a crash between write and settle", async () => {
        const queue = await openNew();
        for (let batch = 0; batch < 4; batch++) await queue.publish([to(0)(buildEnvelope())]);
        await takeAll(queue, 0);
        await queue.handOver(0);
        await queue.takeOver(0);
        await take(queue, 0, 1);
        await queue.settle({ partition: 0, last: 3, dead: [] });
        expect(await take(queue, 0, 10)).toMatchObject({ first: 4, last: 4 });
      });

      it("redelivers the very messages, also when more came behind them, and goes on after them", async () => {
        const url = driver.newUrl();
        let queue = await openAt(url);
        await queue.publish(Array.from({ length: 3 }, () => to(0)(buildEnvelope())));
        await queue.publish(Array.from({ length: 2 }, () => to(0)(buildEnvelope())));
        const cut = (await take(queue, 0, 100)) as Delivery;
        await queue.publish([to(0)(buildEnvelope())]);
        if (driver.durable) queue = await reopen(queue, url);
        expect(await queue.redeliver({ partition: 0, first: cut.first, last: cut.last })).toEqual(cut);
        expect(positionsOf(await take(queue, 0, 100))).toEqual([6]);
      });

      whenDurable("starts again behind the last settled position", async () => {
        const url = driver.newUrl();
        const before = await openAt(url);
        await before.publish([to(0)(buildEnvelope({ path: "/1" })), to(1)(buildEnvelope())]);
        await before.publish([to(0)(buildEnvelope({ path: "/2" }))]);
        await take(before, 0, 1);
        await before.settle({ partition: 0, last: 1, dead: [] });
        await take(before, 0, 1);
        const after = await reopen(before, url);
        expect(after.id).toBe(before.id);
        expect(await after.settledPosition(0)).toBe(1);
        const again = await take(after, 0, 10);
        expect(positionsOf(again)).toEqual([2]);
        expect(envelopesOf(again)[0]?.path).toBe("/2");
        expect(positionsOf(await take(after, 1, 10))).toEqual([1]);
        expectTold(await after.publish([to(0)(buildEnvelope())]), [place(0, 3)]);
      });

      it("has an id that no other queue has", async () => {
        const ids = [(await openNew()).id, (await openNew()).id];
        expect(ids[0]).toMatch(/^\w+$/);
        expect(ids[0]).not.toBe(ids[1]);
      });
    });

    describe("a partition that changes hands", () => {
      it("delivers again behind what is settled, to the same worker or another", async () => {
        const queue = await openNew();
        await queue.publish(upTo(3).map(() => to(0)(buildEnvelope())));
        await queue.publish([to(0)(buildEnvelope())]);
        expect((await takeAll(queue, 0)).last).toBe(4);
        await queue.settle({ partition: 0, last: 3, dead: [] });
        await queue.handOver(0);
        await queue.takeOver(0);
        expect(positionsOf(await take(queue, 0, 10))).toEqual([4]);
      });

      it("counts the partitions that hold events beside those that are asked for", async () => {
        const queue = await openNew({ partitions: 2 });
        expect(await queue.partitions()).toBe(2);
        await queue.publish([to(3)(buildEnvelope())]);
        expect(await queue.partitions()).toBe(4);
      });
    });

    describe("waiting", () => {
      it("returns null when nothing came within waitMs", async () => {
        const queue = await openNew();
        const startedAt = performance.now();
        expect(await queue.receive(receiving({ waitMs: 120 }))).toBeNull();
        const tookMs = performance.now() - startedAt;
        expect(tookMs).toBeGreaterThan(110);
        expect(tookMs).toBeLessThan(5000);
      });

      it("wakes up for an event that comes while it waits", async () => {
        const queue = await openNew();
        const startedAt = performance.now();
        const waiting = queue.receive(receiving({ waitMs: 5000 }));
        await sleep(30);
        await queue.publish([to(0)(buildEnvelope())]);
        expect(positionsOf(await waiting)).toEqual([1]);
        expect(performance.now() - startedAt).toBeLessThan(4000);
      });

      it("lingers for more after the first, until max are there", async () => {
        const queue = await openNew();
        await queue.publish([to(0)(buildEnvelope())]);
        const startedAt = performance.now();
        const waiting = queue.receive(receiving({ max: 3, waitMs: 1000, lingerMs: 10_000 }));
        await sleep(40);
        await queue.publish([to(0)(buildEnvelope())]);
        await sleep(40);
        await queue.publish([to(0)(buildEnvelope())]);
        expect(positionsOf(await waiting)).toEqual([1, 2, 3]);
        expect(performance.now() - startedAt).toBeLessThan(9000);
      });

      it("lingers no longer than lingerMs", async () => {
        const queue = await openNew();
        await queue.publish([to(0)(buildEnvelope())]);
        const startedAt = performance.now();
        expect(
          positionsOf(await queue.receive(receiving({ max: 100, waitMs: 5000, lingerMs: 100 }))),
        ).toEqual([1]);
        const tookMs = performance.now() - startedAt;
        expect(tookMs).toBeGreaterThan(90);
        expect(tookMs).toBeLessThan(4000);
      });

      it.each([
        { what: "that waits for the first event", events: 0, lingerMs: 0 },
        { what: "that lingers", events: 1, lingerMs: 30_000 },
      ])("ends a receive $what soon after its signal aborts", async ({ events, lingerMs }) => {
        const queue = await openNew();
        await queue.publish(Array.from({ length: events }, () => to(0)(buildEnvelope())));
        const stop = new AbortController();
        const startedAt = performance.now();
        const waiting = queue.receive(receiving({ max: 10, waitMs: 30_000, lingerMs, signal: stop.signal }));
        setTimeout(() => stop.abort(), 30);
        await waiting;
        expect(performance.now() - startedAt).toBeLessThan(10_000);
      });
    });

    describe("when full", () => {
      it("refuses a batch as a whole with QueueFull and takes it later, not as a duplicate", async () => {
        const queue = await openNew({ maxBytes: 1500 });
        await queue.publish([to(0)(buildEnvelope())]);
        const batch = Array.from({ length: 20 }, () => to(0)(buildEnvelope()));
        await expect(queue.publish(batch)).rejects.toThrow(QueueFull);
        expect((await queue.depth()).waiting).toBe(1);
        await takeAll(queue, 0);
        await queue.settle({ partition: 0, last: 1, dead: [] });
        expectTold(await queue.publish(batch.slice(0, 2)), [place(0, 2), place(0, 3)]);
        expect(positionsOf(await takeAll(queue, 0))).toEqual([2, 3]);
      });

      it("says in QueueFull what to do", async () => {
        const queue = await openNew({ maxBytes: 1 });
        await expect(queue.publish([to(0)(buildEnvelope())])).rejects.toThrow(/\[queue:\w+\].*limit is 1/);
      });

      it("goes on taking after it refused", async () => {
        const queue = await openNew({ maxBytes: 2000 });
        const big = buildEnvelope({ path: "/".repeat(2000) });
        const results = await Promise.allSettled([
          queue.publish([to(0)(big)]),
          queue.publish([to(0)(buildEnvelope())]),
        ]);
        expect(results[0]?.status).toBe("rejected");
        expect((await queue.publish([to(0)(buildEnvelope())]))[0]?.duplicate).toBe(false);
      });
    });

    describe("depth", () => {
      it("counts waiting events, bytes and the oldest of all partitions, received ones included", async () => {
        const queue = await openNew();
        expect(await queue.depth()).toEqual({ waiting: 0, waitingBytes: 0, dead: 0, oldestAt: null });
        await queue.publish([
          to(0)(buildEnvelope({ receivedAt: NOON + 5 })),
          to(1)(buildEnvelope({ receivedAt: NOON + 2 })),
          to(1)(buildEnvelope({ receivedAt: NOON + 9 })),
        ]);
        await take(queue, 1, 10);
        const { waiting, waitingBytes, oldestAt } = await queue.depth();
        expect({ waiting, oldestAt }).toEqual({ waiting: 3, oldestAt: NOON + 2 });
        expect(waitingBytes).toBeGreaterThan(3 * 36);
        await queue.settle({ partition: 1, last: 2, dead: [] });
        // What was never received is not dated by a broker that can't be looked into.
        const oldestLeft = driver.numbersAtPublish ? NOON + 5 : null;
        expect(await queue.depth()).toMatchObject({ waiting: 1, oldestAt: oldestLeft });
      });
    });

    describe("dead letters", () => {
      async function withTwoDead(url = driver.newUrl()): Promise<Queue> {
        const queue = await openAt(url);
        const batch = Array.from({ length: 4 }, (_, index) => buildEnvelope({ path: `/${index + 1}` }));
        await queue.publish(batch.map(to(0)));
        const { messages } = (await take(queue, 0, 10)) as Delivery;
        const letters = [2, 3].map((position) =>
          letterOf(0, position, JSON.stringify((messages[position - 1] as { fields: unknown }).fields)),
        );
        await queue.settle({ partition: 0, last: 4, dead: letters });
        return queue;
      }

      it("are kept whole when their batch is settled", async () => {
        const queue = await withTwoDead();
        expect(await queue.depth()).toMatchObject({ waiting: 0, dead: 2 });
        const letters = await queue.listDead({ limit: 10 });
        expect(letters.map(({ key }) => key)).toEqual(["0:2", "0:3"]);
        expect(letters[0]).toEqual(letterOf(0, 2, letters[0]?.body ?? ""));
        expect(decodeEnvelope(JSON.parse(letters[0]?.body ?? "")).path).toBe("/2");
        expect(await queue.listDead({ limit: 1 })).toHaveLength(1);
      });

      it.each([
        { partition: 0, first: 1, last: 4, keys: ["0:2", "0:3"] },
        { partition: 0, first: 3, last: 3, keys: ["0:3"] },
        { partition: 0, first: 2, last: 2, keys: ["0:2"] },
        { partition: 0, first: 4, last: 9, keys: [] },
        { partition: 0, first: 4, last: 1, keys: [] },
        { partition: 1, first: 1, last: 4, keys: [] },
      ])("are found among positions $first to $last of partition $partition", async ({ keys, ...range }) => {
        const queue = await withTwoDead();
        const found = await queue.findDead(range.partition, range.first, range.last);
        expect(found.map(({ key }) => key)).toEqual(keys);
      });

      it("go back to the end of their partition when retried, and are no dead letters any more", async () => {
        const queue = await withTwoDead();
        expect(await queue.retryDead(["0:3", "0:77"])).toBe(1);
        expect(await queue.depth()).toMatchObject({ waiting: 1, dead: 1 });
        const again = await take(queue, 0, 10);
        expect(positionsOf(again)).toEqual([5]);
        expect(envelopesOf(again)[0]?.path).toBe("/3");
        expect(await queue.retryDead(["0:3"])).toBe(0);
      });

      it("that went back take their places between what is published before and after", async () => {
        const queue = await withTwoDead();
        const publish = (path: string) => queue.publish([to(0)(buildEnvelope({ path }))]);
        expectTold(await publish("/before"), [place(0, 5)]);
        expect(await queue.retryDead(["0:3"])).toBe(1);
        expectTold(await publish("/after"), [place(0, 7)]);
        const delivery = await take(queue, 0, 10);
        expect(positionsOf(delivery)).toEqual([5, 6, 7]);
        expect(envelopesOf(delivery).map(({ path }) => path)).toEqual(["/before", "/3", "/after"]);
      });

      it("stay when they are no envelope, since no retry could help", async () => {
        const queue = await openNew();
        await queue.publish([to(0)(buildEnvelope())]);
        await takeAll(queue, 0);
        await queue.settle({
          partition: 0,
          last: 1,
          dead: [{ ...letterOf(0, 1, "AAAA"), encoding: "base64" }],
        });
        expect(await queue.retryDead(["0:1"])).toBe(0);
        expect(await queue.depth()).toMatchObject({ waiting: 0, dead: 1 });
      });

      it("are gone when purged", async () => {
        const queue = await withTwoDead();
        expect(await queue.purgeDead(["0:2", "0:99"])).toBe(1);
        expect((await queue.listDead({ limit: 10 })).map(({ key }) => key)).toEqual(["0:3"]);
        expect(await queue.purgeDead(["0:2"])).toBe(0);
      });

      it("that were purged or retried stay away when their batch is settled again, as after a crash", async () => {
        const queue = await withTwoDead();
        const dead = await queue.listDead({ limit: 10 });
        await queue.purgeDead(["0:2"]);
        await queue.retryDead(["0:3"]);
        await queue.settle({ partition: 0, last: 4, dead });
        expect(await queue.listDead({ limit: 10 })).toEqual([]);
        expect(positionsOf(await take(queue, 0, 10))).toEqual([5]);
        await queue.settle({ partition: 0, last: 5, dead: [letterOf(0, 5, "[]")] });
        expect((await queue.listDead({ limit: 10 })).map(({ key }) => key)).toEqual(["0:5"]);
      });

      whenDurable("survive a restart", async () => {
        const url = driver.newUrl();
        const before = await withTwoDead(url);
        const letters = await before.listDead({ limit: 10 });
        const after = await reopen(before, url);
        expect(await after.listDead({ limit: 10 })).toEqual(letters);
      });
    });

    groupWhenShared("with a publisher in another process", () => {
      it("delivers what it publishes, in order, while this process receives and settles", async () => {
        const url = driver.newUrl();
        const queue = await openAt(url);
        const child = publishFromChild(url, "7", 500);
        const ids: string[] = [];
        for (let last = 0; last < 500; ) {
          const delivery = await queue.receive(receiving({ waitMs: 10_000 }));
          if (delivery === null) break;
          ids.push(...envelopesOf(delivery).map(({ id }) => id));
          last = delivery.last;
          await queue.settle({ partition: 0, last, dead: [] });
        }
        await exited(child);
        expect(ids).toEqual(
          Array.from({ length: 500 }, (_, n) => `00000007-0000-4000-8000-${String(n).padStart(12, "0")}`),
        );
        expect(await queue.depth()).toMatchObject({ waiting: 0, waitingBytes: 0 });
      });

      it("counts an id once that both publish", async () => {
        const url = driver.newUrl();
        const queue = await openAt(url);
        const child = publishFromChild(url, "8", 200);
        const accepted: Accepted[] = [];
        for (let n = 0; n < 200; n += 10) {
          const batch = upTo(10).map((offset) =>
            buildEnvelope({ id: `00000008-0000-4000-8000-${String(n + offset - 1).padStart(12, "0")}` }),
          );
          accepted.push(...(await queue.publish(batch.map(to(0)))));
        }
        await exited(child);
        const delivered = envelopesOf(await takeAll(queue, 0)).map(({ id }) => id);
        expect(delivered).toHaveLength(200);
        expect(new Set(delivered).size).toBe(200);
        for (const [n, { position }] of driver.numbersAtPublish ? accepted.entries() : []) {
          expect(delivered[position - 1]).toBe(`00000008-0000-4000-8000-${String(n).padStart(12, "0")}`);
        }
      });

      it("gives two publishers at once places of their own, and loses nothing of either", async () => {
        const url = driver.newUrl();
        const queue = await openAt(url);
        const children = ["5", "6"].map((prefix) => publishFromChild(url, prefix, 1000));
        const positions: number[] = [];
        for (const child of children)
          child.on("message", (told: { positions: number[] }) => positions.push(...told.positions));
        await Promise.all(children.map(exited));
        if (driver.numbersAtPublish) expect(positions.sort((a, b) => a - b)).toEqual(upTo(2000));
        const delivery = await takeAll(queue, 0);
        expect(positionsOf(delivery)).toEqual(upTo(2000));
        const delivered = envelopesOf(delivery);
        for (const path of ["/5", "/6"]) {
          const ids = delivered.filter((envelope) => envelope.path === path).map(({ id }) => id);
          expect(ids).toEqual([...ids].sort());
          expect(ids).toHaveLength(1000);
        }
      });

      it("has every event that a publisher was told is accepted before it was killed", async () => {
        const url = driver.newUrl();
        const child = publishFromChild(url, "9", 100_000);
        const acknowledged: string[] = [];
        child.on("message", ({ ids }: { ids: string[] }) => acknowledged.push(...ids));
        await nextMessage(child);
        await sleep(120);
        await kill9(child);
        const queue = await openAt(url);
        const delivered = new Set(envelopesOf(await takeAll(queue, 0)).map(({ id }) => id));
        expect(acknowledged.length).toBeGreaterThan(10);
        expect(acknowledged.filter((id) => !delivered.has(id))).toEqual([]);
        await queue.publish([to(0)(buildEnvelope({ id: acknowledged[0] as string }))]);
        expect(positionsOf(await takeAll(queue, 0))).toEqual([]);
      });
    });
  });
}

const to = (partition: number) => (envelope: Envelope) => ({ partition, envelope });
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const place = (partition: number, position: number) => ({ partition, position, duplicate: false });
const known = (partition: number, position: number) => ({ partition, position, duplicate: true });

function receiving(changes: Partial<Parameters<Queue["receive"]>[0]>) {
  return {
    partition: 0,
    max: 1000,
    waitMs: 0,
    lingerMs: 0,
    signal: new AbortController().signal,
    ...changes,
  };
}

function take(queue: Queue, partition: number, max: number): Promise<Delivery | null> {
  return queue.receive(receiving({ partition, max }));
}

async function takeAll(queue: Queue, partition: number): Promise<Delivery> {
  const messages: Delivery["messages"][number][] = [];
  let last = 0;
  for (
    let next = await take(queue, partition, 10_000);
    next !== null;
    next = await take(queue, partition, 10_000)
  ) {
    messages.push(...next.messages);
    last = next.last;
  }
  return { partition, first: 1, last, messages };
}

const positionsOf = (delivery: Delivery | null) => delivery?.messages.map(({ position }) => position) ?? [];

function envelopesOf(delivery: Delivery | null): Envelope[] {
  return (delivery?.messages ?? []).map((message) => {
    if ("corrupt" in message) throw new Error(`message ${message.position} is corrupt: ${message.fault}`);
    return decodeEnvelope(message.fields);
  });
}

export function letterOf(partition: number, position: number, body: string): DeadLetter {
  return {
    key: `${partition}:${position}`,
    partition,
    position,
    body,
    encoding: "json",
    reason: "the store refuses it",
    attempts: 5,
    firstError: "first",
    lastError: "last",
    firstAt: NOON,
    lastAt: NOON + 1,
  };
}
