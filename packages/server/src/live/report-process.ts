import { encodeProcessReport, PROCESSES_TOPIC, type ProcessReport } from "../domain/process-report.ts";
import { SECOND } from "../domain/time.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";

const EVERY_MS = 2 * SECOND;

export interface ReportProcessDeps {
  readonly bus: Pick<LiveBus, "publish">;
  readonly read: () => Promise<ProcessReport>;
  readonly log: Log;
}

/**
 * Publishes this process's counters every two seconds. If the bus or the queue does not answer, one report is lost and
 * nothing else.
 */
export function startProcessReports({ bus, read, log }: ReportProcessDeps): { stop(): Promise<void> } {
  let telling: Promise<void> | null = null;

  async function tell(): Promise<void> {
    try {
      await bus.publish(PROCESSES_TOPIC, encodeProcessReport(await read()));
    } catch (error) {
      log.debug({ error: (error as Error).message }, "could not publish the process report");
    }
  }

  function tellUnlessBusy(): void {
    telling ??= tell().finally(() => {
      telling = null;
    });
  }

  tellUnlessBusy();
  const timer = setInterval(tellUnlessBusy, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await telling;
    },
  };
}
