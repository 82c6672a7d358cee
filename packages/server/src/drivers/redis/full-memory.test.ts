import { createClient } from "redis";
import { afterAll, afterEach, expect, it } from "vitest";
import { buildEnvelope } from "../../../test/build/build-envelope.ts";
import { letterOf, QUEUE_OPTIONS } from "../../../test/contract/queue.contract.ts";
import { STATE_OPTIONS } from "../../../test/contract/state.contract.ts";
import { startRedis } from "../../../test/servers/redis.ts";
import { QueueUnavailable } from "../../domain/errors.ts";
import type { Delivery, Queue } from "../../ports/queue.ts";
import type { Lease } from "../../ports/state.ts";
import { openMessageNumbers } from "../queue/redis/message-numbers.ts";
import { open as openQueue } from "../queue/redis.ts";
import { open as openState } from "../state/redis.ts";

const redis = await startRedis({ maxmemory: "6mb" });
const opened = new Set<{ close(): Promise<void> }>();

afterEach(async () => {
  for (const one of opened) await one.close();
  opened.clear();
});
afterAll(() => redis.stop());

async function opening<Opened extends { close(): Promise<void> }>(promise: Promise<Opened>): Promise<Opened> {
  const one = await promise;
  opened.add(one);
  return one;
}

/** Sends a command past the driver, as an operator does. */
async function operate(...command: string[]): Promise<unknown> {
  const client = createClient({ url: redis.url });
  await client.connect();
  return client.sendCommand(command).finally(() => client.destroy());
}

/** What the script of a single small event may still take is taken too. */
async function fill(queue: Queue): Promise<void> {
  for (const [count, title] of [
    [20, "t".repeat(20_000)],
    [1, "t"],
  ] as const) {
    const publishAll = async () => {
      for (;;) {
        const batch = Array.from({ length: count }, () => ({
          partition: 0,
          envelope: buildEnvelope({ title }),
        }));
        await queue.publish(batch);
      }
    };
    await expect(publishAll()).rejects.toThrow(QueueUnavailable);
  }
  await expect(operate("SET", "anything", "x")).rejects.toThrow(/^OOM/);
}

const newEvent = () => ({ partition: 0, envelope: buildEnvelope() });

async function receive(queue: Queue): Promise<Delivery> {
  const signal = new AbortController().signal;
  const delivery = await queue.receive({
    partition: 0,
    max: 1_000_000,
    waitMs: 0,
    lingerMs: 0,
    signal,
  });
  return delivery as Delivery;
}

it("a worker that starts when memory is full takes its lease and empties the queue, and publishing works again", async () => {
  await fill(await opening(openQueue(redis.url, QUEUE_OPTIONS)));
  const state = await opening(openState(redis.url, STATE_OPTIONS));
  const queue = await opening(openQueue(redis.url, QUEUE_OPTIONS));
  expect(await state.announceMember({ group: "workers", member: "a", ttlMs: 60_000 })).toEqual(["a"]);
  const lease = (await state.acquireLease({ name: "partition 0", holder: "a", ttlMs: 60_000 })) as Lease;
  expect(await state.renewLease(lease, 60_000)).toBe(true);
  expect(await state.salt("2026-03-10")).toHaveLength(16);
  let last = 0;
  for (let delivery = await receive(queue); delivery !== null; delivery = await receive(queue)) {
    if (last === 0) await expect(queue.publish([newEvent()])).rejects.toThrow(QueueUnavailable);
    const { first, messages } = delivery;
    last = delivery.last;
    const rows = messages.length;
    const manifest = { queueId: queue.id, partition: 0, first, last, token: "t", rows, refused: [] };
    await state.openManifest(manifest, lease);
    await queue.settle({ partition: 0, last, dead: [letterOf(0, last, "[]")] });
    await state.closeManifest(manifest, lease);
  }
  expect(await state.writtenPosition(queue.id, 0)).toBe(last);
  await state.releaseLease(lease);
  expect(await queue.depth()).toMatchObject({ waiting: 0 });
  expect(await queue.publish([newEvent()])).toMatchObject([{ position: last + 1 }]);
});

it("the ledger of a RabbitMQ queue gives and ends positions when memory is full", async () => {
  const options = { ...QUEUE_OPTIONS, url: redis.url, queue: "q" };
  const before = await opening(openMessageNumbers(options));
  await before.count(0, { envelopes: 3, bytes: 3 });
  await operate("CONFIG", "SET", "maxmemory", "1");
  await expect(before.count(0, { envelopes: 1, bytes: 1 })).rejects.toThrow(QueueUnavailable);
  const numbers = await opening(openMessageNumbers(options));
  expect(numbers.queueId).toBe(before.queueId);
  expect(await numbers.announcePartitions(4)).toBe(4);
  const ids = [1, 2].map((byte) => ({ id: Buffer.alloc(16, byte), redelivered: false }));
  expect(await numbers.number(0, ids)).toEqual({ first: 1, positions: [1, 2] });
  await numbers.nothingWaits(0);
  await numbers.settle(0, 2, [letterOf(0, 2, "[]")]);
  expect(await numbers.settled(0)).toBe(2);
  expect(await numbers.deadCount()).toBe(1);
});
