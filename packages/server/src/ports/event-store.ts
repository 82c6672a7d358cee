import type { Dimension, Metric, NameDimension, TableRow } from "@millrace/protocol";
import type { Event } from "../domain/event/event.ts";
import type { PlainFilter } from "../domain/plain-filter.ts";
import type { ErasureScope } from "../domain/site/erasure.ts";
import type { Scope } from "./queue.ts";

/** Events in the store's own row format. */
export interface EncodedRows {
  readonly count: number;
  readonly bytes: Buffer;
}

/** What rows are grouped by. `time` is resolved to its bucket, names to their codes. */
export type PlanDimension = Exclude<Dimension, "time" | NameDimension>;

/** A query with its names resolved: what to measure, between which instants, in which zone. */
export interface QueryPlan {
  readonly siteId: number;
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
  readonly zone: string;
  readonly metrics: readonly Metric[];
  readonly dimensions: readonly PlanDimension[];
  readonly filters: readonly PlainFilter[];
  /** The goals that `event:goal` stands for, each with the filter that meets it. */
  readonly goals: readonly { readonly name: string; readonly filter: PlainFilter }[];
  /** The filters without their goals. A group's conversion rate is a share of what meets these. */
  readonly filtersWithoutGoals: readonly PlainFilter[];
  /** The totals that shares are computed from. */
  readonly totals: { readonly visitors?: number; readonly visitorsWithoutGoals?: number };
  readonly orderBy: readonly (readonly [Metric | PlanDimension, "asc" | "desc"])[];
  readonly limit: number;
  readonly offset: number;
  /** false: computes from stored events alone, as if no day was sealed. */
  readonly useSealed: boolean;
  /** Whether rows include the number of cases behind each metric, for tests of significance. */
  readonly withCases?: boolean;
  /** Whether the row of the only dimension's empty value is left out. Sealed days can do this; a filter can't. */
  readonly withoutEmptyValue?: boolean;
  /** Whether rows are returned even if their first metric is zero: a comparison may need such a row. */
  readonly withEmptyRows?: boolean;
}

/** A row of a plan, with the cases of each metric where `withCases` requests them. */
export interface PlanRow extends TableRow {
  readonly cases?: readonly number[];
}

/** Rows of a plan, and the currency of its revenue where it has one. */
export interface QueryResult {
  readonly rows: readonly PlanRow[];
  /** Currencies among the rows' revenue. */
  readonly currencies: readonly string[];
  /** Some row has several currencies, and therefore no revenue. */
  readonly hasMixedRevenue: boolean;
}

/** Sessions of a site that start in a range. Instants in epoch ms, from inclusive, to exclusive. */
export interface SessionsPlan {
  readonly siteId: number;
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  /** A session is listed when any one of its events, engagement left out, meets all filters. */
  readonly filters: readonly PlainFilter[];
  readonly limit: number;
  /** Number of sessions to skip. Skipped sessions are computed too, so callers limit it. */
  readonly offset: number;
}

/** Identifies a session among all sessions of a site. */
export interface SessionKey {
  /** The visitor's id on the day on which the session began. Unsigned decimal. */
  readonly visitorId: string;
  /** When its first event happened, engagement left out. Epoch ms. */
  readonly startedAt: number;
}

/** A session as reports count it. */
export interface Session extends SessionKey {
  /** When its last event happened, engagement included. Epoch ms. */
  readonly endedAt: number;
  /** From start to end, whole seconds. */
  readonly seconds: number;
  readonly pageviews: number;
  /** Page views included, engagement left out. */
  readonly events: number;
  readonly isBounce: boolean;
  readonly facts: Readonly<Record<SessionFact, string>>;
}

/** What a session takes from its first event and its page views: codes, "" where unknown. */
export const SESSION_FACTS = [
  "entry_page",
  "exit_page",
  "source",
  "channel",
  "referrer",
  "country",
  "region",
  "city",
  "device",
  "browser",
  "os",
] as const;
export type SessionFact = (typeof SESSION_FACTS)[number];

