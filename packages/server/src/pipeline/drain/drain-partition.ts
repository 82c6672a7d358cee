import type { EventStore } from "../../ports/event-store.ts";
import type { Queue } from "../../ports/queue.ts";
import type { Lease, Manifest, State } from "../../ports/state.ts";
import type { TraceSink } from "../../ports/trace.ts";
import type { Batch, DrainGuards, Ownership } from "./batch.ts";
import { type Attempt, createInsertBatch, type InsertDeps } from "./insert-batch.ts";
import { Manifests } from "./manifests.ts";
import { createPersistently, type PersistentlyDeps } from "./persistently.ts";
import { createPrepareBatch, createReceiveBatch, type ReceiveDeps } from "./receive-batch.ts";
import { createRecoverPartition } from "./recover-partition.ts";
import { createReportBatch, type ReportDeps } from "./report-batch.ts";
import { createSettleBatch } from "./settle-batch.ts";

export interface DrainDeps
  extends ReportDeps,
    Omit<PersistentlyDeps, "meter" | "trace">,
    Pick<ReceiveDeps, "batchSize" | "flushIntervalMs">,
    Pick<InsertDeps, "passCrashPoint"> {
  readonly queue: Queue;
  readonly state: State;
  readonly store: EventStore;
  readonly trace: TraceSink;
  readonly leaseMs: number;
  readonly guards: DrainGuards;
}

/** The batch that is received while another one is written. */
interface Ahead {
  next: Promise<Batch | null>;
}

/**
 * Moves one partition's events from the queue to the store, exactly once each, until `signal` aborts. A batch is
 *
 *   received   by this worker alone, which holds the partition's lease
 *   prepared   decoded, enriched, encoded; what can't be decoded is a dead letter
 *   cut        its first and last position and its token are fixed
 *   open       its manifest is durable: the next owner writes exactly these rows under this token
 *   inserted   the store has it, except for rows that it rejects
 *   settled    dead letters kept, manifest closed, acknowledged in the queue
 *   reported   counted and announced to viewers
 *
 * After a crash anywhere, the next start writes those rows of an open manifest that the store lacks, under the same
 * token. While one batch is inserted, the next is received and prepared. Throws LeaseLost when another worker took the
 * partition over: that worker writes whatever this one had not finished.
 */
export function createDrainPartition(deps: DrainDeps) {
  const { queue, passCrashPoint, log } = deps;
  const persistently = createPersistently(deps);
  const manifests = new Manifests({ ...deps, queueId: queue.id });
  const stages = { ...deps, persistently, manifests };
  const receiveBatch = createReceiveBatch(stages);
  const insertBatch = createInsertBatch(stages);
  const settleBatch = createSettleBatch(stages);
  const reportBatch = createReportBatch(deps);
  const recoverPartition = createRecoverPartition({
    ...stages,
    prepareBatch: createPrepareBatch(deps),
    finishBatch,
  });

  return async function drainPartition(partition: number, lease: Lease, signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const own = { partition, lease, signal: AbortSignal.any([signal, ending.signal]) };
    const ahead: Ahead = { next: Promise.resolve(null) };
    try {
      await persistently(own.signal, "take over a partition", () => queue.takeOver(partition));
      await recoverPartition(own);
      await drain(own, ahead);
    } finally {
      ending.abort();
      // The batch received ahead is not cut yet: the next owner receives it again.
      await ahead.next.catch(() => {});
      await queue.handOver(partition).catch((error: Error) => {
        log.warn(
          { partition, error: error.message },
          "could not hand over a partition, its next owner must wait",
        );
      });
    }
  };

  async function drain(own: Ownership, ahead: Ahead): Promise<void> {
    ahead.next = receiveBatch(own);
    while (!own.signal.aborted) {
      const batch = await ahead.next;
      if (batch === null) {
        ahead.next = receiveBatch(own);
        continue;
      }
      const manifest = manifests.of(batch);
      passCrashPoint("worker:cut");
      const cutAt = performance.now();
      const open = () => manifests.open(manifest, own.lease, batch.followed[0]);
      const opened = await persistently(own.signal, "open a manifest", open, batch.traced);
      if (opened === null) return;
      passCrashPoint("worker:manifest");
      ahead.next = receiveBatch(own);
      // Who stood still in between may have a successor, and the store may have forgotten the token under which that wrote.
      const cutMs = performance.now() - cutAt;
      await finishBatch(manifest, batch, { isRepeat: cutMs > deps.leaseMs / 2 }, own, cutMs);
    }
  }

  /** Takes a batch from its open manifest to the end. `cutMs`: how long that took to open; null: it was open before. */
  async function finishBatch(
    manifest: Manifest,
    batch: Batch,
    first: Attempt,
    own: Ownership,
    cutMs: number | null = null,
  ): Promise<void> {
    const cutAt = deps.clock.now();
    deps.trace.cut({ ...batch.traced, cutAt, cutMs });
    const startedAt = performance.now();
    const refused = await insertBatch(manifest, batch, first, own);
    if (refused === null) return;
    const insertedAt = performance.now();
    if (!(await settleBatch(manifest, batch, [...batch.dead, ...refused], own))) return;
    const settleMs = performance.now() - insertedAt;
    reportBatch(batch, refused, { cutAt, cutMs, insertMs: insertedAt - startedAt, settleMs });
  }
}
