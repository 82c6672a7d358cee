import { type Filter, METRICS, type Metric } from "@millrace/protocol";
import { isAskable } from "./askable-metrics.ts";
import { choosesConversions } from "./conversions.ts";
import { readFilter, writeFilter } from "./filter-text.ts";
import { lengthOf, type Period, readPeriod, writePeriod } from "./period.ts";

export const COMPARES = ["none", "previous_period", "year_over_year"] as const;
export type Compare = (typeof COMPARES)[number];
export const INTERVALS = ["minute", "hour", "day", "week", "month"] as const;
export type ChartInterval = (typeof INTERVALS)[number];

export const WEEKDAYS = ["matched", "as-dates"] as const;
export type Weekdays = (typeof WEEKDAYS)[number];

/** What the address of a site's page says, as text. Whatever can be changed on the page is here: a link shows the same. */
export interface SiteSearch {
  period?: string;
  compare?: string;
  /** Whether the comparison lays weekdays on weekdays: `matched`, `as-dates`. */
  weekdays?: string;
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
  /** `true`: events without the property are shown, too. */
  unset?: string;
}

/** The same, understood. */
export interface SiteView {
  /** Null: the page chooses. */
  readonly period: Period | null;
  readonly compare: Compare;
  /** Null: the page chooses by the period's length. */
  readonly weekdays: Weekdays | null;
  readonly filters: readonly Filter[];
  /** Parts of the address that can't be understood. */
  readonly unreadable: readonly Unreadable[];
  /** The filters choose a goal or an event: conversions are counted. */
  readonly countsConversions: boolean;
  /** Visitors where the address names none that can be asked with the filters. */
  readonly metric: Metric;
  readonly interval: ChartInterval | null;
}

const oneOf = <Name extends string>(names: readonly Name[], text: string | undefined): Name | null =>
  names.find((name) => name === text) ?? null;

/** A part of the address, by its name and what it says. */
export interface Unreadable {
  readonly name: keyof SiteSearch;
  readonly text: string;
}

/**
 * `open` has the filters with what their segments keep in place, where that is known: what can be asked depends on it.
 */
export function readView(search: SiteSearch, open = (filters: readonly Filter[]) => filters): SiteView {
  const texts = search.f ?? [];
  const read = texts.map(readFilter);
  const filters = read.filter((filter) => filter !== null);
  const opened = open(filters);
  const metric = oneOf(METRICS, search.metric);
  return {
    period: readPeriod(search.period),
    compare: oneOf(COMPARES, search.compare) ?? "previous_period",
    weekdays: oneOf(WEEKDAYS, search.weekdays),
    filters,
    unreadable: [
      ...unreadableParts(search),
      ...texts
        .filter((_text, index) => read[index] === null)
        .map((text): Unreadable => ({ name: "f", text })),
    ],
    countsConversions: choosesConversions(opened),
    metric: metric !== null && isAskable(metric, opened) ? metric : "visitors",
    interval: oneOf(INTERVALS, search.interval),
  };
}

function unreadableParts(search: SiteSearch): Unreadable[] {
  const names: readonly (readonly [keyof SiteSearch, readonly string[]])[] = [
    ["compare", COMPARES],
    ["weekdays", WEEKDAYS],
    ["metric", METRICS],
    ["interval", INTERVALS],
  ];
  const { period } = search;
  const isNoPeriod = period !== undefined && period !== "" && readPeriod(period) === null;
  return [
    ...(isNoPeriod ? [{ name: "period" as const, text: period }] : []),
    ...names.flatMap(([name, known]) => {
      const text = search[name] as string | undefined;
      return text === undefined || text === "" || known.includes(text) ? [] : [{ name, text }];
    }),
  ];
}

/** From so many days on weekdays and weekends would lie upon each other in a comparison by dates. */
const MATCHED_FROM_DAYS = 8;
/** Longer ones are shown by months, whose firsts lie on each other. */
const MATCHED_TO_DAYS = 190;

/** Whether a comparison of the period can lay weekdays on weekdays at all. */
export function mayMatchWeekdays(period: Period): boolean {
  const days = lengthOf(period);
  return days !== null && days >= MATCHED_FROM_DAYS && days <= MATCHED_TO_DAYS;
}

export const matchesWeekdays = ({ weekdays }: Pick<SiteView, "weekdays">, period: Period): boolean =>
  mayMatchWeekdays(period) && weekdays !== "as-dates";

/** Changes of a view, as changes of the address. What is as it is anyway is left out. */
export function writeView(changes: Partial<SiteView>): SiteSearch {
  const { period, compare, weekdays, filters, metric, interval } = changes;
  return {
    ...(period !== undefined && { period: period === null ? undefined : writePeriod(period) }),
    ...(compare !== undefined && { compare: compare === "previous_period" ? undefined : compare }),
    ...(weekdays !== undefined && { weekdays: weekdays ?? undefined }),
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