/** An event of a session. */
export type SessionEvent = Pick<
  Event,
  "timestamp" | "name" | "hostname" | "path" | "props" | "engagedMs" | "scrollDepth" | "revenue"
>;

/** Number of different visitors of a site around an instant. A visitor who sent only `engagement` does not count. */
export interface RecentVisitors {
  readonly siteId: number;
  /** Visitors of the last five minutes. */
  readonly current: number;
  /** Visitors of the last 24 hours, and (`previous`) of the 24 hours before them. */
  readonly visitors: number;
  readonly previous: number;
  /** Visitors of each of the last 24 hours, the oldest first. */
  readonly hours: readonly number[];
}

export interface SiteStats {
  readonly totalViews: number;
  readonly uniqueUsers: number;
  readonly topPaths: readonly { readonly path: string; readonly views: number }[];
}

/** Which events of a site are searched for keys of properties. */
export interface PropertyKeysPlan {
  readonly siteId: number;
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
  /** Name of the events; null: all. */
  readonly event: string | null;
  readonly limit: number;
}

/** A property's key, and the events that have it. */
export interface PropertyKey {
  readonly key: string;
  readonly events: number;
}

/** Which recent events of a site are read. Instants in epoch ms, from inclusive, to exclusive. */
export interface RecentEventsPlan {
  readonly siteId: number;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** An event without its visitor; "" where nothing is known. */
export interface RecentEvent {
  /** Epoch ms. */
  readonly timestamp: number;
  readonly name: string;
  readonly path: string;
  readonly source: string;
  readonly country: string;
  readonly city: string;
  readonly device: string;
  readonly browser: string;
}

/** What a site has stored for one UTC date. */
export interface SiteDay {
  readonly siteId: number;
  /** `2026-03-10` */
  readonly date: string;
  /** Number of rows, and (`counted`) of the page views and events that they stand for. */
  readonly rows: number;
  readonly counted: number;
}

/** Consecutive days to seal, of sites with the same zone. */
export interface SealRequest {
  readonly zone: string;
  readonly siteIds: readonly number[];
  /**
   * Dates of the zone, `2026-03-10`, both included. Fewer than 1000 days: each day adds one to the seal's version, and
   * versions are 1000 apart.
   */
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Figures of a sealed day that differ from those computed from its events. */
export interface SealDifference {
  readonly siteId: number;
  readonly day: string;
  readonly set: number;
  readonly values: readonly string[];
}

export interface EventStore {
  readonly scope: Scope;
  /** Applies the numbered migrations that are missing. Idempotent. */
  migrate(): Promise<void>;
  encode(events: readonly Event[]): EncodedRows;
  /**
   * Writes rows so that they survive a power cut. Idempotent: a token that was written before writes nothing. Throws
   * RowsRefused (none of the rows was written) or StoreUnavailable (outcome unknown: call insertMissing next).
   */
  insert(rows: EncodedRows, token: string): Promise<void>;
  /**
   * Writes those of the events that are not stored, compared by site and id. Called after an insert under this token
   * whose outcome is unknown: afterwards every event is stored exactly once. Throws like insert.
   */
  insertMissing(events: readonly Event[], token: string): Promise<void>;
  /** Throws QueryTooHeavy or StoreUnavailable. */
  query(plan: QueryPlan): Promise<QueryResult>;
  /** Returns how many rows the plan has without its limit. */
  countRows(plan: QueryPlan): Promise<number>;
  /**
   * Returns when the first event of a site before an instant happened, both in epoch ms; null when there is none. Never
   * cached, since an import may add older events. Throws StoreUnavailable.
   */
  firstEventAt(siteId: number, before: number): Promise<number | null>;
  /**
   * Returns the visitors of those sites that had any in 48 hours, in no order; `now` in epoch ms. Throws QueryTooHeavy
   * or StoreUnavailable.
   */
  recentVisitors(siteIds: readonly number[], now: number): Promise<readonly RecentVisitors[]>;
  /**
   * Returns the newest sessions first, those of the same instant by visitor. Throws QueryTooHeavy or StoreUnavailable.
   */
  listSessions(plan: SessionsPlan): Promise<readonly Session[]>;
  /**
   * Returns a session and its first events, engagement included, by timestamp and id, at most `limit`. Null when there
   * is no such session: late events may have given it another start. Throws QueryTooHeavy or StoreUnavailable.
   */
  readSession(
    session: SessionKey & { readonly siteId: number; readonly zone: string; readonly limit: number },
  ): Promise<{ readonly session: Session; readonly events: readonly SessionEvent[] } | null>;
  /** Returns the views of a counted page per UTC hour, keyed by the hour's epoch ms; from inclusive, to exclusive. */
  viewsByHour(options: { page: string; from: number; to: number }): Promise<ReadonlyMap<number, number>>;
  /** Returns the figures of one site, for one UTC date or all time, of page views only or of every event. */
  siteStats(options: {
    siteId: number;
    date: string | null;
    only: "pageviews" | "events";
  }): Promise<SiteStats>;
  /**
   * Returns keys of properties with their number of events, the most frequent first, then by key. Engagement does not
   * count, as in the metric `events`. Reads every event of the range. Throws QueryTooHeavy or StoreUnavailable.
   */
  propertyKeys(plan: PropertyKeysPlan): Promise<readonly PropertyKey[]>;
  /** Returns the newest events first, engagement left out. Throws QueryTooHeavy or StoreUnavailable. */
  recentEvents(plan: RecentEventsPlan): Promise<readonly RecentEvent[]>;
  /** Yields every stored event, by receipt. For checks and exports. */
  readEvents(): AsyncIterable<Event>;
  /** Returns every site and UTC date that has events, in order. For moves and their check. */
  storedDays(): Promise<readonly SiteDay[]>;
  /** Yields the events of one site and UTC date in pages, by timestamp and id. */
  readDay(day: Pick<SiteDay, "siteId" | "date">): AsyncIterable<readonly Event[]>;
  /** Returns every site and UTC date that has events, with about how many. For the sealing of days. */
  daysWithEvents(): Promise<readonly Pick<SiteDay, "siteId" | "date" | "rows">[]>;
  /** Returns the zone's dates that have a valid seal, one that covers every event. */
  sealedDays(siteId: number, zone: string): Promise<readonly string[]>;
  /** Returns the number of late arrivals noted for each site. When it grows, some sealed days of the site are void. */
  lateArrivals(): Promise<ReadonlyMap<number, number>>;
  /**
   * Computes rollups of days. Reports read these figures until a late event invalidates them. Days without events are
   * sealed as well. May be interrupted anywhere and run again. Throws StoreUnavailable or QueryTooHeavy.
   */
  sealDays(request: SealRequest): Promise<void>;
  /**
   * Adds up the sealed days of every whole month of the sites, where that is not done yet. Long ranges read the sums.
   */
  sealMonths(sites: Pick<SealRequest, "zone" | "siteIds">): Promise<void>;
  /** Computes sealed days again and compares every figure of every set with the stored one. Returns the differences. */
  checkSeals(request: SealRequest): Promise<readonly SealDifference[]>;
  /** Removes a site's events before an instant (epoch ms) and frees their disk. */
  eraseBefore(siteId: number, before: number): Promise<void>;
  /**
   * Removes everything of a site and frees its disk: events, rollups, seals. May be interrupted anywhere and run again,
   * and costs next to nothing when nothing is left. For sites whose ids are never used again.
   */
  eraseSite(siteId: number): Promise<void>;
  /** Returns how many stored events an erasure covers, by UTC date, in order. */
  erasableDays(erasure: ErasureScope): Promise<readonly Pick<SiteDay, "date" | "rows">[]>;
  /**
   * Removes an erasure's events of some UTC dates, and every rollup and seal that may count them: figures are exact at
   * once. May be interrupted anywhere and run again with these dates, which nobody knows once the events are gone.
   */
  eraseEvents(erasure: ErasureScope, dates: readonly string[]): Promise<void>;
  /** Removes rows around those dates, made before an instant (epoch ms), that an interrupted seal may have left. */
  eraseReplaced(siteId: number, dates: readonly string[], madeBefore: number): Promise<void>;
  /** Throws StoreUnavailable when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
