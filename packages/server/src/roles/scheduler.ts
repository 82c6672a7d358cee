import type { Job } from "../jobs/job.ts";
import type { Log } from "../ports/log.ts";
import type { State } from "../ports/state.ts";
import type { RunningRole } from "./running-role.ts";

export interface SchedulerRoleDeps {
  readonly jobs: readonly Job[];
  readonly state: State;
  /** Unique among schedulers. */
  readonly holder: string;
  readonly log: Log;
}

/**
 * Share of a job's interval for which its lease lasts: a little less than all, so that the next run is never missed.
 */
const LEASE_SHARE = 0.9;

/**
 * Runs each job at start and then at its interval, never twice at once: of several schedulers one gets the job's lease,
 * and keeps it until the job is nearly due again.
 */
export function startScheduler({ jobs, state, holder, log }: SchedulerRoleDeps): RunningRole {
  const underWay = new Set<Promise<void>>();
  const busy = new Set<string>();
  const stop = new AbortController();

  async function runAlone(job: Job): Promise<void> {
    const ttlMs = Math.ceil(job.every * LEASE_SHARE);
    const lease = await state.acquireLease({ name: `job:${job.name}`, holder, ttlMs });
    if (lease === null) return;
    try {
      await job.run(stop.signal);
    } catch (error) {
      // So that another may try before the interval is over.
      await state.releaseLease(lease).catch(() => {});
      throw error;
    }
  }

  function run(job: Job): void {
    if (busy.has(job.name)) return;
    busy.add(job.name);
    const done = runAlone(job)
      .catch((error) =>
        log.warn({ job: job.name, error: error.message }, "a job failed, running it again at its next time"),
      )
      .finally(() => {
        busy.delete(job.name);
        underWay.delete(done);
      });
    underWay.add(done);
  }

  const timers = jobs.map((job) => {
    run(job);
    return setInterval(() => run(job), job.every);
  });
  return {
    async stop() {
      stop.abort();
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
