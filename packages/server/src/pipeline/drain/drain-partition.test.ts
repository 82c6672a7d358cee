import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { open as openLmdb } from "lmdb";
import { describe, expect, it } from "vitest";
import { buildEnvelope, NOON } from "../../../test/build/build-envelope.ts";
import { type Act, ScriptedStore } from "../../../test/build/scripted-store.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { QUEUE_OPTIONS } from "../../../test/contract/queue.contract.ts";
import { QueueBroken, QueueUnavailable, RowsRefused, StoreUnavailable } from "../../domain/errors.ts";
import type { Event } from "../../domain/event/event.ts";
import { openQueue } from "../../drivers/queue/index.ts";
import { openState } from "../../drivers/state/index.ts";
import { createAnnounceStored } from "../../live/announce-stored.ts";
import type { CrashPoint } from "../../ports/crash-points.ts";
import type { EncodedRows } from "../../ports/event-store.ts";
import type { Queue, SettleOptions } from "../../ports/queue.ts";
import type { Lease, Manifest, State } from "../../ports/state.ts";
import { NO_TRACE } from "../../ports/trace.ts";
import { createDrainPartition, type DrainDeps } from "./drain-partition.ts";

const newFolder = useTempFolders();

class Crash extends Error {}

interface Bench {
  /** What the driver was asked and has not answered yet: it must not be closed before. */
  readonly pending: Set<Promise<unknown>>;
  queue: Queue;
  state: State;
  readonly store: ScriptedStore;
  readonly warnings: string[];
  readonly stored: { events: number; dead: number; retries: number };
}

async function openBench(folder: string | null = null, store = new ScriptedStore()): Promise<Bench> {
  const urlOf = (name: string) => (folder === null ? "memory:" : `disk:${join(folder, name)}`);
  const pending = new Set<Promise<unknown>>();
  return {
    pending,
    queue: watched(await openQueue(urlOf("queue"), QUEUE_OPTIONS), pending),
    state: await openState(urlOf("state"), { guards: { fsync: true } }),
    store,
    warnings: [],
    stored: { events: 0, dead: 0, retries: 0 },
  };
}

/** The real queue; a worker that crashed in this test leaves a receive behind, as none does in a process that dies. */
function watched(queue: Queue, pending: Set<Promise<unknown>>): Queue {
  return new Proxy(queue, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const answer: unknown = value.apply(target, args);
        if (!(answer instanceof Promise)) return answer;
        pending.add(answer);
        const done = () => void pending.delete(answer);
        answer.then(done, done);
        return answer;
      };
    },
  });
}

function drainWith(bench: Bench, changes: Partial<DrainDeps> = {}) {
  const note = (_facts: object, sentence: string) => void bench.warnings.push(sentence);
  return createDrainPartition({
    trace: NO_TRACE,
    queue: bench.queue,
    state: bench.state,
    store: bench.store.asEventStore(),
    meter: {
      batch() {},
      stored(count) {
        bench.stored.events += count;
      },
      dead(count) {
        bench.stored.dead += count;
      },
      dropped() {},
      retries() {
        bench.stored.retries += 1;
      },
      stageSeconds() {},
      freshnessSeconds() {},
    },
    keep: (events) => ({ events, ofGoneSites: 0, erased: 0 }),
    announceStored() {},
    log: { debug() {}, info() {}, warn: note, error: note },
    clock: { now: () => NOON + 1000 },
    random: () => 0.5,
    passCrashPoint() {},
    backoff: { firstMs: 1, maxMs: 4 },
    batchSize: 10,
    flushIntervalMs: 0,
    leaseMs: 60_000,
    guards: { manifest: true, lease: true },
    ...changes,
  });
}

/** The same with a lease that nobody else asks for. */
function drainOn(bench: Bench, changes: Partial<DrainDeps> = {}) {
  const drainPartition = drainWith(bench, changes);
  return async (partition: number, signal: AbortSignal) => {
    const lease = await bench.state.acquireLease({ name: `${partition}`, holder: "worker", ttlMs: 60_000 });
    return drainPartition(partition, lease as Lease, signal);
  };
}

