import type { DropReason, TraceOutcome } from "@millrace/protocol";

/** An event whose stages go out as spans. */
export interface FollowedEvent {
  /** W3C trace context of its door's span, which the event carries through the queue. */
  readonly traceparent: string;
  /** The client's span that caused it, 16 hex digits; "" when the client named none. */
  readonly parentSpanId: string;
}

/** One event at the edge, when the queue has it or it was dropped. It has no address, agent, visitor or user. */
export interface EventTrace {
  readonly outcome: Extract<TraceOutcome, "ok" | "duplicate" | "dropped">;
  readonly reason: DropReason | null;
  readonly id: string;
  readonly siteId: number;
  readonly site: string;
  readonly name: string;
  readonly page: string;
  /** "": the record tells only where an event is. */
  readonly door: string;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly intakeMs: number;
  readonly queueMs: number;
  readonly partition: number;
  /** 0: none, or none yet (see Queue.numbersAtPublish). */
  readonly position: number;
  readonly followed: FollowedEvent | null;
}

/** The positions of a batch. */
export interface TracedRange {
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly rows: number;
  /** Number of events by site. */
  readonly sites: ReadonlyMap<number, number>;
}

/** A batch that is under way. */
export interface CutTrace extends TracedRange {
  /** Epoch ms at which its manifest was open. */
  readonly cutAt: number;
  /** Null: a batch of before a restart. */
  readonly cutMs: number | null;
}

/** An event of a batch that is followed. */
export interface FollowedMessage {
  readonly traceparent: string;
  readonly id: string;
  readonly position: number;
}

/** A batch that a worker has settled. */
export interface BatchTrace extends CutTrace {
  readonly followed: readonly FollowedMessage[];
  readonly insertMs: number;
  readonly settleMs: number;
}

export interface SealTrace {
  readonly siteIds: readonly number[];
  readonly zone: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly ms: number;
}
