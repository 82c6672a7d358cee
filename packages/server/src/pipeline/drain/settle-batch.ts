import { LeaseLost } from "../../domain/errors.ts";
import type { PassCrashPoint } from "../../ports/crash-points.ts";
import type { WorkerMeter } from "../../ports/meter.ts";
import type { DeadLetter, Queue } from "../../ports/queue.ts";
import type { Manifest, State } from "../../ports/state.ts";
import type { Batch, DrainGuards, Ownership } from "./batch.ts";
import type { Manifests } from "./manifests.ts";
import type { Persistently } from "./persistently.ts";

export interface SettleDeps {
  readonly queue: Pick<Queue, "settle">;
  readonly state: Pick<State, "renewLease">;
  readonly manifests: Manifests;
  readonly persistently: Persistently;
  readonly meter: Pick<WorkerMeter, "stageSeconds">;
  readonly passCrashPoint: PassCrashPoint;
  readonly leaseMs: number;
  readonly guards: DrainGuards;
}

/**
 * Acknowledges a batch that the store has: closes its manifest and settles it in the queue. Returns false when told to
 * stop first.
 */
export function createSettleBatch(deps: SettleDeps) {
  const { queue, state, manifests, persistently, meter, passCrashPoint, leaseMs, guards } = deps;

  /**
   * Settles dead letters only once: those that a person retried or purged since must not come back. Returns false when
   * told to stop first.
   */
  async function settleDead(
    { partition, last }: Manifest,
    { traced }: Batch,
    dead: readonly DeadLetter[],
    { lease, signal }: Ownership,
  ): Promise<boolean> {
    const settle = async () => {
      // A successor may have stored what was refused here.
      if (guards.lease && !(await state.renewLease(lease, leaseMs))) throw new LeaseLost(lease.name);
      await queue.settle({ partition, last, dead });
      return true;
    };
    const settled = await persistently(signal, "keep dead letters", settle, traced);
    passCrashPoint("worker:dead-settled");
    return settled === true;
  }

  return async function settleBatch(
    manifest: Manifest,
    batch: Batch,
    dead: readonly DeadLetter[],
    own: Ownership,
  ): Promise<boolean> {
    const { partition, last } = manifest;
    const startedAt = performance.now();
    passCrashPoint("worker:before-ack");
    // Dead letters go first: settled they are durable, and until then the batch would be written again.
    if (dead.length > 0 && !(await settleDead(manifest, batch, dead, own))) return false;
    const settle = async () => {
      if (guards.manifest) await manifests.close(manifest, own.lease);
      if (dead.length === 0) await queue.settle({ partition, last, dead });
      return true;
    };
    const settled = await persistently(own.signal, "settle a batch", settle, batch.traced);
    if (settled === null) return false;
    passCrashPoint("worker:after-ack");
    meter.stageSeconds("settle", (performance.now() - startedAt) / 1000, batch.followed[0]);
    return true;
  };
}