/** Drains partition 0 until nothing waits. */
async function drainAll(bench: Bench, changes: Partial<DrainDeps> = {}): Promise<void> {
  const stop = new AbortController();
  let ended = false;
  const running = drainOn(bench, changes)(0, stop.signal).finally(() => {
    ended = true;
  });
  running.catch(() => {});
  while (!ended && (await bench.queue.depth()).waiting > 0) await sleep(2);
  stop.abort();
  await running.finally(() => Promise.allSettled(bench.pending));
}

async function publish(bench: Bench, paths: readonly string[]): Promise<string[]> {
  const envelopes = paths.map((path) => buildEnvelope({ path }));
  await bench.queue.publish(envelopes.map((envelope) => ({ partition: 0, envelope })));
  return envelopes.map(({ id }) => id);
}

async function closeBench({ queue, state, pending }: Bench): Promise<void> {
  await Promise.allSettled(pending);
  await queue.close();
  await state.close();
}

const pathsOf = (count: number) => Array.from({ length: count }, (_, n) => `/${n}`);
const storedIds = ({ store }: Bench) => store.rows.map(({ id }) => id);

/** No token may ever stand for two sets of rows: the store would drop what is new in the second. */
function expectOneMeaningPerToken({ asked }: ScriptedStore): void {
  const rowsOf = new Map<string, string>();
  for (const { token, ids } of asked) {
    expect(ids.join(), token).toBe(rowsOf.get(token) ?? ids.join());
    rowsOf.set(token, ids.join());
  }
}

describe("on a good day", () => {
  it("every event is stored once, in the order it came, and leaves the queue", async () => {
    const bench = await openBench();
    const ids: string[] = [];
    for (let batch = 0; batch < 7; batch++) ids.push(...(await publish(bench, pathsOf(batch * 3 + 1))));
    await drainAll(bench);
    expect(storedIds(bench)).toEqual(ids);
    expect(bench.stored).toEqual({ events: ids.length, dead: 0, retries: 0 });
    expect(await bench.queue.depth()).toMatchObject({ waiting: 0, dead: 0 });
    expect(await bench.state.openManifests(bench.queue.id, 0)).toEqual([]);
    expect(await bench.state.writtenPosition(bench.queue.id, 0)).toBe(ids.length);
    expect(bench.warnings).toEqual([]);
  });

  it("the worker adds the source of the visit", async () => {
    const bench = await openBench();
    await bench.queue.publish([
      { partition: 0, envelope: buildEnvelope({ referrer: "www.news.example/a" }) },
    ]);
    await drainAll(bench);
    expect(bench.store.rows[0]?.source).toBe("news.example");
  });

  it("an idle worker stops at once", async () => {
    const bench = await openBench();
    const stop = new AbortController();
    const running = drainOn(bench)(0, stop.signal);
    await sleep(30);
    const startedAt = performance.now();
    stop.abort();
    await running;
    expect(performance.now() - startedAt).toBeLessThan(900);
  });
});

describe("when the store is away", () => {
  it("nothing is lost and nothing doubled, whether inserts fail before, while or after they write", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("before", "noted", "after", "ok"), { maxLength: 25 }),
        fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 5 }),
        async (outages, sizes) => {
          const bench = await openBench();
          const away = new StoreUnavailable("away");
          bench.store.script = () => {
            const next = outages.shift() ?? "ok";
            return next === "ok" ? "ok" : ({ [next]: away } as Act);
          };
          const ids: string[] = [];
          for (const size of sizes) ids.push(...(await publish(bench, pathsOf(size))));
          await drainAll(bench);
          expect(storedIds(bench)).toEqual(ids);
          expect(await bench.queue.depth()).toMatchObject({ waiting: 0, dead: 0 });
          expectOneMeaningPerToken(bench.store);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("the same batch is tried without a limit, more and more slowly, and says so", async () => {
    const bench = await openBench();
    let left = 12;
    const at: number[] = [];
    bench.store.script = () => {
      at.push(performance.now());
      return left-- > 0 ? { before: new StoreUnavailable("away") } : "ok";
    };
    await publish(bench, ["/"]);
    await drainAll(bench, { backoff: { firstMs: 2, maxMs: 32 }, random: () => 1 });
    expect(storedIds(bench)).toHaveLength(1);
    expect(bench.stored.retries).toBe(12);
    expect(
      bench.warnings.filter((sentence) => sentence === "could not write a batch, retrying"),
    ).toHaveLength(12);
    expect((at[12] ?? 0) - (at[11] ?? 0)).toBeGreaterThanOrEqual(30);
  });

  it("a stop during the outage leaves the batch for the next start, under its token", async () => {
    const folder = newFolder();
    const bench = await openBench(folder);
    const ids = await publish(bench, pathsOf(3));
    bench.store.script = () => ({ noted: new StoreUnavailable("away") });
    const stop = new AbortController();
    const running = drainOn(bench)(0, stop.signal);
    await sleep(40);
    stop.abort();
    await running;
    expect(await bench.queue.depth()).toMatchObject({ waiting: 3 });
    await closeBench(bench);
    const again = await openBench(folder, bench.store);
    bench.store.script = () => "ok";
    await publish(again, pathsOf(4));
    await drainAll(again);
    expect(storedIds(again).slice(0, 3)).toEqual(ids);
    expect(storedIds(again)).toHaveLength(7);
    expectOneMeaningPerToken(again.store);
    await closeBench(again);
  });

  it("an error that is no outage ends the worker instead of being tried for ever", async () => {
    const bench = await openBench();
    bench.store.script = () => ({ before: new TypeError("a bug of ours") });
    await publish(bench, ["/"]);
    await expect(drainAll(bench)).rejects.toThrow("a bug of ours");
    expect(await bench.queue.depth()).toMatchObject({ waiting: 1, dead: 0 });
  });
});

