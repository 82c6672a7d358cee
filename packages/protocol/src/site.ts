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
}

/** What `PATCH /api/v1/sites/{site}` takes; `POST /api/v1/sites` takes a name beside it. */
export type SiteChanges = Partial<Omit<SiteInfo, "name">>;

/** Reply of `GET /api/v1/sites`. By name. */
export interface SiteList {
  readonly sites: readonly SiteInfo[];
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
