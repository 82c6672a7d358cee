import { TRACE_STAGES, type TraceStage } from "@millrace/protocol";
import { addDuration, noDurations } from "../../domain/trace/stage-durations.ts";
import type { EventTrace } from "../../domain/trace/trace-facts.ts";
import type { StageCount } from "../../domain/trace/trace-news.ts";
import type { TraceNote } from "../../domain/trace/trace-note.ts";

interface Count {
  events: number;
  runs: number;
  errors: number;
  readonly buckets: number[];
}

/** Adds up what the stages did. */
export class StageCounts {
  readonly #counts = new Map<TraceStage, Count>();

  addEvent({ door, outcome, intakeMs, queueMs }: EventTrace): void {
    if (door === "") return;
    this.#add("door", 1, null);
    this.#add("intake", 1, intakeMs);
    if (outcome !== "dropped") this.#add("queue", 1, queueMs);
  }

  addNote(note: TraceNote): void {
    switch (note.kind) {
      case "batch":
        if (note.insertMs === null) break;
        this.#add("cut", note.rows, note.cutMs);
        this.#add("insert", note.rows, note.insertMs);
        this.#add("settle", note.rows, note.settleMs);
        this.#add("live", note.rows, null);
        break;
      case "seal":
        this.#add("seal", 0, note.ms);
        break;
      case "dead":
        this.#of("settle").errors += 1;
        break;
      case "refused":
        this.#of("door").errors += 1;
        break;
      case "failed":
        this.#of(note.stage).errors += note.batch?.rows ?? 1;
    }
  }

  add(counts: readonly StageCount[]): void {
    for (const { stage, events, runs, errors, buckets } of counts) {
      if (!TRACE_STAGES.includes(stage)) continue;
      const count = this.#of(stage);
      count.events += events;
      count.runs += runs;
      count.errors += errors;
      for (const [at, times] of buckets.entries()) count.buckets[at] = (count.buckets[at] ?? 0) + times;
    }
  }

  all(): StageCount[] {
    return [...this.#counts].map(([stage, count]) => ({ stage, ...count }));
  }

  #add(stage: TraceStage, events: number, ms: number | null): void {
    const count = this.#of(stage);
    count.events += events;
    count.runs += 1;
    if (ms !== null) addDuration(count.buckets, ms);
  }

  #of(stage: TraceStage): Count {
    const count = this.#counts.get(stage) ?? { events: 0, runs: 0, errors: 0, buckets: noDurations() };
    this.#counts.set(stage, count);
    return count;
  }
}
