import {
  DROP_REASONS,
  type DropReason,
  type PipelineCounters,
  type PipelineProcess,
} from "@millrace/protocol";

/** Topic of the live bus for the counters of each process with the role ingest or worker. */
export const PROCESSES_TOPIC = "processes";

/** A process and what it has counted since its start. */
export interface ProcessReport extends PipelineProcess {
  readonly counters: PipelineCounters;
  /** Epoch ms at which the oldest waiting event that this process knows of was received; null when it knows of none. */
  readonly oldest_at: number | null;
}

export function encodeProcessReport(report: ProcessReport): string {
  return JSON.stringify(report);
}

/** Returns null for a message of another format. Counters that an older or newer process does not send are 0. */
export function decodeProcessReport(message: string): ProcessReport | null {
  try {
    const { name, roles, started_at, oldest_at, counters } = JSON.parse(message) ?? {};
    if (typeof name !== "string" || typeof started_at !== "number" || !Array.isArray(roles)) return null;
    return {
      name,
      roles: roles.map(String),
      started_at,
      oldest_at: typeof oldest_at === "number" ? oldest_at : null,
      counters: sumCounters([counters ?? {}]),
    };
  } catch {
    return null;
  }
}

/** Adds up counters. Missing ones are 0. */
export function sumCounters(all: readonly Partial<PipelineCounters>[]): PipelineCounters {
  const sum = (name: keyof Omit<PipelineCounters, "dropped" | "refused">) =>
    all.reduce((total, counters) => total + (counters[name] ?? 0), 0);
  return {
    received: sum("received"),
    accepted: sum("accepted"),
    duplicates: sum("duplicates"),
    dropped: { ...NO_DROPS, ...sumByKey(all.map(({ dropped }) => dropped ?? {})) },
    refused: sumByKey(all.map(({ refused }) => refused ?? {})),
    stored: sum("stored"),
    dead: sum("dead"),
    retries: sum("retries"),
  };
}

const NO_DROPS = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>;

function sumByKey(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [key, count] of Object.entries(counts)) sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}
