import { hostname } from "node:os";
import type { PipelineCounters } from "@millrace/protocol";
import { type ProcessReport, sumCounters } from "../domain/process-report.ts";
import type { Role } from "../domain/role.ts";
import type { Queue } from "../ports/queue.ts";

/** The pipeline's counters of a process. */
export interface Counting {
  counters(): Promise<Partial<PipelineCounters>>;
}

export interface ReadProcessDeps {
  readonly roles: readonly Role[];
  readonly counting: readonly Counting[];
  readonly queue: Pick<Queue, "depth">;
  /** When this process started, epoch ms. */
  readonly startedAt: number;
}

/** The name of this process in reports and traces. */
export const processName = (): string => `${hostname()}:${process.pid}`;

/** Creates a function that reads the report of this process, under one name until it ends. */
export function createReadProcess({ roles, counting, queue, startedAt }: ReadProcessDeps) {
  const self = { name: processName(), roles, started_at: startedAt };
  return async function readProcess(): Promise<ProcessReport> {
    const counters = sumCounters(await Promise.all(counting.map((each) => each.counters())));
    const oldest_at = roles.includes("worker") ? (await queue.depth()).oldestAt : null;
    return { ...self, counters, oldest_at };
  };
}
