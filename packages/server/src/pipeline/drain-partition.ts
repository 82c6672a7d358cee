import { isOutage, LeaseLost, RowsRefused } from "../domain/errors.ts";
import { decodeEnvelope } from "../domain/event/envelope-codec.ts";
import type { Event } from "../domain/event/event.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReachPoint } from "../ports/crash-points.ts";
import type { EncodedRows, EventStore } from "../ports/event-store.ts";
import type { Log } from "../ports/log.ts";
import type { WorkerMeter } from "../ports/meter.ts";
import type { DeadLetter, Delivery, Message, Queue } from "../ports/queue.ts";
import type { Lease, Manifest, State } from "../ports/state.ts";
import { type Backoff, backoffMs } from "./backoff.ts";
import { enrich } from "./enrich.ts";
import { type Cuts, type Insert, writeInHalves } from "./write-batch.ts";

export interface DrainDeps {
  readonly queue: Queue;
  readonly state: State;
  readonly store: EventStore;
  readonly meter: WorkerMeter;
  /** The events whose site is there still; the store leaves the others out. */
  readonly keep: (events: readonly Event[]) => readonly Event[];
  /** Told after a batch is settled; what it does with it can't hold the worker up. */
  /** Called with the events of a settled batch. Must return at once and never throw. */
  readonly announceStored: (events: readonly Event[]) => void;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: () => number;
  readonly reach: ReachPoint;
  readonly backoff: Backoff;
  readonly batchSize: number;
  readonly flushIntervalMs: number;
  readonly leaseMs: number;
  /** Always on; a test switches it off to see that its absence would be noticed. */
  readonly guards: { readonly manifest: boolean; readonly lease: boolean };
}

/** Names a whole batch among its cuts. */
const ALL_ROWS = "all";

/** Whether an earlier attempt may have written a batch, or some of it. */
interface Attempt {
  readonly isRepeat: boolean;
}

/** The batch that is received while another is written. */
interface Ahead {
  next: Promise<Prepared | null>;
}

