import { MINUTE } from "../../domain/time.ts";

export interface EventStoreGuards {
  readonly fsync: boolean;
  /** A repeated insert is known as one, by its token or by its rows. */
  readonly token: boolean;
  /** A repeated insert looks for its rows: the token alone may be known without them. */
  readonly missingRows: boolean;
}

/** What every event store driver is opened with. */
export interface EventStoreOptions {
  /** Reports that may run at once; further ones wait in line. */
  readonly readers: number;
  /** Rows that a hot counter is spread over, where a store locks rows. */
  readonly shards: number;
  /** Events of a range from which those that meet a report's filters are kept for the next report, where rows are wide. */
  readonly filteredFrom?: number;
  /** Milliseconds for which rows of replaced seals stay, for questions under way. */
  readonly keepReplacedMs?: number;
  /** All are always on; a test switches one off to see that its absence would be noticed. */
  readonly guards: EventStoreGuards;
}

/** Far longer than a question waits for a reader and runs. */
export const KEEP_REPLACED_MS = 5 * MINUTE;
