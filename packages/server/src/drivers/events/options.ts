/** What every event store driver is opened with. */
export interface EventStoreOptions {
  /** Reports that may run at once; further ones wait in line. */
  readonly readers: number;
  /** All are always on; a test switches one off to see that its absence would be noticed. */
  readonly guards: { readonly token: boolean; readonly fsync: boolean };
}
