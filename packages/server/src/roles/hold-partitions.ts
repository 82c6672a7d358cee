import { isOutage, LeaseLost } from "../domain/errors.ts";
import type { createDrainPartition } from "../pipeline/drain/drain-partition.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";
import type { Lease, State } from "../ports/state.ts";
import type { RunningRole } from "./running-role.ts";

export interface HoldPartitionsDeps {
  readonly drainPartition: ReturnType<typeof createDrainPartition>;
  readonly queue: Queue;
  readonly state: State;
  readonly log: Log;
  /** Unique among workers. A worker that no other can run beside keeps its name over restarts. */
  readonly holder: string;
  /** How long a partition stays with a worker that no longer renews its lease. */
  readonly leaseMs: number;
  /**
   * How long a stop may go on emptying the queue, 0: not at all. The rest waits for the next start, or for other
   * workers.
   */
  readonly stopMs: number;
  readonly onFailure: (error: Error) => void;
}

/** A partition that this worker drains. */
interface Held {
  readonly lease: Lease;
  readonly ending: AbortController;
  readonly done: Promise<void>;
  given: Promise<void> | null;
}

/**
 * Drains this worker's share of the partitions into the store. Workers discover each other through the state: each
 * partition belongs to one live worker, and is reassigned when a worker comes or goes.
 */
export function holdPartitions(deps: HoldPartitionsDeps): RunningRole {
  const { queue, state, log, holder, leaseMs } = deps;
  const group = `workers:${queue.id}`;
  const held = new Map<number, Held>();
  const awaited = new Set<number>();
  let stopping = false;
  const { sleep, wake } = createSleep();

  async function rebalance(): Promise<void> {
    const members = await state.announceMember({ group, member: holder, ttlMs: leaseMs });
    const partitions = await queue.partitions();
    await Promise.all([...held].map(([partition, { lease }]) => renew(partition, lease)));
    for (let partition = 0; partition < partitions && !stopping; partition++) {
      const isMine = members[partition % members.length] === holder;
      if (isMine && !held.has(partition)) await take(partition);
      if (!isMine && held.has(partition)) void give(partition);
    }
  }

  async function renew(partition: number, lease: Lease): Promise<void> {
    if (await state.renewLease(lease, leaseMs)) return;
    held.get(partition)?.ending.abort();
  }

  async function take(partition: number): Promise<void> {
    const lease = await state.acquireLease({ name: `${group}:${partition}`, holder, ttlMs: leaseMs });
    if (lease === null) return announceWait(partition);
    awaited.delete(partition);
    if (stopping) return;
    const ending = new AbortController();
    const done = deps
      .drainPartition(partition, lease, ending.signal)
      .catch((error: Error) => {
        if (!(error instanceof LeaseLost)) return deps.onFailure(error);
        log.warn({ partition }, "another worker took over a partition, releasing it here");
      })
      .finally(() => held.delete(partition));
    held.set(partition, { lease, ending, done, given: null });
    log.debug({ partition, fence: lease.fence }, "this worker now drains a partition");
  }

  /** Logs this once: while a dead worker's long lease lasts, nothing else explains why events wait. */
  function announceWait(partition: number): void {
    if (awaited.has(partition)) return;
    awaited.add(partition);
    log.info(
      { partition, leaseMs },
      "another worker holds a partition, waiting until it is released or its lease expires",
    );
  }

  /** Finishes the current batch, then releases the partition. */
  function give(partition: number): Promise<void> {
    const mine = held.get(partition);
    if (mine === undefined) return Promise.resolve();
    mine.given ??= giveUp(partition, mine);
    return mine.given;
  }

  async function giveUp(partition: number, mine: Held): Promise<void> {
    mine.ending.abort();
    await mine.done;
    await state.releaseLease(mine.lease).catch((error: Error) => {
      log.warn({ partition, error: error.message }, "could not release a lease, it expires by itself");
    });
  }

  async function keepShare(): Promise<void> {
    while (!stopping) {
      await rebalance().catch((error: Error) => {
        if (!isOutage(error)) throw error;
        log.warn({ error: error.message }, "could not rebalance the leases, retrying");
      });
      if (!stopping) await sleep(leaseMs / 4);
    }
  }

  const keeping = keepShare().catch(deps.onFailure);
  return {
    async stop() {
      await untilEmpty(queue, deps.stopMs, () => held.size > 0);
      stopping = true;
      wake();
      await keeping;
      await Promise.all([...held.keys()].map(give));
      await state.removeMember({ group, member: holder }).catch(() => {});
      const left = await queue.depth().catch(() => null);
      if (left === null) return;
      const { waiting, dead } = left;
      log.info({ waiting, dead }, waiting === 0 ? "the queue is empty" : "events remain in the queue");
    },
  };
}

/** Creates a pause that can be cut short. */
function createSleep() {
  let end = () => {};
  return {
    sleep: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => end(),
  };
}

async function untilEmpty(queue: Queue, limitMs: number, goesOn: () => boolean): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline && goesOn() && (await queue.depth()).waiting > 0) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
