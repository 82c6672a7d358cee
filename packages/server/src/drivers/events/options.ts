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
  /** Rows over which a counter that every writer touches is spread, where writers would wait for each other. At least 1. */
  readonly shards: number;
  /** All are always on; a test switches one off to see that its absence would be noticed. */
  readonly guards: EventStoreGuards;
}