describe("when the store refuses rows", () => {
  const refusePoison: ScriptedStore["script"] = (events) =>
    events.some(({ path }) => path === "/poison") ? { before: new RowsRefused("that row is poison") } : "ok";

  it("only the row at fault is dead, after 5 attempts and with its reason; the rest is stored once", async () => {
    const bench = await openBench();
    bench.store.script = refusePoison;
    const ids = await publish(bench, ["/1", "/2", "/poison", "/4", "/5", "/6", "/7"]);
    await drainAll(bench);
    expect(storedIds(bench)).toEqual(ids.filter((_, index) => index !== 2));
    const letters = await bench.queue.listDead({ limit: 10 });
    expect(letters).toEqual([
      {
        key: "0:3",
        partition: 0,
        position: 3,
        body: expect.stringContaining(ids[2] as string),
        encoding: "json",
        reason: "that row is poison",
        attempts: 5,
        firstError: "that row is poison",
        lastError: "that row is poison",
        firstAt: NOON + 1000,
        lastAt: NOON + 1000,
      },
    ]);
    expect(bench.stored).toMatchObject({ events: 6, dead: 1 });
    expect(bench.warnings).toContain("events can't be stored: see `millrace dead list`");
  });

  it("the dead can be retried once the cause is gone, and are stored", async () => {
    const bench = await openBench();
    bench.store.script = refusePoison;
    const ids = await publish(bench, ["/1", "/poison"]);
    await drainAll(bench);
    bench.store.script = () => "ok";
    expect(await bench.queue.retryDead(["0:2"])).toBe(1);
    await drainAll(bench);
    expect(storedIds(bench)).toEqual(ids);
    expect(await bench.queue.depth()).toMatchObject({ waiting: 0, dead: 0 });
  });

  it("a batch that was split is never written under its own token again, not even after an outage among its halves", async () => {
    const bench = await openBench();
    let calls = 0;
    bench.store.script = (events) => {
      calls += 1;
      if (calls === 1) return { before: new RowsRefused("a row is poison") };
      // The first half is written, then the store goes away; when it is back it has forgotten its scruples.
      if (calls === 4) return { before: new StoreUnavailable("away") };
      return calls < 4 ? refusePoison(events, "") : "ok";
    };
    const ids = await publish(bench, ["/1", "/2", "/3", "/4", "/poison", "/6"]);
    await drainAll(bench);
    expect([...storedIds(bench)].sort()).toEqual([...ids].sort());
    const [whole] = bench.store.asked;
    expect(bench.store.asked.filter(({ token }) => token === whole?.token)).toHaveLength(1);
  });

  it("a batch that was split is never written under its own token again after a restart", async () => {
    const folder = newFolder();
    const bench = await openBench(folder);
    let calls = 0;
    bench.store.script = (events) => {
      calls += 1;
      return calls === 5 ? { after: new Crash("pulled") } : refusePoison(events, "");
    };
    const ids = await publish(bench, ["/1", "/2", "/3", "/4", "/poison", "/6"]);
    await expect(drainAll(bench)).rejects.toThrow(Crash);
    await closeBench(bench);
    const again = await openBench(folder, bench.store);
    bench.store.script = () => "ok";
    await drainAll(again);
    expect([...storedIds(again)].sort()).toEqual([...ids].sort());
    const whole = bench.store.asked[0]?.token;
    expect(again.store.asked.filter(({ token }) => token === whole)).toHaveLength(1);
    expectOneMeaningPerToken(again.store);
    await closeBench(again);
  });
});

