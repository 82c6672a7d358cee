import type { createDrainPartition } from "../pipeline/drain-partition.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";

export interface RunningRole {
  /** Resolves when the duty has ended in good order. */
  stop(): Promise<void>;
}

export interface WorkerRoleDeps {
  readonly drainPartition: ReturnType<typeof createDrainPartition>;
  readonly queue: Queue;
  readonly partitions: number;
  readonly log: Log;
  /** How long a stop may go on emptying the queue. What is left then waits for the next start. */
  readonly stopMs: number;
  readonly onFailure: (error: Error) => void;
}

/** Takes every partition to the store. Stopping empties the queue first, within limits. */
export function startWorker(deps: WorkerRoleDeps): RunningRole {
  const { drainPartition, queue, partitions, log, stopMs, onFailure } = deps;
  const stop = new AbortController();
  const running = Promise.all(
    Array.from({ length: partitions }, (_, partition) => drainPartition(partition, stop.signal)),
  ).catch((error) => {
    stop.abort();
    onFailure(error);
  });
  return {
    async stop() {
      const deadline = performance.now() + stopMs;
      while (!stop.signal.aborted && performance.now() < deadline && (await queue.depth()).waiting > 0) {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      stop.abort();
      await running;
      const { waiting, dead } = await queue.depth();
      log.info(
        { waiting, dead },
        waiting === 0 ? "the queue is empty" : "events stay in the queue for the next start",
      );
    },
  };
}
