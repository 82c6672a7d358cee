import type { TraceStage } from "@millrace/protocol";
import type {
  BatchTrace,
  CutTrace,
  EventTrace,
  FollowedEvent,
  SealTrace,
  TracedRange,
} from "../domain/trace/trace-facts.ts";

/** Takes notes of what happens to events. Returns at once and never throws: whatever is lost here, no event is. */
export interface TraceSink {
  /** Decides whether the stages of an event go out as spans. `traceparent`: what its client sent. Null: they don't. */
  follow(id: string, traceparent: string | undefined): FollowedEvent | null;
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
  follow: () => null,
  event() {},
  cut() {},
  batch() {},
  dead() {},
  refused() {},
  failed() {},
  sealed() {},
};

/** Returns a sink that passes everything on to two. An event is followed by the second, if the first does not. */
export const traceToBoth = (first: TraceSink, second: TraceSink): TraceSink => ({
  follow: (id, traceparent) => first.follow(id, traceparent) ?? second.follow(id, traceparent),
  event(trace) {
    first.event(trace);
    second.event(trace);
  },
  cut(trace) {
    first.cut(trace);
    second.cut(trace);
  },
  batch(trace) {
    first.batch(trace);
    second.batch(trace);
  },
  dead(letter) {
    first.dead(letter);
    second.dead(letter);
  },
  refused(door, status, error) {
    first.refused(door, status, error);
    second.refused(door, status, error);
  },
  failed(stage, error, batch) {
    first.failed(stage, error, batch);
    second.failed(stage, error, batch);
  },
  sealed(trace) {
    first.sealed(trace);
    second.sealed(trace);
  },
});

/** Where the stages of events go as spans. */
export interface OtlpSettings {
  /** Base of the collector's address; `/v1/traces` follows it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** As OpenTelemetry's specification names them. */
  readonly sampler: RootSampler | `parentbased_${RootSampler}`;
  /** Share of the traces, 0 to 1, that the ratio samplers take. */
  readonly ratio: number;
}

export type RootSampler = "always_on" | "always_off" | "traceidratio";

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
