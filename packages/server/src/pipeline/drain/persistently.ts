import type { TraceStage } from "@millrace/protocol";
import { isOutage } from "../../domain/errors.ts";
import type { TracedRange } from "../../domain/trace/trace-facts.ts";
import type { Log } from "../../ports/log.ts";
import type { WorkerMeter } from "../../ports/meter.ts";
import type { TraceSink } from "../../ports/trace.ts";
import { type Backoff, backoffMs } from "./backoff.ts";

export interface PersistentlyDeps {
  readonly backoff: Backoff;
  readonly random: () => number;
  readonly meter: Pick<WorkerMeter, "retries">;
  readonly trace: Pick<TraceSink, "failed">;
  readonly log: Log;
}

/** The stage of what is repeated, by its name in messages. */
const STAGES: ReadonlyMap<string, TraceStage> = new Map([
  ["receive a batch", "queue"],
  ["take over a partition", "queue"],
  ["write a batch", "insert"],
  ["settle a batch", "settle"],
  ["keep dead letters", "settle"],
]);

/**
 * Retries `run` until it succeeds. Resolves with null when `signal` aborts first. Throws an error that is no outage
 * without a retry. `batch`: what the attempts are about.
 */
export type Persistently = <Result>(
  signal: AbortSignal,
  what: string,
  run: () => Promise<Result>,
  batch?: TracedRange,
) => Promise<Result | null>;

export function createPersistently({ backoff, random, meter, trace, log }: PersistentlyDeps): Persistently {
  return async function persistently(signal, what, run, batch) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (!isOutage(error)) throw error;
        if (signal.aborted) return null;
        const waitMs = backoffMs(backoff, attempt, random());
        meter.retries();
        trace.failed(STAGES.get(what) ?? "cut", (error as Error).message, batch);
        log.warn(
          { attempt, waitMs: Math.round(waitMs), error: (error as Error).message },
          `could not ${what}, retrying`,
        );
        await pause(waitMs, signal);
      }
    }
  };
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
