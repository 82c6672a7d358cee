import type { PipelineProcess, PipelineStatus } from "@millrace/protocol";
import { PROCESSES_TOPIC } from "../domain/process-report.ts";
import type { Clock } from "../ports/clock.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";
import { createKnownProcesses } from "./known-processes.ts";
import { listen } from "./listen.ts";
import { PipelineWatch, SAMPLE_EVERY_MS } from "./pipeline-status.ts";

export interface WatchPipelineDeps {
  readonly queue: Queue;
  readonly bus: Pick<LiveBus, "subscribe">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps the state of the pipeline: every process's reports, and a sample of the queue every few seconds. */
export function watchPipeline({ queue, bus, clock, log }: WatchPipelineDeps): {
  status(): Promise<PipelineStatus>;
  /** Returns the processes that are alive and have a part of the pipeline. */
  processes(): readonly PipelineProcess[];
  close(): Promise<void>;
} {
  const processes = createKnownProcesses({ clock });
  const stopListening = listen({ bus, log }, PROCESSES_TOPIC, processes.hear);
  const watch = new PipelineWatch({ queue, processes: processes.living, clock });
  const sample = () =>
    void watch.sample().catch((error: Error) => {
      log.debug({ error: error.message }, "could not sample the queue");
    });
  sample();
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  return {
    status: () => watch.status(),
    processes: processes.living,
    async close() {
      clearInterval(timer);
      await stopListening();
    },
  };
}