describe("an envelope that is none", () => {
  it("is dead with the fault it has, and the rest of its batch is stored", async () => {
    const bench = await openBench();
    const bad = { ...buildEnvelope(), id: "too short" };
    const good = buildEnvelope();
    await bench.queue.publish([bad, good].map((envelope) => ({ partition: 0, envelope })));
    await drainAll(bench);
    expect(storedIds(bench)).toEqual([good.id]);
    expect(await bench.queue.listDead({ limit: 5 })).toMatchObject([
      { key: "0:1", reason: "an envelope's id must be a UUID", attempts: 1, encoding: "json" },
    ]);
  });

  it("does not hold the queue when a whole batch is of that kind", async () => {
    const bench = await openBench();
    await bench.queue.publish(
      [1, 2].map(() => ({ partition: 0, envelope: { ...buildEnvelope(), timestamp: Number.NaN } })),
    );
    await drainAll(bench);
    expect(bench.store.asked).toEqual([]);
    expect(await bench.queue.depth()).toMatchObject({ waiting: 0, dead: 2 });
  });

  it("because its record was damaged on disk: every event of it is a dead letter, the rest is stored", async () => {
    const folder = newFolder();
    const bench = await openBench(folder);
    await publish(bench, ["/1"]);
    await publish(bench, ["/2", "/3"]);
    await publish(bench, ["/4"]);
    await closeBench(bench);
    const root = openLmdb({ path: join(folder, "queue"), maxDbs: 8, encoding: "msgpack" });
    const records = root.openDB<Buffer, [number, number]>({ name: "records", encoding: "binary" });
    const damaged = Buffer.from(records.get([0, 2]) ?? []);
    damaged[50] = (damaged[50] ?? 0) ^ 1;
    await records.put([0, 2], damaged);
    await root.close();

    const again = await openBench(folder);
    await drainAll(again);
    expect(again.store.rows.map(({ path }) => path)).toEqual(["/1", "/4"]);
    const letters = await again.queue.listDead({ limit: 5 });
    expect(letters.map(({ key, reason }) => [key, reason])).toEqual([
      ["0:2", "checksum mismatch"],
      ["0:3", "checksum mismatch, the bytes are with position 2"],
    ]);
    expect(letters[0]).toMatchObject({ encoding: "base64", body: damaged.toString("base64") });
    expect(await again.queue.depth()).toMatchObject({ waiting: 0, dead: 2 });
    await closeBench(again);
  });
});

