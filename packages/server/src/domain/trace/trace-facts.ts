import type { DropReason, TraceOutcome } from "@millrace/protocol";

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

/** A batch that a worker has settled. */
export interface BatchTrace extends CutTrace {
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
