import type { PipelineSample, PipelineStatus } from "@millrace/protocol";
import { type ProcessReport, sumCounters } from "../domain/process-report.ts";
import { HOUR, SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Queue, QueueDepth } from "../ports/queue.ts";
import { CarriedOver } from "./carried-over.ts";

export const SAMPLE_EVERY_MS = 5 * SECOND;
const MOST_SAMPLES = HOUR / SAMPLE_EVERY_MS;

const GREEN_LAG_SECONDS = 5;
const RED_LAG_SECONDS = 60;

/** Attempts to read depth and positions without a change in between. */
const LOOKS = 3;

export interface PipelineStatusDeps {
  readonly queue: Pick<Queue, "depth" | "partitions" | "settledPosition">;
  /** Returns the processes that are alive, according to their reports. */
  readonly processes: () => readonly ProcessReport[];
  readonly clock: Clock;
}

/** The positions, and since when they have not moved. */
interface Standstill {
  readonly settled: number;
  readonly since: number;
}

/** Reports the state of the pipeline, and keeps its history of the last hour. */
export class PipelineWatch {
  readonly #deps: PipelineStatusDeps;
  #history: PipelineSample[] = [];
  readonly #carriedOver = new CarriedOver();
  #standstill: Standstill = { settled: -1, since: 0 };

  constructor(deps: PipelineStatusDeps) {
    this.#deps = deps;
  }

  /** Called every SAMPLE_EVERY_MS. Throws QueueUnavailable. */
  async sample(): Promise<void> {
    const { now } = await this.#look();
    const processes = this.#deps.processes();
    this.#carriedOver.look(now, sumCounters(processes.map(({ counters }) => counters)), processes);
    this.#history.push(now);
    if (this.#history.length > MOST_SAMPLES) this.#history.shift();
  }

  /** Throws QueueUnavailable. */
  async status(): Promise<PipelineStatus> {
    const { now, waitingBytes } = await this.#look();
    const processes = this.#deps.processes();
    const counters = sumCounters(processes.map(({ counters }) => counters));
    return {
      now,
      waiting_bytes: waitingBytes,
      health: healthOf(now),
      counters,
      carried_over: this.#carriedOver.look(now, counters, processes),
      processes: processes.map(({ name, roles, started_at }) => ({ name, roles, started_at })),
      history: [...this.#history],
    };
  }

  async #look(): Promise<{ now: PipelineSample; waitingBytes: number }> {
    const { depth, settled } = await this.#readQueue();
    const at = this.#deps.clock.now();
    const { waiting, waitingBytes, dead } = depth;
    if (waiting === 0 || settled !== this.#standstill.settled) this.#standstill = { settled, since: at };
    const lag = this.#lagOf(depth, at);
    return { now: { at, accepted: settled + waiting, settled, waiting, dead, lag }, waitingBytes };
  }

  /** Reads depth and positions of the same moment: a batch that was settled between the two would count twice. */
  async #readQueue(): Promise<{ depth: QueueDepth; settled: number }> {
    const { queue } = this.#deps;
    let settled = await this.#settled();
    for (let look = 1; ; look++) {
      const depth = await queue.depth();
      const after = await this.#settled();
      // A queue that moves all the time is reported a little too low.
      if (after === settled || look === LOOKS) return { depth, settled };
      settled = after;
    }
  }

  async #settled(): Promise<number> {
    const { queue } = this.#deps;
    const partitions = Array.from({ length: await queue.partitions() }, (_, partition) => partition);
    const positions = await Promise.all(partitions.map((partition) => queue.settledPosition(partition)));
    return positions.reduce((sum, position) => sum + position, 0);
  }

  /**
   * Returns the lag in seconds. With a broker, only the worker that holds a message knows its age. Without a worker, it
   * is at least the time since anything was settled.
   */
  #lagOf({ waiting, oldestAt }: QueueDepth, now: number): number {
    if (waiting === 0) return 0;
    const reported = this.#deps
      .processes()
      .flatMap(({ oldest_at }) => (oldest_at === null ? [] : [oldest_at]));
    const oldest = oldestAt ?? Math.min(this.#standstill.since, ...reported);
    return Math.max(0, now - oldest) / SECOND;
  }
}

function healthOf({ lag, dead }: PipelineSample): PipelineStatus["health"] {
  if (dead > 0 || lag > RED_LAG_SECONDS) return "red";
  return lag > GREEN_LAG_SECONDS ? "amber" : "green";
}
