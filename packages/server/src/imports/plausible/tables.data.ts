import type { ColumnKind } from "../rows/marks-for-nothing.data.ts";

/** A file of Plausible's export: its name without dates and extension, the columns it must have, those of them that count. */
export interface PlausibleTable {
  readonly name: string;
  readonly required: readonly string[];
  readonly counts: readonly string[];
}

/** Columns that later versions added (referrer, browser_version, pageviews …) are read where they are there. */
export const PLAUSIBLE_TABLES = {
  visitors: table("imported_visitors", [], ["visitors", "pageviews", "bounces", "visits", "visit_duration"]),
  pages: table("imported_pages", ["page"], ["visitors", "pageviews"]),
  entries: table("imported_entry_pages", ["entry_page"], ["entrances", "bounces"]),
  exits: table("imported_exit_pages", ["exit_page"], ["exits"]),
  sources: table("imported_sources", ["source"], ["visitors", "visits"]),
  places: table("imported_locations", ["country", "region"], ["visitors", "visits"]),
  devices: table("imported_devices", ["device"], ["visitors", "visits"]),
  browsers: table("imported_browsers", ["browser"], ["visitors", "visits"]),
  systems: table("imported_operating_systems", ["operating_system"], ["visitors", "visits"]),
  events: table("imported_custom_events", ["name"], ["visitors", "events"]),
} as const;

export type PlausibleTableName = keyof typeof PLAUSIBLE_TABLES;

function table(name: string, columns: readonly string[], counts: readonly string[]): PlausibleTable {
  return { name, required: ["date", ...columns, ...counts], counts };
}

const COUNTS = [
  "visitors",
  "visits",
  "pageviews",
  "bounces",
  "visit_duration",
  "entrances",
  "exits",
  "events",
];

/** What the columns of all files hold. */
export const PLAUSIBLE_KINDS: Readonly<Record<string, ColumnKind>> = {
  date: "date",
  ...Object.fromEntries(COUNTS.map((name) => [name, "number"] as const)),
  hostname: "fixed",
  page: "path",
  entry_page: "path",
  exit_page: "path",
  source: "referrer",
  referrer: "referrer",
  utm_source: "campaign",
  utm_medium: "campaign",
  utm_campaign: "campaign",
  utm_content: "campaign",
  utm_term: "campaign",
  country: "place",
  region: "place",
  device: "agent",
  browser: "agent",
  browser_version: "agent",
  operating_system: "agent",
  operating_system_version: "agent",
  name: "name",
  link_url: "query",
  path: "query",
};
