import { decodeProcessReport, type ProcessReport } from "../domain/process-report.ts";
import { SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";

/** Five reports: a process that missed as many is gone, or can't reach the others. */
const KEPT_MS = 10 * SECOND;

/** The processes that were heard of in the last ten seconds, with what each counted. */
export interface KnownProcesses {
  /** Called with each message of the topic PROCESSES_TOPIC. */
  hear(message: string): void;
  /** By name. */
  living(): readonly ProcessReport[];
}

/**
 * Keeps each process's last report. A process that ended is forgotten after ten seconds with all that it counted, and one that
 * was started again counts from 0: sums over the living are of what runs now, never of all time.
 */
export function createKnownProcesses({ clock }: { clock: Clock }): KnownProcesses {
  const known = new Map<string, { readonly report: ProcessReport; readonly heardAt: number }>();

  function forgetSilent(): void {
    const since = clock.now() - KEPT_MS;
    for (const [key, { heardAt }] of known) if (heardAt < since) known.delete(key);
  }

  return {
    hear(message) {
      const report = decodeProcessReport(message);
      if (report === null) return;
      forgetSilent();
      // A name comes again where process ids do, as in containers.
      known.set(`${report.name} ${report.started_at}`, { report, heardAt: clock.now() });
    },
    living() {
      forgetSilent();
      return [...known.values()]
        .map(({ report }) => report)
        .sort((a, b) => a.name.localeCompare(b.name) || a.started_at - b.started_at);
    },
  };
}
