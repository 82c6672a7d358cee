import { createAnnounceStored } from "../live/announce-stored.ts";
import { createDrainPartition, type DrainDeps } from "../pipeline/drain/drain-partition.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { State } from "../ports/state.ts";
import { type HoldPartitionsDeps, holdPartitions } from "./hold-partitions.ts";
import type { RunningRole } from "./running-role.ts";

export interface WorkerDeps
  extends Omit<DrainDeps, "announceStored" | "random" | "state">,
    Omit<HoldPartitionsDeps, "drainPartition" | "stopMs" | "state"> {
  readonly state: State & LiveBus;
}

/** How long a stop may go on emptying the queue. */
const STOP_MS = 6000;

/** Starts the role worker: stores its share of the queue and announces what was stored. */
export function startWorker(deps: WorkerDeps): RunningRole {
  const { queue, state, log, clock } = deps;
  const announceStored = createAnnounceStored({ bus: state, clock, log });
  return holdPartitions({
    ...deps,
    drainPartition: createDrainPartition({ ...deps, announceStored, random: Math.random }),
    // What several workers share never stops coming, and the others go on with it.
    stopMs: queue.scope === "network" ? 0 : STOP_MS,
  });
}
