import type { SealRequest } from "../../../ports/event-store.ts";
import type { BuiltQuery } from "../sql/binder.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { MonthRecord, SealRecord } from "./known-days.ts";
import type { Fingerprint } from "./open-runs.ts";
import type { SealLookUps } from "./site-seals.ts";

/** Rows of a site's day. */
export interface SealedVersion {
  readonly siteId: number;
  /** `2026-03-10` */
  readonly day: string;
  readonly version: number;
}

/** Sealed rows of a day, or of a month by its first date. */
export interface MadeVersion {
  readonly day: string;
  readonly version: number;
  readonly isMonth: boolean;
}

/** What an engine does for sealing and for queries over sealed days. */
export interface SealingEngine extends SealLookUps {
  readonly dialect: Dialect;
  /** A statement costs it more before it reads than most cards cost to read: they are asked together. */
  readonly isSlowToPlan: boolean;
  /** Sealed events of a range from which those that meet a question's filters are kept for the next; may be infinite. */
  readonly filteredFrom: number;
  rows(query: BuiltQuery): Promise<unknown[][]>;
  /** Runs statements that fill tables, one after the other, on a connection that may take its time. */
  fill(statements: readonly BuiltQuery[]): Promise<void>;
  fingerprint(days: { siteIds: readonly number[]; from: number; to: number }): Promise<Fingerprint>;
  dropOpen(version: number): Promise<void>;
  /** The versions that count, of days of several sites. */
  sealedVersions(days: Omit<SealRequest, "zone">): Promise<readonly SealedVersion[]>;
  dropSealed(versions: readonly SealedVersion[]): Promise<void>;
  /** Versions of which a site's days have rows, whether they count or not. */
  madeVersions(siteId: number, days: readonly string[]): Promise<readonly MadeVersion[]>;
  /** Versions in `open_events` that have rows of a site's days. */
  openVersions(siteId: number, days: readonly string[]): Promise<readonly number[]>;
  /** Removes the notes of a site's seals and of its months' sums: their rows count no longer. */
  forgetSeals(siteId: number, days: readonly string[], months: readonly string[]): Promise<void>;
  /** Makes the sums of months count. */
  noteMonths(months: readonly (MonthRecord & { siteId: number })[]): Promise<void>;
  /** How long questions under way may still read what was replaced. Milliseconds. */
  readonly keepReplacedMs: number;
  /** Makes the rows of a version count, in one step; before that they are rows of nobody. */
  noteSeals(seals: readonly (SealRecord & { siteId: number })[]): Promise<void>;
}
