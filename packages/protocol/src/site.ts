import type { Filter } from "./filter.ts";

/** How precisely visitors' places are kept. */
export const GEO_PRECISIONS = ["none", "country", "region", "city"] as const;
export type GeoPrecision = (typeof GEO_PRECISIONS)[number];

/** What becomes of the slash at the end of a page's path: it stays, so that `/a` and `/a/` are two pages, or it goes. */
export const TRAILING_SLASHES = ["keep", "strip"] as const;
export type TrailingSlash = (typeof TRAILING_SLASHES)[number];

/** A site's settings, as the API shows and takes them. */
export interface SiteInfo {
  /** What trackers send as `site`. */
  readonly name: string;
  /** Hosts whose events are taken; none: any. A leading dot takes subdomains too. */
  readonly domains: readonly string[];
  /** IANA zone in which the site's days begin. */
  readonly timezone: string;
  /** Query parameters that stay in page and referrer URLs, beside the campaign ones. */
  readonly safe_query_params: readonly string[];
  /** `strip`: `/a/` counts as `/a`, from when it is set. */
  readonly trailing_slash: TrailingSlash;
  readonly geo_precision: GeoPrecision;
  /** Days that events are kept; 0 = for ever. */
  readonly retention_days: number;
  /** Pages whose events are not counted, as patterns of goals: `*` is anything within a segment, `**` anything at all. */
  readonly excluded_pages: readonly string[];
  /** Hosts of pages whose events are not counted, written as `domains` are. */
  readonly excluded_hosts: readonly string[];
  /** Addresses and CIDR ranges of visitors who are not counted. Visitors' own addresses are never kept. */
  readonly excluded_addresses: readonly string[];
}

/** What `PATCH /api/v1/sites/{site}` takes; `POST /api/v1/sites` takes a name beside it. */
export type SiteChanges = Partial<Omit<SiteInfo, "name">>;

/** Reply of `GET /api/v1/sites`. By name. */
export interface SiteList {
  readonly sites: readonly SiteInfo[];
}

/** Who was on a site in the last 24 hours, and who is there now. */
export interface SiteOverview {
  readonly name: string;
  /** Visitors of the last five minutes. */
  readonly current_visitors: number;
  /** Of the last 24 hours. */
  readonly visitors: number;
  /** Of the 24 hours before them. */
  readonly previous: number;
  /** Of each of the last 24 hours, the oldest first. */
  readonly hours: readonly number[];
  /** ISO 8601; null when the site has no event. */
  readonly first_event: string | null;
}

/** Reply of `GET /api/v1/sites-overview`. By name. */
export interface SiteOverviewList {
  readonly sites: readonly SiteOverview[];
}

/** Body of `DELETE /api/v1/sites/{site}` and `POST /api/v1/sites/{site}/reset`. */
export interface SiteConfirmation {
  /** The site's name again. */
  readonly confirm: string;
}

/** Reply of a request that names a new site in a way that can't be one. */
export interface SiteNameRefusal {
  readonly error: string;
  /** A name that can be; absent where none is known. */
  readonly suggestion?: string;
}

/** A name that events were sent under and that is no site's. */
export interface UnknownSiteInfo {
  readonly name: string;
  /** Events of it that were dropped. */
  readonly events: number;
  /** ISO 8601. */
  readonly first_seen: string;
  readonly last_seen: string;
  /** Somebody said that it is to stay unknown. */
  readonly ignored: boolean;
}

/** Reply of `GET /api/v1/unknown-sites`. The latest first, ignored ones last. */
export interface UnknownSiteList {
  readonly unknown_sites: readonly UnknownSiteInfo[];
}

/** What somebody wrote beside a day of the chart. */
export interface AnnotationInfo {
  readonly id: number;
  /** `2026-03-10`, in the site's zone. */
  readonly date: string;
  readonly text: string;
}

export type NewAnnotationInfo = Omit<AnnotationInfo, "id">;

/** Reply of `GET /api/v1/sites/{site}/annotations`. By date. */
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

/** What a goal is made of: `event`, `page`, or both. */
export type NewGoalInfo = Partial<Omit<GoalInfo, "id">>;

/** Filters of a site under a name. */
export interface SegmentInfo {
  readonly id: number;
  readonly name: string;
  readonly filters: readonly Filter[];
}

/** A property's key, and the events that have it. */
export interface PropertyKeyInfo {
  readonly key: string;
  readonly events: number;
}

/** Reply of `GET /api/v1/sites/{site}/properties`: at most 100, the most frequent first. */
export interface PropertyKeyList {
  readonly keys: readonly PropertyKeyInfo[];
}
