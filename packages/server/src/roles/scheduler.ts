import type { Job } from "../jobs/index.ts";
import type { Log } from "../ports/log.ts";
import type { RunningRole } from "./worker.ts";

/** Runs each job at start and then at its interval, never twice at once. */
export function startScheduler({ jobs, log }: { jobs: readonly Job[]; log: Log }): RunningRole {
  const underWay = new Set<Promise<void>>();
  const busy = new Set<string>();

  function run(job: Job): void {
    if (busy.has(job.name)) return;
    busy.add(job.name);
    const done = job
      .run()
      .catch((error) =>
        log.warn({ job: job.name, error: error.message }, "a job failed and runs again at its next time"),
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
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