/** A partition in the hands of this worker. */
interface Ownership {
  readonly partition: number;
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

/** A delivery made ready to be written. */
interface Prepared {
  readonly delivery: Delivery;
  readonly events: readonly Event[];
  /** The message that each event came from. */
  readonly sources: readonly Message[];
  readonly rows: EncodedRows;
  readonly dead: readonly DeadLetter[];
  readonly oldestAt: number;
}

/**
 * Takes one partition's events from the queue to the store, exactly once each, until `signal` aborts.
 *
 *   receive -> prepare -> open manifest -> insert under its token -> close manifest -> settle
 *
 * A crash anywhere is made good by the next start: what the store lacks of an open manifest's rows is written under
 * the same token. While one batch is inserted, the next is prepared. Throws LeaseLost when another worker took the
 * partition over: whatever this one still had in hand is written by the other.
 */
export function createDrainPartition(deps: DrainDeps) {
  const { queue, state, store, meter, log, clock, reach } = deps;

  return async function drainPartition(partition: number, lease: Lease, signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const own = { partition, lease, signal: AbortSignal.any([signal, ending.signal]) };
    const ahead: Ahead = { next: Promise.resolve(null) };
    try {
      await persistently(own.signal, "take a partition over", () => queue.takeOver(partition));
      await recover(own);
      await drain(own, ahead);
    } finally {
      ending.abort();
      // The batch received ahead is not cut yet: the next owner receives it again.
      await ahead.next.catch(() => {});
      await queue.handOver(partition).catch((error: Error) => {
        log.warn(
          { partition, error: error.message },
          "could not hand a partition over, its next owner waits",
        );
      });
    }
  };

  async function drain(own: Ownership, ahead: Ahead): Promise<void> {
    ahead.next = receive(own);
    while (!own.signal.aborted) {
      const prepared = await ahead.next;
      if (prepared === null) {
        ahead.next = receive(own);
        continue;
      }
      const manifest = manifestOf(prepared);
      reach("worker:cut");
      const cutAt = performance.now();
      const opened = await persistently(own.signal, "open a manifest", () => openManifest(manifest, own));
      if (opened === null) return;
      reach("worker:manifest");
      ahead.next = receive(own);
      // Who stood still in between may have a successor, and the store may have forgotten the token under which that wrote.
      const isLate = performance.now() - cutAt > deps.leaseMs / 2;
      await finish(manifest, prepared, { isRepeat: isLate }, own);
    }
  }

  /** Batches whose outcome is unknown come first, exactly as they were cut. */
  async function recover(own: Ownership): Promise<void> {
    const { partition, signal } = own;
    const open = await persistently(signal, "look for open batches", async () => {
      const written = await state.writtenPosition(queue.id, partition);
      if (written > (await queue.settledPosition(partition)))
        await queue.settle({ partition, last: written, dead: [] });
      return state.openManifests(queue.id, partition);
    });
    for (const manifest of open ?? []) {
      const { first, last } = manifest;
      if (await isSettled(manifest, own)) continue;
      const delivery = await persistently(signal, "read an open batch again", () =>
        queue.redeliver({ partition, first, last }),
      );
      if (delivery === null || signal.aborted) return;
      const prepared = prepare(delivery);
      refuseAnotherCut(manifest, prepared);
      log.info(
        { token: manifest.token, rows: manifest.rows },
        "writing a batch again whose outcome is unknown",
      );
      await finish(manifest, prepared, { isRepeat: true }, own);
    }
  }

  /** A crash between a batch's dead letters, with which it is settled, and its manifest: only that is left to close. */
  async function isSettled(manifest: Manifest, { partition, lease, signal }: Ownership): Promise<boolean> {
    const done = await persistently(signal, "close a settled batch", async () => {
      if (manifest.last > (await queue.settledPosition(partition))) return false;
      await state.closeManifest(manifest, deps.guards.lease ? lease : undefined);
      return true;
    });
    return done === true;
  }

  function refuseAnotherCut({ token, rows }: Manifest, prepared: Prepared): void {
    const { count } = prepared.rows;
    if (count > rows) {
      throw new Error(
        `[worker] batch ${token} grew from ${rows} to ${count} rows: the store would drop the new ones, refusing`,
      );
    }
    if (count + prepared.dead.length < rows) {
      throw new Error(
        `[worker] batch ${token} shrank from ${rows} rows: the queue lost some, refusing to settle it`,
      );
    }
  }

  function receive({ partition, signal }: Ownership): Promise<Prepared | null> {
    const prepared = persistently(signal, "receive a batch", () => receiveAndPrepare(partition, signal));
    // It may fail while the batch before it is being written: the error is met when this one's turn comes.
    prepared.catch(() => {});
    return prepared;
  }

  async function receiveAndPrepare(partition: number, signal: AbortSignal): Promise<Prepared | null> {
    const delivery = await queue.receive({
      partition,
      max: deps.batchSize,
      waitMs: 1000,
      lingerMs: deps.flushIntervalMs,
      signal,
    });
    if (delivery === null) return null;
    reach("worker:read");
    return prepare(delivery);
  }

  function prepare(delivery: Delivery): Prepared {
    const startedAt = performance.now();
    const events: Event[] = [];
    const sources: Message[] = [];
    const dead: DeadLetter[] = [];
    let oldestAt = Number.POSITIVE_INFINITY;
    for (const message of delivery.messages) {
      if ("corrupt" in message) {
        dead.push(deadLetter(delivery.partition, message, message.fault));
        continue;
      }
      try {
        const event = enrich(decodeEnvelope(message.fields));
        events.push(event);
        sources.push(message);
        if (event.receivedAt < oldestAt) oldestAt = event.receivedAt;
      } catch (error) {
        dead.push(deadLetter(delivery.partition, message, (error as Error).message));
      }
    }
    const rows = store.encode(events);
    meter.stageSeconds("prepare", (performance.now() - startedAt) / 1000);
    return { delivery, events, sources, rows, dead, oldestAt };
  }

  function manifestOf({ delivery, rows }: Prepared): Manifest {
    const { partition, first, last } = delivery;
    const token = `${queue.id}:${partition}:${first}-${last}`;
    return { queueId: queue.id, partition, first, last, token, rows: rows.count, refused: [] };
  }

  async function openManifest(manifest: Manifest, { lease }: Ownership): Promise<true> {
    if (!deps.guards.manifest) return true;
    const startedAt = performance.now();
    await state.openManifest(manifest, deps.guards.lease ? lease : undefined);
    meter.stageSeconds("manifest", (performance.now() - startedAt) / 1000);
    return true;
  }

  async function finish(
    manifest: Manifest,
    prepared: Prepared,
    first: Attempt,
    own: Ownership,
  ): Promise<void> {
    const { partition, last } = manifest;
    const refused = await write(manifest, prepared, first, own);
    if (refused === null) return;
    const dead = [...prepared.dead, ...refused];
    const startedAt = performance.now();
    reach("worker:before-ack");
    // Dead letters go first: settled they are durable, and until then the batch would be written again.
    if (dead.length > 0 && !(await settleDead(manifest, dead, own))) return;
    const settled = await persistently(own.signal, "settle a batch", async () => {
      if (deps.guards.manifest)
        await state.closeManifest(manifest, deps.guards.lease ? own.lease : undefined);
      if (dead.length === 0) await queue.settle({ partition, last, dead });
      return true;
    });
    if (settled === null) return;
    reach("worker:after-ack");
    meter.stageSeconds("settle", (performance.now() - startedAt) / 1000);
    const written = storedOf(prepared, refused);
    const kept = deps.keep(written);
    meter.stored(kept.length);
    reportGone(written.length - kept.length);
    report(prepared, dead);
    deps.announceStored(kept);
  }

  function reportGone(events: number): void {
    if (events === 0) return;
    meter.dropped("deleted_site", events);
    log.info({ events }, "events of deleted or reset sites were left out");
  }

  /** Once: letters that a person retried or purged since must not come back. False when told to stop before. */
  async function settleDead(
    { partition, last }: Manifest,
    dead: readonly DeadLetter[],
    { lease, signal }: Ownership,
  ): Promise<boolean> {
    const settled = await persistently(signal, "keep dead letters", async () => {
      // A successor may have stored what was refused here.
      if (deps.guards.lease && !(await state.renewLease(lease, deps.leaseMs)))
        throw new LeaseLost(lease.name);
      await queue.settle({ partition, last, dead });
      return true;
    });
    reach("worker:dead-settled");
    return settled === true;
  }

  function report({ rows, oldestAt }: Prepared, dead: readonly DeadLetter[]): void {
    meter.batch(rows.count);
    if (Number.isFinite(oldestAt)) meter.freshnessSeconds((clock.now() - oldestAt) / 1000);
    if (dead.length === 0) return;
    meter.dead(dead.length);
    log.error(
      { events: dead.length, reason: dead[0]?.reason },
      "events can't be stored: see `millrace dead list`",
    );
  }

  function storedOf({ events, sources }: Prepared, refused: readonly DeadLetter[]): readonly Event[] {
    if (refused.length === 0) return events;
    const positions = new Set(refused.map(({ position }) => position));
    return events.filter((_event, index) => !positions.has(sources[index]?.position ?? 0));
  }

  /** Returns the dead, or null when told to stop before the batch was written. */
  async function write(
    manifest: Manifest,
    prepared: Prepared,
    first: Attempt,
    own: Ownership,
  ): Promise<DeadLetter[] | null> {
    const startedAt = performance.now();
    const cuts = cutsOf(manifest, own);
    let { isRepeat } = first;
    const dead = await persistently(own.signal, "write a batch", () => {
      const attempt = { isRepeat };
      isRepeat = true;
      return writeOnce(manifest, prepared, cuts, attempt);
    });
    meter.stageSeconds("insert", (performance.now() - startedAt) / 1000);
    return dead;
  }

  /** They outlive an attempt and, in the manifest, the process. */
  function cutsOf(manifest: Manifest, own: Ownership): Cuts {
    const refused = new Set(manifest.refused);
    return {
      has: (range) => refused.has(range),
      async add(range) {
        await openManifest({ ...manifest, refused: [...refused, range] }, own);
        refused.add(range);
      },
    };
  }

  async function writeOnce(
    manifest: Manifest,
    { events, sources, rows }: Prepared,
    cuts: Cuts,
    { isRepeat }: Attempt,
  ): Promise<DeadLetter[]> {
    if (rows.count === 0) return [];
    const insert: Insert = (part, token) => {
      if (isRepeat) return store.insertMissing(part, token);
      return store.insert(part === events ? rows : store.encode(part), token);
    };
    if (!cuts.has(ALL_ROWS)) {
      try {
        const done = insert(events, manifest.token);
        reach("worker:insert-sent");
        await done;
        reach("worker:insert-done");
        return [];
      } catch (error) {
        if (!(error instanceof RowsRefused)) throw error;
        log.warn(
          { token: manifest.token, error: error.message },
          "the store refuses a batch: looking for the rows at fault",
        );
        await cuts.add(ALL_ROWS);
      }
    }
    const refused = await writeInHalves(insert, events, manifest.token, cuts);
    return refused.map(({ index, attempts, firstError, lastError }) => ({
      ...deadLetter(manifest.partition, sources[index] as Message, lastError),
      attempts,
      firstError,
    }));
  }

  function deadLetter(partition: number, message: Message, reason: string): DeadLetter {
    const at = clock.now();
    const { position } = message;
    const corrupt = "corrupt" in message;
    return {
      key: `${partition}:${position}`,
      partition,
      position,
      body: corrupt ? message.corrupt.toString("base64") : JSON.stringify(message.fields),
      encoding: corrupt ? "base64" : "json",
      reason,
      attempts: 1,
      firstError: reason,
      lastError: reason,
      firstAt: at,
      lastAt: at,
    };
  }

  /** Tries until it works or `signal` aborts (null). What the disk broke is not tried again. */
  async function persistently<Result>(
    signal: AbortSignal,
    what: string,
    run: () => Promise<Result>,
  ): Promise<Result | null> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (!isOutage(error)) throw error;
        if (signal.aborted) return null;
        const waitMs = backoffMs(deps.backoff, attempt, deps.random());
        meter.retries();
        log.warn(
          { attempt, waitMs: Math.round(waitMs), error: (error as Error).message },
          `could not ${what}, trying again`,
        );
        await pause(waitMs, signal);
      }
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
