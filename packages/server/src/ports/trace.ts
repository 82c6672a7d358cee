import type { TraceStage } from "@millrace/protocol";
import type { BatchTrace, EventTrace, SealTrace } from "../domain/trace/trace-facts.ts";

/** Takes notes of what happens to events. Returns at once and never throws: whatever is lost here, no event is. */
export interface TraceSink {
  event(trace: EventTrace): void;
  batch(trace: BatchTrace): void;
  /** An event that can't be stored. */
  dead(letter: { readonly partition: number; readonly position: number; readonly reason: string }): void;
  /** A request was answered with an error. */
  refused(door: string, status: number, error: string): void;
  /** An attempt failed and will be repeated. */
  failed(stage: TraceStage, error: string): void;
  sealed(trace: SealTrace): void;
}

export const NO_TRACE: TraceSink = {
  event() {},
  batch() {},
  dead() {},
  refused() {},
  failed() {},
  sealed() {},
};

/** Keeps the last records of one size, over restarts. */
export interface TraceRing {
  readonly recordBytes: number;
  /** Appends whole records. Resolves when they are written. Rejects when they are not: they are lost then. */
  append(records: Buffer): Promise<void>;
  /**
   * Calls `visit` with all records, the oldest first, in pieces of whole records. The bytes of a piece are valid only
   * during its visit: the whole is never in memory.
   */
  scan(visit: (records: Buffer) => void): Promise<void>;
  close(): Promise<void>;
}
