import { decodeProcessReport, type ProcessReport } from "../domain/process-report.ts";
import { SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";

/** Five reports: a process that missed this many has ended or can't reach the others. */
const KEPT_MS = 10 * SECOND;

/** The processes that reported within the last ten seconds, each with its counters. */
export interface KnownProcesses {
  /** Called with each message of the topic PROCESSES_TOPIC. */
  hear(message: string): void;
  /** Returns them by name. */
  living(): readonly ProcessReport[];
}

/**
 * Keeps each process's last report. After ten seconds a process that ended is forgotten with its counters, and one that
 * restarted counts from 0: sums cover what runs now, never all time.
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
