/** Items of another system's list that are moved together. Number and items stay the same until it is done. */
export interface LegacyBatch {
  /** Counts up with every batch of this list. */
  readonly number: number;
  /** Oldest first, as the other system wrote them. */
  readonly items: readonly string[];
}

/** A list in which another system's events wait. One process at a time may take from it through this port. */
export interface LegacyList {
  /** Items that are in no batch yet. */
  waiting(): Promise<number>;
  /** The batch under way, as a crash may have left it, or else the next one of up to `max` items; null when none is left. */
  take(max: number): Promise<LegacyBatch | null>;
  /** Ends the batch: its items are gone from the list, but for those of `refused`, which are kept aside. */
  done(batch: LegacyBatch, refused: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
