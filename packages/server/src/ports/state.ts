import type { LiveBus } from "./live-bus.ts";
import type { Scope } from "./queue.ts";

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

/** The right of one holder to work on something alone, until it expires or is given back. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Counts up with every change of hands: whoever shows a smaller number has lost the lease. */
  readonly fence: number;
}

/** What expires or is only about work under way. Every call throws StateUnavailable while a shared one is away. */
export interface State extends LiveBus {
  readonly scope: Scope;
  readonly durable: boolean;
  /** The 16 random bytes of a calendar date, made on first use. The same for every process. */
  salt(date: string): Promise<Buffer>;
  saltDates(): Promise<readonly string[]>;
  /** Makes a date's salt unrecoverable. */
  destroySalt(date: string): Promise<void>;
  /**
   * Called by workers and schedulers. Null while somebody else has the lease; its holder gets the one it has, for
   * another ttlMs from now. Time is the driver's own, never the caller's.
   */
  acquireLease(options: { name: string; holder: string; ttlMs: number }): Promise<Lease | null>;
  /** Extends a lease. False when somebody else took it since; one that ran out and that nobody took is still its holder's. */
  renewLease(lease: Lease, ttlMs: number): Promise<boolean>;
  /** Gives a lease back before its time; nothing happens when it is somebody else's by now. */
  releaseLease(lease: Lease): Promise<void>;
  /** Says that a member of a group lives, for ttlMs. Returns all members that live, this one included, sorted. */
  announceMember(options: { group: string; member: string; ttlMs: number }): Promise<readonly string[]>;
  removeMember(options: { group: string; member: string }): Promise<void>;
  /**
   * Resolves when the manifest is on disk; opening one again replaces it. In one step with that it is checked that
   * nobody took the lease since: throws LeaseLost, and nothing is written.
   */
  openManifest(manifest: Manifest, lease?: Lease): Promise<void>;
  /** Removes the manifest and moves the partition's written position to its last, in one durable step. Throws LeaseLost. */
  closeManifest(manifest: Manifest, lease?: Lease): Promise<void>;
  /** Open manifests of a partition, oldest first. */
  openManifests(queueId: string, partition: number): Promise<readonly Manifest[]>;
  /** The last position known to be written, 0 when none. */
  writtenPosition(queueId: string, partition: number): Promise<number>;
  /** Throws StateUnavailable when it does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
