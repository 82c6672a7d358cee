import type { TraceStage } from "@millrace/protocol";
import type {
  BatchTrace,
  CutTrace,
  EventTrace,
  SealTrace,
  TracedRange,
} from "../domain/trace/trace-facts.ts";

/** Takes notes of what happens to events. Returns at once and never throws: whatever is lost here, no event is. */
export interface TraceSink {
  event(trace: EventTrace): void;
  /** The positions of a batch are fixed: it is under way until batch() is called, or the next cut of its partition. */
  cut(trace: CutTrace): void;
  batch(trace: BatchTrace): void;
  /** An event that can't be stored. */
  dead(letter: { readonly partition: number; readonly position: number; readonly reason: string }): void;
  /** A request was answered with an error. */
  refused(door: string, status: number, error: string): void;
  /** An attempt failed and will be repeated. `batch`: what it was about. */
  failed(stage: TraceStage, error: string, batch?: TracedRange): void;
  sealed(trace: SealTrace): void;
}

export const NO_TRACE: TraceSink = {
  event() {},
  cut() {},
  batch() {},
  dead() {},
  refused() {},
  failed() {},
  sealed() {},
};

/** Keeps the last records of one size, over restarts. */
export interface TraceRing {
  readonly recordBytes: number;
  /** Number of the next record. Numbers count up over restarts. */
  readonly next: number;
  /** Returns the process that wrote a record; "" when that is not known any more. */
  writerOf(number: number): string;
  /** Appends whole records. Resolves when they are written. Rejects when they are not: they are lost then. */
  append(records: Buffer): Promise<void>;
  /**
   * Calls `visit` with all records, the oldest first, in pieces of whole records, and the number of each piece's first
   * record. The bytes of a piece are valid only during its visit: the whole is never in memory.
   */
  scan(visit: (records: Buffer, first: number) => void): Promise<void>;
  close(): Promise<void>;
}
