import type { Event } from "../../domain/event/event.ts";
import type { FollowedMessage, TracedRange } from "../../domain/trace/trace-facts.ts";
import type { EncodedRows } from "../../ports/event-store.ts";
import type { DeadLetter, Delivery, Message } from "../../ports/queue.ts";
import type { Lease } from "../../ports/state.ts";

/** A partition that this worker owns. */
export interface Ownership {
  readonly partition: number;
  readonly lease: Lease;
  /** Aborts when the worker stops or loses the partition. */
  readonly signal: AbortSignal;
}

/** A delivery that is ready to be written. */
export interface Batch {
  readonly delivery: Delivery;
  readonly events: readonly Event[];
  /** The message that each event came from. */
  readonly sources: readonly Message[];
  readonly rows: EncodedRows;
  /** Messages that can't be decoded. */
  readonly dead: readonly DeadLetter[];
  /** When the oldest event was received, epoch ms; Infinity when there is none. */
  readonly oldestAt: number;
  /** As traces name it. */
  readonly traced: TracedRange;
  /** Its events whose stages go out as spans. */
  readonly followed: readonly FollowedMessage[];
}

/** Safety measures that are always on. A test switches one off to check that its absence is noticed. */
export interface DrainGuards {
  readonly manifest: boolean;
  readonly lease: boolean;
}
