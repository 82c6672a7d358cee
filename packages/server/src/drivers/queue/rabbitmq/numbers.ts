import type { DeadLetter } from "../../../ports/queue.ts";

/** An envelope that is to get its number. */
export interface Unnumbered {
  /** 16 bytes that name it. */
  readonly id: Buffer;
  /** The broker handed out the message before: it may have been counted as taken then. */
  readonly redelivered: boolean;
}

export interface Numbered {
  /** The position that was free before the call: more than the caller knows of means that somebody else numbered too. */
  readonly first: number;
  /** One per id: the position it has, new or from before; 0 when it is settled already or belongs to another partition. */
  readonly positions: readonly number[];
}

export interface PartitionNumbers {
  readonly settled: number;
  /** Ids of positions settled + 1 and up: numbered and not settled. */
  readonly open: readonly Buffer[];
}

export interface PartitionCounts {
  /** Envelopes that the broker confirmed, ever, and the bytes of their messages. */
  readonly accepted: number;
  readonly bytes: number;
  /** Envelopes that were numbered or recognised, ever. */
  readonly taken: number;
  /** Envelopes that are numbered and not settled. */
  readonly open: number;
}

/**
 * The ledger of a queue whose broker gives messages no place of their own: which id has which position. Every step
 * is atomic over all partitions and durable when it resolves. All throw QueueUnavailable while the ledger is away.
 */
export interface MessageNumbers {
  /** Random name given when the ledger was made. */
  readonly queueId: string;
  /** Gives each id the next position of the partition, unless it has one. Calling again changes nothing. */
  number(partition: number, ids: readonly Unnumbered[]): Promise<Numbered>;
  load(partition: number): Promise<PartitionNumbers>;
  /** Ends positions up to `last`, and keeps `dead` in the same step. Throws QueueBroken when `last` was never given. */
  settle(partition: number, last: number, dead: readonly DeadLetter[]): Promise<void>;
  settled(partition: number): Promise<number>;
  /** Adds to what was accepted. */
  count(partition: number, accepted: { readonly envelopes: number; readonly bytes: number }): Promise<void>;
  /** Adds to what was taken: copies of envelopes that are open already. */
  countCopies(partition: number, envelopes: number): Promise<void>;
  /** Called while a partition is seen empty: what was accepted is taken. Mends counts that a crash left wrong. */
  nothingWaits(partition: number): Promise<void>;
  counts(partitions: number): Promise<readonly PartitionCounts[]>;
  /** The most partitions that were ever announced, `count` included. */
  announcePartitions(count: number): Promise<number>;
  deadCount(): Promise<number>;
  listDead(limit: number): Promise<readonly DeadLetter[]>;
  findDead(partition: number, first: number, last: number): Promise<readonly DeadLetter[]>;
  getDead(keys: readonly string[]): Promise<readonly DeadLetter[]>;
  /** Returns how many there were. */
  removeDead(keys: readonly string[]): Promise<number>;
  close(): Promise<void>;
}
