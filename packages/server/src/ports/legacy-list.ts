/** Items of another system's list that are moved together. Its number and items stay the same until `done`. */
export interface LegacyBatch {
  /** Increases with every batch of this list. */
  readonly number: number;
  /** Oldest first, as the other system wrote them. */
  readonly items: readonly string[];
}

/** A list in which another system's events wait. One process at a time may take from it through this port. */
export interface LegacyList {
  /** Returns the number of items that are in no batch yet. */
  waiting(): Promise<number>;
  /**
   * Returns the open batch, which a crash may have left behind, or else a new one of up to `max` items; null when none
   * is left.
   */
  take(max: number): Promise<LegacyBatch | null>;
  /** Ends the batch: removes its items from the list and keeps the `refused` ones aside. */
  done(batch: LegacyBatch, refused: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
