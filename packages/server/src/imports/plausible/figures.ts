import type { Place, Utm } from "../../domain/event/facts.ts";
import type { Site } from "../../domain/site/site.ts";
import { coarsen } from "../../pipeline/steps/put-place.ts";
import { readBrowser, readDevice, readSystem } from "../rows/read-agent.ts";
import type { CsvRow } from "../rows/read-csv.ts";
import { readHostname, readPage } from "../rows/read-page.ts";
import { readPlace } from "../rows/read-place.ts";
import type { Share } from "./assign-values.ts";
import type { PageFigures } from "./plan-pages.ts";
import type { PlausibleTableName } from "./tables.data.ts";

export type DayRows = Readonly<Record<PlausibleTableName, readonly CsvRow[]>>;

export interface DayTotals {
  readonly visitors: number;
  readonly visits: number;
  readonly pageviews: number;
  readonly bounces: number;
  /** Seconds, of all visits together. */
  readonly duration: number;
}

/** Values of a dimension with their shares of the day, in the same order. */
export interface Shares<Value> {
  readonly values: readonly Value[];
  readonly shares: readonly Share[];
}

export interface Source {
  readonly referrer: string;
  readonly utm: Utm;
}

export interface DayPage extends PageFigures {
  readonly path: string;
  readonly hostname: string;
}

export function count(row: CsvRow, column: string): number {
  return Number(row.text(column)) || 0;
}

export function totalsOf(rows: readonly CsvRow[]): DayTotals {
  const sum = (column: string) => rows.reduce((all, row) => all + count(row, column), 0);
  return {
    visitors: sum("visitors"),
    visits: sum("visits"),
    pageviews: sum("pageviews"),
    bounces: sum("bounces"),
    duration: sum("visit_duration"),
  };
}

/** A day's pages, from the three files that know of them. */
export function pagesOf({ pages, entries, exits }: DayRows, site: Site): DayPage[] {
  const byPath = new Map<string, { -readonly [Key in keyof DayPage]: DayPage[Key] }>();
  const page = (path: string) => {
    const known = byPath.get(path);
    if (known !== undefined) return known;
    const made = { path, hostname: "", visitors: 0, pageviews: 0, entries: 0, exits: 0, bounces: 0 };
    byPath.set(path, made);
    return made;
  };
  for (const row of pages) {
    const found = page(pathOf(row.text("page"), site));
    found.hostname ||= readHostname(row.text("hostname"));
    found.visitors += count(row, "visitors");
    found.pageviews += count(row, "pageviews");
  }
  for (const row of entries) {
    const found = page(pathOf(row.text("entry_page"), site));
    found.entries += count(row, "entrances");
    found.bounces += count(row, "bounces");
  }
  for (const row of exits) page(pathOf(row.text("exit_page"), site)).exits += count(row, "exits");
  return [...byPath.values()];
}

function pathOf(path: string, site: Site): string {
  return path === "" ? "" : readPage({ hostname: "", path, referrer: "" }, site).path;
}

export function sourcesOf(rows: readonly CsvRow[], site: Site, hostname: string): Shares<Source> {
  return sharesOf(rows, (row) => sourceOf(row, site, hostname));
}

function sourceOf(row: CsvRow, site: Site, hostname: string): Source {
  // Plausible knows a source by its name as well; the page that it linked from says more.
  const told = row.text("referrer") || (row.text("utm_source") === "" ? row.text("source") : "");
  const facts = {
    hostname,
    path: "",
    campaign: {
      source: row.text("utm_source"),
      medium: row.text("utm_medium"),
      campaign: row.text("utm_campaign"),
      content: row.text("utm_content"),
      term: row.text("utm_term"),
    },
    referrer: told,
  };
  const { referrer, utm } = readPage(facts, site);
  return { referrer, utm };
}

/** Cities are numbers of GeoNames there, whose names the export lacks. */
export function placesOf(rows: readonly CsvRow[], site: Site): Shares<Place> {
  return sharesOf(rows, (row) =>
    coarsen(readPlace(row.text("country"), row.text("region"), ""), site.geoPrecision),
  );
}

export function devicesOf(rows: readonly CsvRow[]): Shares<string> {
  return sharesOf(rows, (row) => readDevice(row.text("device")));
}

export function browsersOf(rows: readonly CsvRow[]): Shares<ReturnType<typeof readBrowser>> {
  return sharesOf(rows, (row) => readBrowser(row.text("browser"), row.text("browser_version")));
}

export function systemsOf(rows: readonly CsvRow[]): Shares<ReturnType<typeof readSystem>> {
  return sharesOf(rows, (row) =>
    readSystem(row.text("operating_system"), row.text("operating_system_version")),
  );
}

/** Rows that mean the same value to us are one share. */
function sharesOf<Value>(rows: readonly CsvRow[], read: (row: CsvRow) => Value): Shares<Value> {
  const byKey = new Map<
    string,
    { value: Value; share: { visitors: number; visits: number; pageviews: number } }
  >();
  for (const row of rows) {
    const value = read(row);
    const key = JSON.stringify(value);
    const known = byKey.get(key) ?? { value, share: { visitors: 0, visits: 0, pageviews: 0 } };
    known.share.visitors += count(row, "visitors");
    known.share.visits += count(row, "visits");
    known.share.pageviews += count(row, "pageviews");
    byKey.set(key, known);
  }
  const all = [...byKey.values()];
  return { values: all.map(({ value }) => value), shares: all.map(({ share }) => share) };
}
