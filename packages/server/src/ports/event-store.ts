import type { Dimension, Metric, NameDimension, TableRow } from "@millrace/protocol";
import type { Event } from "../domain/event/event.ts";
import type { PlainFilter } from "../domain/plain-filter.ts";
import type { Scope } from "./queue.ts";

/** Events in the store's own row format. */
export interface EncodedRows {
  readonly count: number;
  readonly bytes: Buffer;
}

/** What rows are grouped by: `time` was given its bucket, names their codes. */
export type PlanDimension = Exclude<Dimension, "time" | NameDimension>;

/** A query with its names resolved: what to measure, between which instants, in whose zone. */
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
  /** The goals that `event:goal` stands for, each with what meets it. */
  readonly goals: readonly { readonly name: string; readonly filter: PlainFilter }[];
  /** The filters without their goals, which a group's conversion is a share of. */
  readonly filtersWithoutGoals: readonly PlainFilter[];
  /** What shares are shares of. */
  readonly totals: { readonly visitors?: number; readonly visitorsWithoutGoals?: number };
  readonly orderBy: readonly (readonly [Metric | PlanDimension, "asc" | "desc"])[];
  readonly limit: number;
  readonly offset: number;
  /** False: from stored events alone, as if no day was sealed. */
  readonly useSealed: boolean;
  /** Whether rows tell how many cases their metrics stand on, for tests of significance. */
  readonly withCases?: boolean;
  /** Whether the row of its only dimension's empty value is left out, which closed days can do and a filter can't. */
  readonly withoutEmptyValue?: boolean;
  /** Whether rows whose first metric has nothing are given too: what a row is compared with may be one. */
  readonly withEmptyRows?: boolean;
}

/** A row of a plan, with the cases of each metric where they are asked for. */
export interface PlanRow extends TableRow {
  readonly cases?: readonly number[];
}

/** Rows of a plan, and the currency of its revenue where it has one. */
export interface QueryResult {
  readonly rows: readonly PlanRow[];
  /** Currencies among the rows' revenue. */
  readonly currencies: readonly string[];
  /** A row has several of them, and therefore no revenue. */
  readonly hasMixedRevenue: boolean;
}

/** Sessions of a site that start in a range. Instants in epoch ms, from inclusive, to exclusive. */
export interface SessionsPlan {
  readonly siteId: number;
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  /** A session is listed when any of its events, engagement left out, meets them all. */
  readonly filters: readonly PlainFilter[];
  readonly limit: number;
  /** Sessions that are passed over; as many are worked out, so callers put a limit to it. */
  readonly offset: number;
}

/** What tells a session from all others of a site. */
export interface SessionKey {
  /** Of the day on which it began. Unsigned decimal. */
  readonly visitorId: string;
  /** Of its first event that is no engagement. Epoch ms. */
  readonly startedAt: number;
}

/** A session as reports count it. */
export interface Session extends SessionKey {
  /** Of its last event, engagement included. Epoch ms. */
  readonly endedAt: number;
  /** From start to end, whole seconds. */
  readonly seconds: number;
  readonly pageviews: number;
  /** Page views included, engagement left out. */
  readonly events: number;
  readonly isBounce: boolean;
  readonly facts: Readonly<Record<SessionFact, string>>;
}

/** What a session has from its first event and its page views: codes, "" where nothing is known. */
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

/** Different visitors of a site around an instant; who sent `engagement` only is none. */
export interface RecentVisitors {
  readonly siteId: number;
  /** Of the last five minutes. */
  readonly current: number;
  /** Of the last 24 hours, and of the 24 before them. */
  readonly visitors: number;
  readonly previous: number;
  /** Of each of the last 24 hours, the oldest first. */
  readonly hours: readonly number[];
}

export interface SiteStats {
  readonly totalViews: number;
  readonly uniqueUsers: number;
  readonly topPaths: readonly { readonly path: string; readonly views: number }[];
}

/** Which events of a site are looked at for the keys of their properties. */
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

/** Which events of a site are read back as they went by. Instants in epoch ms, from inclusive, to exclusive. */
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

/** What a site has of one UTC date. */
export interface SiteDay {
  readonly siteId: number;
  /** `2026-03-10` */
  readonly date: string;
  /** Rows, and the page views and events that they stand for. */
  readonly rows: number;
  readonly counted: number;
}