describe("a crash", () => {
  const POINTS = [
    "worker:read",
    "worker:cut",
    "worker:manifest",
    "worker:insert-sent",
    "worker:insert-done",
    "worker:before-ack",
    "worker:after-ack",
  ] as const satisfies readonly CrashPoint[];

  function crashAt(point: CrashPoint, hits: number): DrainDeps["passCrashPoint"] {
    let left = hits;
    return (reached) => {
      if (reached !== point) return;
      left -= 1;
      if (left === 0) throw new Crash(point);
    };
  }

  /** Runs until it crashes or nothing waits; then the process is a new one: everything is opened anew. */
  async function runOnce(folder: string, bench: Bench, changes: Partial<DrainDeps>): Promise<Bench> {
    await drainAll(bench, changes).catch((error) => {
      if (!(error instanceof Crash)) throw error;
    });
    await closeBench(bench);
    return openBench(folder, bench.store);
  }

  it.each(POINTS.flatMap((point) => [1, 2, 3].map((hits) => ({ point, hits }))))(
    "at $point (hit $hits), every event is stored exactly once after the next start",
    async ({ point, hits }) => {
      const folder = newFolder();
      let bench = await openBench(folder);
      const ids: string[] = [];
      for (let batch = 0; batch < 4; batch++) ids.push(...(await publish(bench, pathsOf(12))));
      bench = await runOnce(folder, bench, { passCrashPoint: crashAt(point, hits) });
      // What came meanwhile must not get into a batch that was already cut.
      ids.push(...(await publish(bench, pathsOf(3))));
      await drainAll(bench);
      expect([...storedIds(bench)].sort()).toEqual([...ids].sort());
      expect(await bench.queue.depth()).toMatchObject({ waiting: 0, dead: 0 });
      expect(await bench.state.openManifests(bench.queue.id, 0)).toEqual([]);
      expectOneMeaningPerToken(bench.store);
      await closeBench(bench);
    },
  );

  it("after crash after crash, with poison and outages among the rows: nothing lost, nothing doubled", async () => {
    const crash = fc.record({ point: fc.constantFrom(...POINTS), hits: fc.integer({ min: 1, max: 4 }) });
    const act = fc.constantFrom("ok", "ok", "before", "noted", "after");
    await fc.assert(
      fc.asyncProperty(
        fc.array(crash, { maxLength: 4 }),
        fc.array(act, { maxLength: 12 }),
        fc
          .array(fc.boolean(), { minLength: 5, maxLength: 30 })
          .map((poison) => poison.map((bad, n) => bad && n % 3 === 0)),
        async (crashes, acts, poison) => {
          const folder = newFolder();
          let bench = await openBench(folder);
          bench.store.script = (events) => {
            if (events.some(({ path }) => path === "/poison")) return { before: new RowsRefused("poison") };
            const next = acts.shift() ?? "ok";
            const error = new StoreUnavailable("away");
            return next === "ok" ? "ok" : ({ [next]: error } as Act);
          };
          const paths = poison.map((bad) => (bad ? "/poison" : "/good"));
          const sent: string[] = [];
          for (let from = 0; from < paths.length; from += 6)
            sent.push(...(await publish(bench, paths.slice(from, from + 6))));
          for (const { point, hits } of crashes)
            bench = await runOnce(folder, bench, { passCrashPoint: crashAt(point, hits) });
          await drainAll(bench);
          const dead = (await bench.queue.listDead({ limit: 100 })).map(
            ({ body }) => (JSON.parse(body) as string[])[0],
          );
          expect([...storedIds(bench), ...dead].sort()).toEqual([...sent].sort());
          expect(dead).toHaveLength(paths.filter((path) => path === "/poison").length);
          expectOneMeaningPerToken(bench.store);
          await closeBench(bench);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("is what the manifest is for: without it the rows of a crashed insert are doubled", async () => {
    const folder = newFolder();
    let bench = await openBench(folder);
    await publish(bench, pathsOf(3));
    bench = await runOnce(folder, bench, {
      guards: { manifest: false, lease: true },
      passCrashPoint: crashAt("worker:insert-done", 1),
    });
    await publish(bench, pathsOf(3));
    await drainAll(bench, { guards: { manifest: false, lease: true }, batchSize: 100 });
    expect(storedIds(bench).length).toBeGreaterThan(6);
    await closeBench(bench);
  });

  it("between writing and settling: what is known as written is settled without being written again", async () => {
    const folder = newFolder();
    const bench = await openBench(folder);
    const [first] = await publish(bench, pathsOf(1));
    const second = await publish(bench, pathsOf(2));
    await bench.state.closeManifest(manifestFor(bench, { first: 1, last: 1, rows: 1 }));
    await drainAll(bench);
    expect(storedIds(bench)).toEqual(second);
    expect(storedIds(bench)).not.toContain(first);
    expect(await bench.queue.settledPosition(0)).toBe(3);
    await closeBench(bench);
  });

  it("is never made good with more rows than were cut: the store would drop the new ones", async () => {
    const bench = await openBench();
    await publish(bench, pathsOf(3));
    await bench.state.openManifest(manifestFor(bench, { first: 1, last: 3, rows: 2 }));
    await expect(drainAll(bench)).rejects.toThrow(/grew from 2 to 3 rows/);
    expect(bench.store.asked).toEqual([]);
  });

  it("is never made good with fewer rows than were cut: settling would lose the others", async () => {
    const bench = await openBench();
    await publish(bench, pathsOf(3));
    await bench.state.openManifest(manifestFor(bench, { first: 1, last: 3, rows: 4 }));
    await expect(drainAll(bench)).rejects.toThrow(/shrank from 4 rows/);
    expect(await bench.queue.settledPosition(0)).toBe(0);
  });

  function manifestFor({ queue }: Bench, changes: { first: number; last: number; rows: number }): Manifest {
    const token = `${queue.id}:0:${changes.first}-${changes.last}`;
    return { queueId: queue.id, partition: 0, token, refused: [], ...changes };
  }
});

describe("when the queue's disk has a fault", () => {
  it.each([
    { what: "opening a manifest", method: "openManifest" as const },
    { what: "closing a manifest", method: "closeManifest" as const },
  ])("a full disk while $what passes: it is tried again", async ({ method }) => {
    const bench = await openBench();
    let left = 3;
    const works = bench.state[method].bind(bench.state);
    bench.state = {
      ...bench.state,
      [method]: async (manifest: Manifest) => {
        if (left-- > 0) throw new QueueUnavailable("the disk is full");
        return works(manifest);
      },
    };
    const ids = await publish(bench, pathsOf(3));
    await drainAll(bench);
    expect(storedIds(bench)).toEqual(ids);
    expect(bench.stored.retries).toBe(3);
  });

  it("a broken disk ends the worker: what it holds is unknown", async () => {
    const bench = await openBench();
    bench.state = { ...bench.state, openManifest: () => Promise.reject(new QueueBroken("EIO")) };
    await publish(bench, pathsOf(3));
    await expect(drainAll(bench)).rejects.toThrow(QueueBroken);
    expect(bench.store.asked).toEqual([]);
  });
});

describe("two workers on one partition", () => {
  /**
   * Worker "a" stands still while its first batch is inserted, with a second one received ahead; its lease runs out, "b"
   * takes the partition over and stores everything, with other cuts; then "a" wakes up. Returns what is stored, and how "a" ended.
   */
  async function pauseAndTakeOver(guards: DrainDeps["guards"]) {
    const folder = newFolder();
    const store = new ScriptedStore();
    const [a, b] = [await openBench(folder, store), await openBench(folder, store)];
    const ids = [...(await publish(a, pathsOf(4))), ...(await publish(a, pathsOf(4)))];
    let [isReached, isAwake, batches] = [false, false, 0];
    const receive = a.queue.receive.bind(a.queue);
    a.queue.receive = async (options) => {
      const delivery = await receive(options);
      if (delivery !== null) batches += 1;
      return delivery;
    };
    const slow = {
      ...store.asEventStore(),
      encode: (events: readonly Event[]) => store.encode(events),
      insertMissing: (events: readonly Event[], token: string) => store.insertMissing(events, token),
      async insert(rows: EncodedRows, token: string) {
        isReached = true;
        while (!isAwake) await sleep(2);
        await store.insert(rows, token);
      },
    };
    const leaseOf = async (holder: string, ttlMs: number) => {
      for (;;) {
        const lease = await a.state.acquireLease({ name: "partition", holder, ttlMs });
        if (lease !== null) return lease;
        await sleep(5);
      }
    };
    const lease = await leaseOf("a", 500);
    const stop = new AbortController();
    const paused = drainWith(a, { store: slow, batchSize: 4, guards })(0, lease, stop.signal);
    const ended = paused.then(
      () => null,
      (error: Error) => error.name,
    );
    while (!isReached || batches < 2) await sleep(2);
    ids.push(...(await publish(a, pathsOf(3))));
    const other = drainWith(b, { batchSize: 100, guards })(0, await leaseOf("b", 60_000), stop.signal);
    while ((await b.queue.depth()).waiting > 0) await sleep(2);
    isAwake = true;
    const isDoubled = async () => {
      while (store.rows.length <= ids.length) await sleep(2);
    };
    await Promise.race([ended, isDoubled()]);
    stop.abort();
    await other;
    const how = await ended;
    await closeBench(a);
    return { stored: store.rows.map(({ id }) => id), ids, how };
  }

  it("doubles nothing when one was paused, lost its lease and wakes up: it is refused the next batch", async () => {
    const { stored, ids, how } = await pauseAndTakeOver({ manifest: true, lease: true });
    expect(stored.sort()).toEqual(ids.sort());
    expect(how).toBe("LeaseLost");
  });

  it("would double with the guard lease off", async () => {
    const { stored, ids, how } = await pauseAndTakeOver({ manifest: true, lease: false });
    expect(how).toBeNull();
    expect(stored.length).toBeGreaterThan(ids.length);
    expect(new Set(stored).size).toBe(ids.length);
  });
});

describe("a crash between a batch's dead letters and its manifest", () => {
  it("leaves the manifest to close: the batch is settled, and nothing of it comes again", async () => {
    const folder = newFolder();
    const bench = await openBench(folder);
    await publish(bench, ["/a", "/poison", "/c"]);
    bench.store.script = (events) =>
      events.some(({ path }) => path === "/poison") ? { before: new RowsRefused("refused") } : "ok";
    const crash = (point: CrashPoint) => {
      if (point === "worker:dead-settled") throw new Crash();
    };
    await expect(drainAll(bench, { passCrashPoint: crash })).rejects.toThrow(Crash);
    expect(await bench.state.openManifests(bench.queue.id, 0)).toHaveLength(1);
    await closeBench(bench);
    const again = await openBench(folder, bench.store);
    expect(await again.queue.purgeDead(["0:2"])).toBe(1);
    await publish(again, ["/d"]);
    await drainAll(again);
    expect(again.store.rows.map(({ path }) => path).sort()).toEqual(["/a", "/c", "/d"]);
    expect(await again.state.openManifests(again.queue.id, 0)).toEqual([]);
    expect(await again.queue.depth()).toMatchObject({ waiting: 0, dead: 0 });
    await closeBench(again);
  });
});

it.each([
  { leaseMs: 20, looks: 1, description: "looks for its rows first when it stood still before it wrote" },
  { leaseMs: 60_000, looks: 0, description: "writes at once when it did not" },
])("a worker $description", async ({ leaseMs, looks }) => {
  const bench = await openBench();
  const { openManifest } = bench.state;
  const slow = {
    ...bench.state,
    async openManifest(...given: Parameters<State["openManifest"]>) {
      await openManifest(...given);
      await sleep(40);
    },
  };
  let looked = 0;
  const { store } = bench;
  const insertMissing = store.insertMissing.bind(store);
  store.insertMissing = async (events, token) => {
    looked += 1;
    await insertMissing(events, token);
  };
  const ids = await publish(bench, pathsOf(3));
  await drainAll({ ...bench, state: slow }, { leaseMs });
  expect(looked).toBe(looks);
  expect(storedIds(bench)).toEqual(ids);
});

describe("what viewers are told", () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const clock = { now: () => NOON + 1000 };

  it("comes when the batch is settled, without what the store refused", async () => {
    const bench = await openBench();
    bench.store.script = (events) =>
      events.some(({ path }) => path === "/3") ? { before: new RowsRefused("refused") } : "ok";
    await publish(bench, pathsOf(5));
    const told: { paths: string[]; settled: number }[] = [];
    let settled = 0;
    const queue: Queue = Object.assign(Object.create(bench.queue), {
      async settle(options: SettleOptions) {
        await bench.queue.settle(options);
        settled = options.last;
      },
    });
    await drainAll(
      { ...bench, queue },
      {
        announceStored: (events) => void told.push({ paths: events.map(({ path }) => path), settled }),
      },
    );
    expect(told).toEqual([{ paths: ["/0", "/1", "/2", "/4"], settled: 5 }]);
    await closeBench(bench);
  });

  it.each([
    { what: "fails", publish: () => Promise.reject(new Error("away")) },
    { what: "never answers", publish: () => new Promise<void>(() => {}) },
    {
      what: "throws",
      publish() {
        throw new Error("broken");
      },
    },
  ])("can't hold the worker up where the bus $what", async ({ publish: tell }) => {
    const bench = await openBench();
    const ids = await publish(bench, pathsOf(25));
    await drainAll(bench, { announceStored: createAnnounceStored({ bus: { publish: tell }, clock, log }) });
    expect(storedIds(bench).sort()).toEqual(ids.sort());
    expect(bench.warnings).toEqual([]);
    await closeBench(bench);
  });
});
