import type { Reach } from "./queue.ts";

/**
 * A batch that is being written. From the moment a manifest is open the batch is never cut differently:
 * an unknown outcome means the same rows with the same token, for ever.
 */
export interface Manifest {
  readonly queueId: string;
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly token: string;
  readonly rows: number;
  /**
   * What the store refused, `all` or ranges of its rows such as `0-499`: those rows are never written together again,
   * even if the store would take them now, since parts of them may be stored under tokens of their own.
   */
  readonly refused: readonly string[];
}

/** What expires or is only about work under way. */
export interface State {
  readonly reach: Reach;
  readonly durable: boolean;
  /** The 16 random bytes of a calendar date, made on first use. The same for every process. */
  salt(date: string): Promise<Buffer>;
  saltDates(): Promise<readonly string[]>;
  /** Makes a date's salt unrecoverable. */
  destroySalt(date: string): Promise<void>;
  /** Resolves when the manifest is on disk; opening one again replaces it. */
  openManifest(manifest: Manifest): Promise<void>;
  /** Removes the manifest and moves the partition's written position to its last, in one durable step. */
  closeManifest(manifest: Manifest): Promise<void>;
  /** Open manifests of a partition, oldest first. */
  openManifests(queueId: string, partition: number): Promise<readonly Manifest[]>;
  /** The last position known to be written, 0 when none. */
  writtenPosition(queueId: string, partition: number): Promise<number>;
  close(): Promise<void>;
}
