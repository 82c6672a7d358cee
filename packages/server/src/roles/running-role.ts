/** A duty that a process performs. */
export interface RunningRole {
  /** Resolves when the duty has ended in good order. */
  stop(): Promise<void>;
}