/** Neighbouring days of sites of one zone. */
export interface SealRequest {
  readonly zone: string;
  readonly siteIds: readonly number[];
  /** Dates of the zone, `2026-03-10`, both included; fewer than 1000 days, which versions are told apart by. */
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Figures of a sealed day that are not what its events say. */
export interface SealDifference {
  readonly siteId: number;
  readonly day: string;
  readonly set: number;
  readonly values: readonly string[];
}

export interface EventStore {
  readonly scope: Scope;
  /** Applies the numbered migrations that are missing. Safe to call again. */
  migrate(): Promise<void>;
  encode(events: readonly Event[]): EncodedRows;
  /**
   * Writes rows so that they survive a power cut. A token that was written before writes nothing.
   * Throws RowsRefused (none of the rows was written) or StoreUnavailable (outcome unknown: insertMissing is next).
   */
  insert(rows: EncodedRows, token: string): Promise<void>;
  /**
   * Writes those of the events that are not stored, told by site and id. For an insert under this token whose outcome
   * is unknown: whatever became of it, every event is stored once afterwards. Throws like insert.
   */
  insertMissing(events: readonly Event[], token: string): Promise<void>;
  /** Throws QueryTooHeavy or StoreUnavailable. */
  query(plan: QueryPlan): Promise<QueryResult>;
  /** How many rows the plan has without its limit. */
  countRows(plan: QueryPlan): Promise<number>;
  /**
   * The first event of a site before an instant, both in epoch ms; null where there is none. Looked up anew each time, since
   * an import may bring older ones. Throws StoreUnavailable.
   */
  firstEventAt(siteId: number, before: number): Promise<number | null>;
  /** Of those of the sites that had any in 48 hours, in no order; `now` in epoch ms. Throws QueryTooHeavy or StoreUnavailable. */
  recentVisitors(siteIds: readonly number[], now: number): Promise<readonly RecentVisitors[]>;
  /** The newest sessions first, those of the same instant by visitor. Throws QueryTooHeavy or StoreUnavailable. */
  listSessions(plan: SessionsPlan): Promise<readonly Session[]>;
  /**
   * A session and its first events, engagement included, by timestamp and id, no more than `limit`. Null where there is
   * none: late events may have given it another start. Throws QueryTooHeavy or StoreUnavailable.
   */
  readSession(
    session: SessionKey & { readonly siteId: number; readonly zone: string; readonly limit: number },
  ): Promise<{ readonly session: Session; readonly events: readonly SessionEvent[] } | null>;
  /** Views of a counted page per UTC hour, keyed by the hour's epoch ms; from inclusive, to exclusive. */
  viewsByHour(options: { page: string; from: number; to: number }): Promise<ReadonlyMap<number, number>>;
  /** Figures of one site, for one UTC date or all time; of page views only, or of every event. */
  siteStats(options: {
    siteId: number;
    date: string | null;
    only: "pageviews" | "events";
  }): Promise<SiteStats>;
  /**
   * Keys of properties by their events, the most first, then by key. Events as the metric counts them: engagement is none.
   * Reads every event of the range. Throws QueryTooHeavy or StoreUnavailable.
   */
  propertyKeys(plan: PropertyKeysPlan): Promise<readonly PropertyKey[]>;
  /** The newest events first, engagement left out. Throws QueryTooHeavy or StoreUnavailable. */
  recentEvents(plan: RecentEventsPlan): Promise<readonly RecentEvent[]>;
  /** Every stored event, by receipt. For checks and exports. */
  readEvents(): AsyncIterable<Event>;
  /** Every site and UTC date that has events, in order. For moves and their check. */
  storedDays(): Promise<readonly SiteDay[]>;
  /** The events of one site and UTC date in pages, by timestamp and id. */
  readDay(day: Pick<SiteDay, "siteId" | "date">): AsyncIterable<readonly Event[]>;
  /** Every site and UTC date that has events, with about how many. For the sealing of days. */
  daysWithEvents(): Promise<readonly Pick<SiteDay, "siteId" | "date" | "rows">[]>;
  /** Dates of the zone that are sealed, and whose seal knows of every event. */
  sealedDays(siteId: number, zone: string): Promise<readonly string[]>;
  /** Late arrivals noted for each site: when the number grows, some of its days are not sealed any more. */
  lateArrivals(): Promise<ReadonlyMap<number, number>>;
  /**
   * Works days out once and for all: reports read what is counted here until an event arrives late. Days without events
   * are sealed as well. May be broken off anywhere and run again. Throws StoreUnavailable or QueryTooHeavy.
   */
  sealDays(request: SealRequest): Promise<void>;
  /** Adds up the sealed days of every whole month of the sites, where that is not done: long ranges read the sums. */
  sealMonths(sites: Pick<SealRequest, "zone" | "siteIds">): Promise<void>;
  /** Works sealed days out again and compares: every figure of every set. */
  checkSeals(request: SealRequest): Promise<readonly SealDifference[]>;
  /** Removes a site's events before an instant (epoch ms) and frees their disk. */
  eraseBefore(siteId: number, before: number): Promise<void>;
  /**
   * Removes everything of a site and frees its disk: events, what was counted of them, seals. May be broken off anywhere
   * and run again, and costs next to nothing where nothing is left. For sites whose ids are never used again.
   */
  eraseSite(siteId: number): Promise<void>;
  /** Throws StoreUnavailable when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
