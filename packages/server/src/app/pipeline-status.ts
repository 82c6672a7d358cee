import { hostname } from "node:os";
import type { PipelineCounters } from "@millrace/protocol";
import type { FastifyInstance } from "fastify";
import { PROCESSES_TOPIC, sumCounters } from "../domain/process-report.ts";
import { pipelineRoute } from "../http/native/pipeline.ts";
import { createKnownProcesses } from "../live/known-processes.ts";
import { PipelineWatch, SAMPLE_EVERY_MS } from "../live/pipeline-status.ts";
import { startProcessReports } from "../live/report-process.ts";
import type { Clock } from "../ports/clock.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";
import type { RunningRole } from "../roles/worker.ts";
import type { Role } from "./config.ts";
import { listen } from "./live.ts";

export interface StatusParts {
  readonly queue: Queue;
  readonly bus: LiveBus;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a process counts of the pipeline. */
export interface Counting {
  counters(): Promise<Partial<PipelineCounters>>;
}

/** The state of the pipeline at a process with the role api. */
export function addPipelineStatus(
  server: FastifyInstance,
  { queue, bus, clock, log }: StatusParts,
): RunningRole {
  const processes = createKnownProcesses({ clock });
  const stopListening = listen(bus, PROCESSES_TOPIC, processes.hear, log);
  const watch = new PipelineWatch({ queue, processes: processes.living, clock });
  const sample = () =>
    void watch.sample().catch((error: Error) => {
      log.debug({ error: error.message }, "could not look at the queue");
    });
  sample();
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  pipelineRoute(server, { status: () => watch.status(), log });
  return {
    async stop() {
      clearInterval(timer);
      await stopListening();
    },
  };
}

/** Tells the others what this process counts, with the role ingest or worker. */
export function reportProcess(
  roles: readonly Role[],
  counting: readonly Counting[],
  { queue, bus, clock, log }: StatusParts,
): RunningRole {
  const self = { name: `${hostname()}:${process.pid}`, roles, started_at: clock.now() };
  return startProcessReports({
    bus,
    log,
    async read() {
      const counters = sumCounters(await Promise.all(counting.map((each) => each.counters())));
      const oldest_at = roles.includes("worker") ? (await queue.depth()).oldestAt : null;
      return { ...self, counters, oldest_at };
    },
  });
}
