import type { Envelope } from "../domain/event/envelope.ts";
import type { EncodedEnvelope } from "../domain/event/envelope-codec.ts";

/** How far a driver's data can be shared: within one process, by processes of one machine, or over the network. */
export type Scope = "process" | "machine" | "network";

/** Where an envelope stands in the queue. Positions of a partition count up from 1 without a gap. */
export interface Accepted {
  readonly partition: number;
  /** 0 when the queue numbers its messages at delivery only (`numbersAtPublish`). */
  readonly position: number;
  /** An envelope with this site and id was accepted before, at this position; nothing was appended now. */
  readonly duplicate: boolean;
}

/** An envelope with the partition it belongs to. */
export interface Outgoing {
  readonly partition: number;
  readonly envelope: Envelope;
  /** The id was made here and can't come again: it need not be recognised. Default: it is its sender's. */
  readonly freshId?: boolean;
}

/** One received envelope, or the bytes of what once was one. */
export type Message =
  | { readonly position: number; readonly fields: EncodedEnvelope }
  | { readonly position: number; readonly corrupt: Buffer; readonly fault: string };

/** Consecutive messages of one partition. */
export interface Delivery {
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly messages: readonly Message[];
}

/** An envelope that can't be stored. */
export interface DeadLetter {
  /** `partition:position`, unique in a queue. */
  readonly key: string;
  readonly partition: number;
  readonly position: number;
  /** The encoded envelope as JSON, or base64 of the bytes when they are not one. */
  readonly body: string;
  readonly encoding: "json" | "base64";
  readonly reason: string;
  readonly attempts: number;
  readonly firstError: string;
  readonly lastError: string;
  /** Epoch ms. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface QueueDepth {
  /** Envelopes accepted and not settled yet, those being written included. */
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly dead: number;
  /** Epoch ms at which the oldest waiting envelope was received; null when none waits. */
  readonly oldestAt: number | null;
}

export interface ReceiveOptions {
  readonly partition: number;
  readonly max: number;
  readonly waitMs: number;
  readonly lingerMs: number;
  readonly signal: AbortSignal;
}

export interface RedeliverOptions {
  readonly partition: number;
  readonly first: number;
  readonly last: number;
}

export interface SettleOptions {
  readonly partition: number;
  readonly last: number;
  readonly dead: readonly DeadLetter[];
}

export interface Queue {
  readonly scope: Scope;
  readonly durable: boolean;
  /**
   * Whether publish tells positions and recognises repeated ids. A broker that gives messages no place of their own does
   * both at delivery: an id that was published twice is delivered once.
   */
  readonly numbersAtPublish: boolean;
  /** Random name given when the queue was made: tokens derived from positions never meet another queue's. */
  readonly id: string;
  /**
   * Called by the edge. Resolves, in the order given, only after the disk or broker has every envelope for
   * good. A sender's id that was accepted among the last `recentIds` is not appended again.
   * Throws QueueFull, QueueUnavailable (nothing was accepted, try again later) or QueueBroken (stop).
   */
  publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]>;
  /** How many partitions there are: those asked for, and those that still hold events from a time when more were. */
  partitions(): Promise<number>;
  /** Called by a worker that begins to own a partition: its next receive starts behind the settled position. */
  takeOver(partition: number): Promise<void>;
  /** Called by a worker that owns a partition no longer: what it received and did not settle is free for others. */
  handOver(partition: number): Promise<void>;
  /**
   * Called by the worker that owns the partition, for the messages after its last delivery. Waits up to waitMs
   * for the first one, then up to lingerMs more until about `max` are there; null when none came. After a
   * restart it delivers again from the settled position.
   */
  receive(options: ReceiveOptions): Promise<Delivery | null>;
  /** The very messages from first to last again, as long as they are not settled. */
  redeliver(options: RedeliverOptions): Promise<Delivery>;
  /**
   * Ends everything up to `last`; `dead` is kept as dead letters in the same step. Does nothing when `last` is settled
   * already: its letters may have been retried or purged since.
   */
  settle(options: SettleOptions): Promise<void>;
  /** The last settled position of a partition, 0 when none. */
  settledPosition(partition: number): Promise<number>;
  depth(): Promise<QueueDepth>;
  listDead(options: { limit: number }): Promise<readonly DeadLetter[]>;
  /** The dead letters among positions first to last. */
  findDead(partition: number, first: number, last: number): Promise<readonly DeadLetter[]>;
  /** Puts dead letters back at the end of their partition. Returns how many; letters that are no envelope stay. */
  retryDead(keys: readonly string[]): Promise<number>;
  purgeDead(keys: readonly string[]): Promise<number>;
  close(): Promise<void>;
}
