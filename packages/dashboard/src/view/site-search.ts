import { type Filter, METRICS, type Metric } from "@millrace/protocol";
import { isAskable } from "./askable-metrics.ts";
import { readFilter, writeFilter } from "./filter-text.ts";
import { type Period, readPeriod, writePeriod } from "./period.ts";

export const COMPARES = ["none", "previous_period", "year_over_year"] as const;
export type Compare = (typeof COMPARES)[number];
export const INTERVALS = ["minute", "hour", "day", "week", "month"] as const;
export type ChartInterval = (typeof INTERVALS)[number];

/** What the address of a site's page says, as text. Whatever can be changed on the page is here: a link shows the same. */
export interface SiteSearch {
  period?: string;
  compare?: string;
  /** Filters, one each. */
  f?: string[];
  metric?: string;
  interval?: string;
  /** Reports chosen among the tabs of their cards. */
  tabs?: string[];
  /** The report that is shown whole, what is searched in it, its order, and the tag that campaigns are shown by. */
  detail?: string;
  q?: string;
  sort?: string;
  tag?: string;
  /** The session whose path is shown. */
  session?: string;
  /** The event, and the property of events, that the card of properties shows. */
  event?: string;
  property?: string;
}

/** The same, understood. */
export interface SiteView {
  /** Null: the page chooses. */
  readonly period: Period | null;
  readonly compare: Compare;
  readonly filters: readonly Filter[];
  /** Texts of filters that can't be understood. */
  readonly unreadable: readonly string[];
  /** Visitors where the address names none that can be asked with the filters. */
  readonly metric: Metric;
  readonly interval: ChartInterval | null;
}

const oneOf = <Name extends string>(names: readonly Name[], text: string | undefined): Name | null =>
  names.find((name) => name === text) ?? null;

export function readView(search: SiteSearch): SiteView {
  const texts = search.f ?? [];
  const read = texts.map(readFilter);
  const filters = read.filter((filter) => filter !== null);
  const metric = oneOf(METRICS, search.metric);
  return {
    period: readPeriod(search.period),
    compare: oneOf(COMPARES, search.compare) ?? "previous_period",
    filters,
    unreadable: texts.filter((_text, index) => read[index] === null),
    metric: metric !== null && isAskable(metric, filters) ? metric : "visitors",
    interval: oneOf(INTERVALS, search.interval),
  };
}

/** Changes of a view, as changes of the address. What is as it is anyway is left out. */
export function writeView(changes: Partial<SiteView>): SiteSearch {
  const { period, compare, filters, metric, interval } = changes;
  return {
    ...(period !== undefined && { period: period === null ? undefined : writePeriod(period) }),
    ...(compare !== undefined && { compare: compare === "previous_period" ? undefined : compare }),
    ...(filters !== undefined && { f: filters.length === 0 ? undefined : filters.map(writeFilter) }),
    ...(metric !== undefined && { metric: metric === "visitors" ? undefined : metric }),
    ...(interval !== undefined && { interval: interval ?? undefined }),
  } as SiteSearch;
}

const LISTS: readonly string[] = ["f", "tabs"] satisfies (keyof SiteSearch)[];

/** `?f=a&f=b&period=7d` as an object; only what is listed may come more than once. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const params = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => [
      name,
      LISTS.includes(name) ? params.getAll(name) : (params.get(name) ?? ""),
    ]),
  );
}

/** Paths, commas and colons stay readable. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== "") params.append(name, String(one));
    }
  }
  const text = params.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
  return text === "" ? "" : `?${text}`;
}
