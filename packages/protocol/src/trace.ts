import type { DropReason } from "./drop-reasons.ts";

/**
 * The stages of an event, in order.
 *   door    a request or message was read and answered
 *   intake  the steps at the edge ended: the event goes on or is dropped
 *   queue   the queue has it durably
 *   cut     a worker fixed the first and last position of its batch
 *   insert  the store has the batch
 *   settle  the queue forgot the batch
 *   seal    the figures of its site's day were sealed
 *   live    the processes with viewers were told
 */
export const TRACE_STAGES = ["door", "intake", "queue", "cut", "insert", "settle", "seal", "live"] as const;
export type TraceStage = (typeof TRACE_STAGES)[number];

/** `refused`: answered with an error. `failed`: an attempt failed and is repeated. */
export const TRACE_OUTCOMES = ["ok", "duplicate", "dropped", "dead", "refused", "failed"] as const;
export type TraceOutcome = (typeof TRACE_OUTCOMES)[number];

/** One line of the terminal: a stage that an event, or a batch of events, has passed. Without address and visitor. */
export interface TraceLine {
  /** Unique in the instance; lines of one process sort by it in their order. */
  readonly key: string;
  /** Epoch ms at which the stage ended. */
  readonly at: number;
  readonly stage: TraceStage;
  readonly outcome: TraceOutcome;
  /** How long the stage took; null: not measured. */
  readonly ms: number | null;
  /** Name of the site; null: of several sites, or of none that is known. */
  readonly site: string | null;
  /** Null: the line is about a batch. */
  readonly event: TracedEvent | null;
  /** Null: the line is about one event. */
  readonly batch: TracedBatch | null;
  /** `0:17`, or `0:17-428` of a batch; null: it has no position, or not yet. */
  readonly receipt: string | null;
  readonly reason: DropReason | null;
  /** What failed, as a sentence; null: nothing. */
  readonly error: string | null;
  /** The process in which it happened, `host:pid`. */
  readonly process: string;
}

export interface TracedEvent {
  readonly id: string;
  readonly name: string;
  /** Path of the page, cut where a record ends. */
  readonly page: string;
  /** Name of the door, such as `POST /api/v1/events`. */
  readonly door: string;
}

export interface TracedBatch {
  readonly rows: number;
  /** Local date of the site, of a seal; else null. */
  readonly day: string | null;
}

/** What a terminal shows. Absent: everything. */
export interface TraceFilter {
  readonly stages?: readonly TraceStage[] | undefined;
  /** Name of the site. */
  readonly site?: string | undefined;
  /** Name of the event. Lines of batches pass. */
  readonly name?: string | undefined;
  readonly reason?: DropReason | undefined;
  /** Event id or receipt: the lines of these events and of their batches. */
  readonly event?: string | undefined;
  /** Part of the name, page, id, receipt or error, in any case. */
  readonly text?: string | undefined;
}

/** What a stage did in the last ten seconds, summed over processes. */
export interface StageFigures {
  readonly stage: TraceStage;
  /** Events a second. */
  readonly rate: number;
  /** Mean events of one run of the stage: the size of a request or batch. 0: it did not run. */
  readonly size: number;
  /** Quantiles of its duration; null: it did not run. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  /** Part of its events that were refused, dead, or in an attempt that failed: 0 to 1. */
  readonly errors: number;
}

/** New lines, the newest last. */
export interface TraceLines {
  readonly type: "lines";
  readonly lines: readonly TraceLine[];
  /** Lines that the processes left out since the last message, since there were too many. */
  readonly left_out: number;
}

/** Sent every two seconds, to operators only. */
export interface TraceFigures {
  readonly type: "figures";
  readonly stages: readonly StageFigures[];
  readonly waiting: number;
  readonly dead: number;
}

/** What a terminal's WebSocket sends. A client sends a TraceFilter, which replaces the one before. */
export type TraceMessage = TraceLines | TraceFigures;

/** Reply of `GET /api/v1/traces/{event}`: the lines of one event in order, its batches' included. */
export interface TraceReply {
  readonly lines: readonly TraceLine[];
  /** Processes that answered in time. */
  readonly processes: readonly string[];
  /** Processes that run and did not: lines may be missing. */
  readonly silent: readonly string[];
}
