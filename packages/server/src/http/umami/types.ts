import type { Dimension } from "@millrace/protocol";

/** The dimensions of Umami's `type`. `url` and `host` are older names of `path` and `hostname`. */
export const UMAMI_TYPES: Readonly<Partial<Record<string, Dimension>>> = {
  path: "event:page",
  url: "event:page",
  entry: "visit:entry_page",
  exit: "visit:exit_page",
  referrer: "visit:referrer",
  channel: "visit:channel",
  browser: "visit:browser",
  os: "visit:os",
  device: "visit:device",
  screen: "visit:screen",
  language: "visit:language",
  country: "visit:country",
  region: "visit:region",
  city: "visit:city",
  event: "event:name",
  hostname: "event:hostname",
  host: "event:hostname",
  utmSource: "visit:utm_source",
  utmMedium: "visit:utm_medium",
  utmCampaign: "visit:utm_campaign",
  utmContent: "visit:utm_content",
  utmTerm: "visit:utm_term",
};

/** Filters of Umami on something that Millrace's events do not have. */
export const UMAMI_ONLY = ["title", "query", "tag", "distinctId", "segment", "cohort"] as const;
