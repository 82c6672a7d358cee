import type { Log } from "../../ports/log.ts";
import type { Delivery, Queue } from "../../ports/queue.ts";
import type { Manifest, State } from "../../ports/state.ts";
import type { Batch, Ownership } from "./batch.ts";
import type { Attempt } from "./insert-batch.ts";
import { type Manifests, refuseAnotherCut } from "./manifests.ts";
import type { Persistently } from "./persistently.ts";

export interface RecoverDeps {
  readonly queue: Pick<Queue, "id" | "settledPosition" | "settle" | "redeliver">;
  readonly state: Pick<State, "writtenPosition" | "openManifests">;
  readonly manifests: Manifests;
  readonly persistently: Persistently;
  readonly prepareBatch: (delivery: Delivery) => Batch;
  readonly finishBatch: (manifest: Manifest, batch: Batch, first: Attempt, own: Ownership) => Promise<void>;
  readonly log: Log;
}

/** Finishes the batches of an earlier owner whose outcome is unknown, exactly as they were cut. */
export function createRecoverPartition(deps: RecoverDeps) {
  const { queue, state, manifests, persistently, prepareBatch, finishBatch, log } = deps;

  async function findOpen({ partition }: Ownership): Promise<readonly Manifest[]> {
    const written = await state.writtenPosition(queue.id, partition);
    if (written > (await queue.settledPosition(partition)))
      await queue.settle({ partition, last: written, dead: [] });
    return state.openManifests(queue.id, partition);
  }

  /**
   * Returns whether a crash came between settling a batch with its dead letters and closing its manifest: then only the
   * manifest is left to close.
   */
  async function isSettled(manifest: Manifest, { partition, lease, signal }: Ownership): Promise<boolean> {
    const done = await persistently(signal, "close a settled batch", async () => {
      if (manifest.last > (await queue.settledPosition(partition))) return false;
      await manifests.close(manifest, lease);
      return true;
    });
    return done === true;
  }

  return async function recoverPartition(own: Ownership): Promise<void> {
    const { partition, signal } = own;
    const open = await persistently(signal, "look for open batches", () => findOpen(own));
    for (const manifest of open ?? []) {
      const { first, last, token, rows } = manifest;
      if (await isSettled(manifest, own)) continue;
      const delivery = await persistently(signal, "read an open batch again", () =>
        queue.redeliver({ partition, first, last }),
      );
      if (delivery === null || signal.aborted) return;
      const batch = prepareBatch(delivery);
      refuseAnotherCut(manifest, batch);
      log.info({ token, rows }, "rewriting a batch of unknown outcome");
      await finishBatch(manifest, batch, { isRepeat: true }, own);
    }
  };
}
