import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { LeaseLost } from "../domain/errors.ts";
import { open as openQueue } from "../drivers/queue/memory.ts";
import { open as openState } from "../drivers/state/memory.ts";
import type { State } from "../ports/state.ts";
import { holdPartitions } from "./hold-partitions.ts";
import type { RunningRole } from "./running-role.ts";

const LEASE_MS = 200;
const log = { debug() {}, info() {}, warn() {}, error() {} };
const QUEUE_OPTIONS = {
  maxBytes: 2 ** 20,
  recentIds: 100,
  partitions: 4,
  guards: { fsync: true, recentIds: true },
};

/** Who drains which partition now, and every partition that two drained at once. */
interface Scene {
  readonly owners: Map<number, string>;
  readonly clashes: number[];
  start(holder: string, state?: State): RunningRole;
}

async function openScene(): Promise<Scene> {
  const queue = await openQueue("memory:", QUEUE_OPTIONS);
  const shared = await openState();
  const owners = new Map<number, string>();
  const clashes: number[] = [];
  return {
    owners,
    clashes,
    start(holder, state = shared) {
      return startTestWorker({
        queue,
        state,
        holder,
        async drainPartition(partition, _lease, signal) {
          if (owners.has(partition)) clashes.push(partition);
          owners.set(partition, holder);
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
          await sleep(10);
          if (owners.get(partition) === holder) owners.delete(partition);
        },
      });
    },
  };
}

type Parts = Parameters<typeof holdPartitions>[0];

/** Throws where it can't go on; what it is given changes the rest. */
function startTestWorker(parts: Partial<Parts> & Pick<Parts, "queue" | "state" | "drainPartition">) {
  return holdPartitions({
    holder: "a",
    log,
    leaseMs: LEASE_MS,
    stopMs: 0,
    onFailure: (error) => {
      throw error;
    },
    ...parts,
  });
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("it did not come to that within 5 s");
    await sleep(5);
  }
}

const partsOf = ({ owners }: Scene, holder: string) =>
  [...owners].filter(([, owner]) => owner === holder).map(([partition]) => partition);

it("one worker takes every partition, a second takes half of them over, and gives them back when it stops", async () => {
  const scene = await openScene();
  const first = scene.start("a");
  await until(() => partsOf(scene, "a").length === 4);
  const second = scene.start("b");
  await until(() => partsOf(scene, "a").length === 2 && partsOf(scene, "b").length === 2);
  await second.stop();
  await until(() => partsOf(scene, "a").length === 4);
  await first.stop();
  expect(scene.owners.size).toBe(0);
  expect(scene.clashes).toEqual([]);
});

it("a worker that dies without a word is succeeded once its leases ran out", async () => {
  const scene = await openScene();
  const state = await openState();
  const dead = await openState();
  let alive = true;
  // Its calls go nowhere once it is dead; what it held stays held.
  const mortal = new Proxy(dead, {
    get: (_target, key: keyof State) => {
      if (!alive) return () => new Promise(() => {});
      const value = state[key];
      return typeof value === "function" ? value.bind(state) : value;
    },
  });
  scene.start("a", mortal);
  await until(() => partsOf(scene, "a").length === 4);
  alive = false;
  const startedAt = performance.now();
  const successor = scene.start("b", state);
  await sleep(LEASE_MS / 2);
  expect(partsOf(scene, "b")).toEqual([]);
  await until(() => partsOf(scene, "b").length === 4);
  expect(performance.now() - startedAt).toBeLessThan(LEASE_MS * 4);
  await successor.stop();
});

it("says once why it does not take a partition that a dead worker's lease still holds", async () => {
  const queue = await openQueue("memory:", { ...QUEUE_OPTIONS, partitions: 1 });
  const state = await openState();
  await state.acquireLease({ name: `workers:${queue.id}:0`, holder: "dead", ttlMs: 3 * LEASE_MS });
  const said: string[] = [];
  let runs = 0;
  const worker = startTestWorker({
    queue,
    state,
    log: { ...log, info: (_fields: object, message: string) => void said.push(message) },
    async drainPartition(_partition, _lease, signal) {
      runs += 1;
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  });
  await until(() => runs === 1);
  expect(said.filter((message) => message.includes("its lease expires"))).toHaveLength(1);
  await worker.stop();
});

it("leaves a partition whose lease somebody else took, and takes it again when that one is gone", async () => {
  const queue = await openQueue("memory:", { ...QUEUE_OPTIONS, partitions: 1 });
  const state = await openState();
  let runs = 0;
  const worker = startTestWorker({
    queue,
    state,
    async drainPartition(_partition, _lease, signal) {
      runs += 1;
      if (runs === 1) throw new LeaseLost("taken");
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  });
  await until(() => runs === 2);
  await worker.stop();
});
