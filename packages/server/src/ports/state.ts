import type { LiveBus } from "./live-bus.ts";
import type { Scope } from "./queue.ts";

/**
 * The write-ahead note of a batch. Once a manifest is open, the batch is never cut differently: if the outcome is
 * unknown, the same rows are written with the same token.
 */
export interface Manifest {
  readonly queueId: string;
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly token: string;
  readonly rows: number;
  /**
   * What the store refused: `all`, or ranges of the batch's rows such as `0-499`. These rows are never written together
   * again, even if the store would accept them now, since parts of them may be stored under tokens of their own.
   */
  readonly refused: readonly string[];
}

/** The exclusive right of one holder to work on something, until it expires or is released. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Fencing token. It increases with every change of holder: a holder with a smaller number has lost the lease. */
  readonly fence: number;
}

/**
 * State that expires or describes work in progress. Every call throws StateUnavailable while a shared state store does
 * not answer.
 */
export interface State extends LiveBus {
  readonly scope: Scope;
  readonly durable: boolean;
  /** Returns the 16 random bytes of a calendar date, generated on first use. The same for every process. */
  salt(date: string): Promise<Buffer>;
  saltDates(): Promise<readonly string[]>;
  /** Makes a date's salt unrecoverable. */
  destroySalt(date: string): Promise<void>;
  /**
   * Called by workers and schedulers. Returns null while another holder has the lease. The current holder gets its
   * lease again, extended to ttlMs from now. Time is the driver's own, never the caller's.
   */
  acquireLease(options: { name: string; holder: string; ttlMs: number }): Promise<Lease | null>;
  /**
   * Extends a lease. Returns false when another holder took it since. A lease that expired and that nobody took still
   * belongs to its holder.
   */
  renewLease(lease: Lease, ttlMs: number): Promise<boolean>;
  /** Releases a lease before it expires. Does nothing when another holder has it by now. */
  releaseLease(lease: Lease): Promise<void>;
  /**
   * Announces that a member of a group is alive, for ttlMs. Returns all members that are alive, this one included,
   * sorted.
   */
  announceMember(options: { group: string; member: string; ttlMs: number }): Promise<readonly string[]>;
  removeMember(options: { group: string; member: string }): Promise<void>;
  /**
   * Resolves when the manifest is on disk; opening it again replaces it. Checks the fence in the same step: throws
   * LeaseLost, and writes nothing, when another holder took the lease.
   */
  openManifest(manifest: Manifest, lease?: Lease): Promise<void>;
  /**
   * Removes the manifest and sets the partition's written position to its last, in one durable step. Throws LeaseLost.
   */
  closeManifest(manifest: Manifest, lease?: Lease): Promise<void>;
  /** Returns the open manifests of a partition, oldest first. */
  openManifests(queueId: string, partition: number): Promise<readonly Manifest[]>;
  /** Returns the last position known to be written, 0 when there is none. */
  writtenPosition(queueId: string, partition: number): Promise<number>;
  /** Throws StateUnavailable when the state store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
