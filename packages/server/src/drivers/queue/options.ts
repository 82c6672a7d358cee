/** What every queue driver is opened with. */
export interface QueueOptions {
  /** Waiting bytes above which publish throws QueueFull. */
  readonly maxBytes: number;
  /** How many accepted ids are remembered at least, so that a client's retry counts once. */
  readonly recentIds: number;
  readonly partitions: number;
  /** For a broker that gives messages no place of their own: where the queue keeps their numbers (a STATE_URL). */
  readonly stateUrl?: string;
  /** Both are always on; a test switches one off to see that its absence would be noticed. */
  readonly guards: { readonly fsync: boolean; readonly recentIds: boolean };
}
