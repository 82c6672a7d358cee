/** A duty that a process performs. */
export interface RunningRole {
  /** Resolves when the role has stopped cleanly. */
  stop(): Promise<void>;
}
