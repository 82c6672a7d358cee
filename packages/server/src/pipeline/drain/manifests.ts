import type { FollowedMessage } from "../../domain/trace/trace-facts.ts";
import type { WorkerMeter } from "../../ports/meter.ts";
import type { Lease, Manifest, State } from "../../ports/state.ts";
import type { Batch, DrainGuards } from "./batch.ts";
import type { Cuts } from "./write-in-halves.ts";

export interface ManifestsDeps {
  readonly queueId: string;
  readonly state: Pick<State, "openManifest" | "closeManifest">;
  readonly meter: Pick<WorkerMeter, "stageSeconds">;
  readonly guards: DrainGuards;
}

/** Write-ahead log of batches: each manifest is open from before its batch is inserted until the batch is settled. */
export class Manifests {
  readonly #deps: ManifestsDeps;

  constructor(deps: ManifestsDeps) {
    this.#deps = deps;
  }

  /** Returns the manifest of a new batch, which nobody has written yet. Its token is the same for every attempt. */
  of({ delivery, rows }: Batch): Manifest {
    const { queueId } = this.#deps;
    const { partition, first, last } = delivery;
    const token = `${queueId}:${partition}:${first}-${last}`;
    return { queueId, partition, first, last, token, rows: rows.count, refused: [] };
  }

  /** `example`: an event of the batch that is followed. Throws LeaseLost, StateUnavailable. */
  async open(manifest: Manifest, lease: Lease, example?: FollowedMessage): Promise<true> {
    const { state, meter, guards } = this.#deps;
    if (!guards.manifest) return true;
    const startedAt = performance.now();
    await state.openManifest(manifest, guards.lease ? lease : undefined);
    meter.stageSeconds("manifest", (performance.now() - startedAt) / 1000, example);
    return true;
  }

  /** Throws LeaseLost, StateUnavailable. */
  async close(manifest: Manifest, lease: Lease): Promise<void> {
    const { state, guards } = this.#deps;
    await state.closeManifest(manifest, guards.lease ? lease : undefined);
  }

  /** Returns the ranges that the store rejected. They outlive an attempt and, in the manifest, the process. */
  cutsOf(manifest: Manifest, lease: Lease): Cuts {
    const refused = new Set(manifest.refused);
    return {
      has: (range) => refused.has(range),
      add: async (range) => {
        await this.open({ ...manifest, refused: [...refused, range] }, lease);
        refused.add(range);
      },
    };
  }
}

/**
 * Throws when a batch read again differs from the one that was cut: the store would drop the new events, or events were
 * lost.
 */
export function refuseAnotherCut({ token, rows }: Manifest, batch: Batch): void {
  const { count } = batch.rows;
  if (count > rows) {
    throw new Error(
      `[worker] batch ${token} grew from ${rows} to ${count} rows: the store would drop the new ones, refusing to write it`,
    );
  }
  if (count + batch.dead.length < rows) {
    throw new Error(
      `[worker] batch ${token} shrank from ${rows} rows: the queue lost some, refusing to settle it`,
    );
  }
}
