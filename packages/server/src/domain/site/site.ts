import type { GeoPrecision, TrailingSlash } from "@millrace/protocol";

/** A measured property. */
export interface Site {
  readonly id: number;
  /** What trackers send as `site`; unique. */
  readonly name: string;
  /** Hosts whose events are accepted; empty: any. A leading dot includes subdomains. */
  readonly domains: readonly string[];
  /** IANA zone in which the site's days begin. */
  readonly timezone: string;
  /** Query parameters that stay in page and referrer URLs, beside the campaign ones. */
  readonly safeQueryParams: readonly string[];
  /** Whether `/a/` is another page than `/a`. Applies to events from then on; stored rows stay. */
  readonly trailingSlash: TrailingSlash;
  readonly geoPrecision: GeoPrecision;
  /** Days that events are kept; 0 = for ever. */
  readonly retentionDays: number;
  /** Patterns of pages whose events are not counted (see fitsPagePattern). */
  readonly excludedPages: readonly string[];
  /** Hosts whose events are not counted. A leading dot includes subdomains. */
  readonly excludedHosts: readonly string[];
  /** Addresses and CIDR ranges whose events are not counted, entered by the site's owner. */
  readonly excludedAddresses: readonly string[];
  /** Whether only events with an ingest key of the site count. */
  readonly needsIngestKey: boolean;
  /** Origins of pages whose events count, `https://example.com`; empty: any. */
  readonly allowedOrigins: readonly string[];
  /** On share links, rows with fewer visitors than this are summed up in one; 0 = off. */
  readonly shareThreshold: number;
  /** Team that the site belongs to; null: to none, as sites made before the first account. */
  readonly teamId: number | null;
  /** Random secret that turns this site's user ids into hashes. */
  readonly key: Buffer;
}

export type SiteSettings = Omit<Site, "id" | "name" | "key" | "teamId">;

export const DEFAULT_SITE_SETTINGS: SiteSettings = {
  domains: [],
  timezone: "UTC",
  safeQueryParams: [],
  trailingSlash: "keep",
  geoPrecision: "city",
  retentionDays: 5 * 366,
  excludedPages: [],
  excludedHosts: [],
  excludedAddresses: [],
  needsIngestKey: false,
  allowedOrigins: [],
  shareThreshold: 0,
};

/** Name of the site that counted page views without a visitor (`/page-views/*`) belong to. */
export const PAGE_VIEWS_SITE = "page-views";
