import { RowsRefused } from "../../domain/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { PassCrashPoint } from "../../ports/crash-points.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { Log } from "../../ports/log.ts";
import type { WorkerMeter } from "../../ports/meter.ts";
import type { DeadLetter, Message } from "../../ports/queue.ts";
import type { Manifest } from "../../ports/state.ts";
import type { Batch, Ownership } from "./batch.ts";
import { deadLetterOf } from "./dead-letter.ts";
import type { Manifests } from "./manifests.ts";
import type { Persistently } from "./persistently.ts";
import { type Cuts, type Insert, writeInHalves } from "./write-in-halves.ts";

export interface InsertDeps {
  readonly store: Pick<EventStore, "encode" | "insert" | "insertMissing">;
  readonly manifests: Manifests;
  readonly persistently: Persistently;
  readonly meter: Pick<WorkerMeter, "stageSeconds">;
  readonly clock: Clock;
  readonly log: Log;
  readonly passCrashPoint: PassCrashPoint;
}

/** Stands for the whole batch among its cuts. */
const ALL_ROWS = "all";

/** Whether an earlier attempt may have written a batch, or some of it. */
export interface Attempt {
  readonly isRepeat: boolean;
}

/**
 * Inserts a batch under its token until the store has it. Resolves with the rows that the store rejects, each found by
 * halving, or with null when the worker stops first.
 */
export function createInsertBatch(deps: InsertDeps) {
  const { store, manifests, persistently, meter, clock, log, passCrashPoint } = deps;

  /** Inserts the batch in one piece. Returns false when the store rejects some of the rows, after noting that. */
  async function insertWhole(manifest: Manifest, batch: Batch, insert: Insert, cuts: Cuts): Promise<boolean> {
    try {
      const done = insert(batch.events, manifest.token);
      passCrashPoint("worker:insert-sent");
      await done;
      passCrashPoint("worker:insert-done");
      return true;
    } catch (error) {
      if (!(error instanceof RowsRefused)) throw error;
      log.warn(
        { token: manifest.token, error: error.message },
        "the store refused a batch, searching for the invalid rows",
      );
      await cuts.add(ALL_ROWS);
      return false;
    }
  }

  async function insertOnce(
    manifest: Manifest,
    batch: Batch,
    cuts: Cuts,
    { isRepeat }: Attempt,
  ): Promise<DeadLetter[]> {
    const { events, sources, rows } = batch;
    if (rows.count === 0) return [];
    const insert: Insert = (part, token) => {
      if (isRepeat) return store.insertMissing(part, token);
      return store.insert(part === events ? rows : store.encode(part), token);
    };
    if (!cuts.has(ALL_ROWS) && (await insertWhole(manifest, batch, insert, cuts))) return [];
    const refused = await writeInHalves(insert, events, manifest.token, cuts);
    const { partition } = manifest;
    return refused.map(({ index, attempts, firstError, lastError }) => ({
      ...deadLetterOf(sources[index] as Message, { partition, reason: lastError, at: clock.now() }),
      attempts,
      firstError,
    }));
  }

  return async function insertBatch(
    manifest: Manifest,
    batch: Batch,
    first: Attempt,
    { lease, signal }: Ownership,
  ): Promise<DeadLetter[] | null> {
    const startedAt = performance.now();
    const cuts = manifests.cutsOf(manifest, lease);
    let { isRepeat } = first;
    const insert = () => {
      const attempt = { isRepeat };
      isRepeat = true;
      return insertOnce(manifest, batch, cuts, attempt);
    };
    const dead = await persistently(signal, "write a batch", insert, batch.traced);
    meter.stageSeconds("insert", (performance.now() - startedAt) / 1000, batch.followed[0]);
    return dead;
  };
}
