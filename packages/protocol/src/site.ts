import type { Filter } from "./filter.ts";

/** How precisely visitors' places are kept. */
export const GEO_PRECISIONS = ["none", "country", "region", "city"] as const;
export type GeoPrecision = (typeof GEO_PRECISIONS)[number];

/** What happens to a trailing slash of a page's path: `keep`, so that `/a` and `/a/` are two pages, or `strip`. */
export const TRAILING_SLASHES = ["keep", "strip"] as const;
export type TrailingSlash = (typeof TRAILING_SLASHES)[number];

/** A site's settings, as the API returns and accepts them. */
export interface SiteInfo {
  /** What trackers send as `site`. */
  readonly name: string;
  /** Hosts whose events are accepted; empty: any. A leading dot includes subdomains. */
  readonly domains: readonly string[];
  /** IANA zone in which the site's days begin. */
  readonly timezone: string;
  /** Query parameters that stay in page and referrer URLs, besides the campaign ones. */
  readonly safe_query_params: readonly string[];
  /** `strip`: from when it is set, `/a/` counts as `/a`. */
  readonly trailing_slash: TrailingSlash;
  readonly geo_precision: GeoPrecision;
  /** Days that events are kept; 0 = for ever. */
  readonly retention_days: number;
  /**
   * Pages whose events are not counted, as patterns like those of goals: `*` is anything within a segment, `**`
   * anything at all.
   */
  readonly excluded_pages: readonly string[];
  /** Hosts of pages whose events are not counted, written as `domains` are. */
  readonly excluded_hosts: readonly string[];
  /** Addresses and CIDR ranges of visitors who are not counted. Visitors' own addresses are never kept. */
  readonly excluded_addresses: readonly string[];
  /** Whether only events with an ingest key of the site count. */
  readonly needs_ingest_key: boolean;
  /** Origins of pages whose events count, `https://example.com`; empty: any. */
  readonly allowed_origins: readonly string[];
  /** On share links, rows with fewer visitors than this are summed up in one; 0 = off. */
  readonly share_threshold: number;
}

/** Body of `PATCH /api/v1/sites/{site}`; `POST /api/v1/sites` also takes a name. */
export type SiteChanges = Partial<Omit<SiteInfo, "name">>;

/** Reply of `GET /api/v1/sites`, ordered by name. */
export interface SiteList {
  readonly sites: readonly SiteInfo[];
}

/** Number of visitors of a site in the last 24 hours, and now. */
export interface SiteOverview {
  readonly name: string;
  /** Visitors of the last five minutes. */
  readonly current_visitors: number;
  /** Visitors of the last 24 hours. */
  readonly visitors: number;
  /** Visitors of the 24 hours before those. */
  readonly previous: number;
  /** Visitors of each of the last 24 hours, the oldest first. */
  readonly hours: readonly number[];
  /** When the first event happened, ISO 8601; null when the site has none. */
  readonly first_event: string | null;
}

/** Reply of `GET /api/v1/sites-overview`, ordered by name. */
export interface SiteOverviewList {
  readonly sites: readonly SiteOverview[];
}

/** Body of `DELETE /api/v1/sites/{site}` and `POST /api/v1/sites/{site}/reset`. */
export interface SiteConfirmation {
  /** The site's name again. */
  readonly confirm: string;
}

/** Reply to a request that names a new site in an invalid way. */
export interface SiteNameRefusal {
  readonly error: string;
  /** A valid name; absent where none is known. */
  readonly suggestion?: string;
}

/** A name that events were sent under and that belongs to no site. */
export interface UnknownSiteInfo {
  readonly name: string;
  /** Number of dropped events of that name. */
  readonly events: number;
  /** ISO 8601. */
  readonly first_seen: string;
  readonly last_seen: string;
  /** Whether somebody decided that the name stays unknown. */
  readonly ignored: boolean;
}

/** Reply of `GET /api/v1/unknown-sites`. The latest first, ignored ones last. */
export interface UnknownSiteList {
  readonly unknown_sites: readonly UnknownSiteInfo[];
}

/** A note that somebody wrote on a day of the chart. */
export interface AnnotationInfo {
  readonly id: number;
  /** `2026-03-10`, in the site's zone. */
  readonly date: string;
  readonly text: string;
}

export type NewAnnotationInfo = Omit<AnnotationInfo, "id">;

/** Reply of `GET /api/v1/sites/{site}/annotations`, ordered by date. */
export interface AnnotationList {
  readonly annotations: readonly AnnotationInfo[];
}

/** A goal of a site: an event by its name, or a page by its pattern. */
export interface GoalInfo {
  readonly id: number;
  readonly name: string;
  readonly event: string | null;
  readonly page: string | null;
}

/** A new goal: `event`, `page`, or both. */
export type NewGoalInfo = Partial<Omit<GoalInfo, "id">>;

/** Filters that a site keeps under a name. */
export interface SegmentInfo {
  readonly id: number;
  readonly name: string;
  readonly filters: readonly Filter[];
}

/** A property's key, and the number of events that have it. */
export interface PropertyKeyInfo {
  readonly key: string;
  readonly events: number;
}

/** Reply of `GET /api/v1/sites/{site}/properties`: at most 100, the most frequent first. */
export interface PropertyKeyList {
  readonly keys: readonly PropertyKeyInfo[];
}
