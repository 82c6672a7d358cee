import type { Figure, Metric } from "@millrace/protocol";
import type { Event } from "../../src/domain/event/event.ts";
import { isEngagement, isPageView, type PlacedEvent, type Visit } from "./oracle-visits.ts";

/** What a row of a table has, by the rules of each kind of metric. */
export interface Row {
  /** Selected events, engagement included. */
  readonly events: readonly PlacedEvent[];
  /** The same for exit_rate, which counts exit pages by page. */
  readonly exitEvents: readonly PlacedEvent[];
  /** Selected visits. */
  readonly visits: ReadonlySet<Visit>;
  /** The same for the metrics that take a page for the entry page. */
  readonly entryVisits: ReadonlySet<Visit>;
  /** Visitors of the same query without dimensions; without dimensions and goals; of the same group without goals. */
  readonly visitorsOfQuery: number;
  readonly visitorsWithoutGoals: number;
  readonly visitorsOfGroup: number;
}

/** Metrics of visits; all others are of events. */
export const VISIT_METRICS: readonly Metric[] = [
  "visits",
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
];
/** Those that an `event:` dimension cannot divide, but for `event:page`, which is the entry page then. */
export const ENTRY_METRICS: readonly Metric[] = ["views_per_visit", "bounce_rate", "visit_duration"];
/** Those that engagement is part of. */
export const ENGAGEMENT_METRICS: readonly Metric[] = ["time_on_page", "scroll_depth"];

/** One metric of docs/metrics.md after the other. */
export function figureOf(metric: Metric, row: Row): Figure {
  const visits = [...row.entryVisits];
  switch (metric) {
    case "visitors":
      return visitorsOf(row.events);
    case "pageviews":
      return pageViewsOf(row.events);
    case "events":
      return sum(row.events, ({ event }) => (isEngagement(event) ? 0 : event.count));
    case "visits":
      return row.visits.size;
    case "views_per_visit":
      return quotient(
        sum(visits, ({ pageviews }) => pageviews),
        visits.length,
        2,
      );
    case "bounce_rate":
      return percent(visits.filter(({ isBounce }) => isBounce).length, visits.length, 1);
    case "visit_duration":
      return quotient(
        sum(visits, ({ seconds }) => seconds),
        visits.length,
        1,
      );
    case "time_on_page":
      return timeOnPage(row.events);
    case "scroll_depth":
      return scrollDepth(row.events);
    case "exit_rate":
      return exitRate(row.exitEvents);
    case "total_revenue":
      return totalRevenue(row.events);
    case "average_revenue":
      return averageRevenue(row.events);
    case "percentage":
      return percent(visitorsOf(row.events), row.visitorsOfQuery, 1);
    case "conversion_rate":
      return percent(visitorsOf(row.events), row.visitorsWithoutGoals, 1);
    case "group_conversion_rate":
      return percent(visitorsOf(row.events), row.visitorsOfGroup, 1);
  }
}

/** Whether a row is one of a table that has these metrics: its first one has something to tell. */
export function isRowOf(metrics: readonly Metric[], row: Row): boolean {
  const [first] = metrics as [Metric];
  const isMixed = currenciesOf(row.events).length > 1;
  switch (first) {
    case "visitors":
      // Views that their sender counted have no visitors.
      return metrics.some(
        (metric) => ["visitors", "pageviews", "events"].includes(metric) && figureOf(metric, row) !== 0,
      );
    case "percentage":
    case "conversion_rate":
      return visitorsOf(row.events) > 0;
    case "total_revenue":
      return isMixed || revenueOf(row.events) !== 0n;
    case "average_revenue":
      return earners(row.events).length > 0;
    case "visits":
    case "pageviews":
    case "events":
      return figureOf(first, row) !== 0;
    default:
      return figureOf(first, row) !== null;
  }
}

/** The independent cases that a metric stands on, for the test of significance. */
export function casesOf(metric: Metric, row: Row): number {
  switch (metric) {
    case "views_per_visit":
    case "bounce_rate":
    case "visit_duration":
      return row.entryVisits.size;
    case "time_on_page":
      return byVisitPageDay(row.events.filter(({ event, visit }) => isPageView(event) && visit !== null))
        .length;
    case "scroll_depth":
      return byVisitPageDay(row.events.filter(({ event, visit }) => event.scrollDepth > 0 && visit !== null))
        .length;
    case "exit_rate":
      return pageViewsOf(row.exitEvents);
    case "total_revenue":
    case "average_revenue":
      return earners(row.events).length;
    case "percentage":
      return row.visitorsOfQuery;
    case "conversion_rate":
      return row.visitorsWithoutGoals;
    case "group_conversion_rate":
      return row.visitorsOfGroup;
    default:
      return visitorsOf(row.events);
  }
}

/** Different pairs of visitor id and day, engagement left out. */
export function visitorsOf(events: readonly PlacedEvent[]): number {
  const counted = events.filter(({ event }) => !isEngagement(event) && event.visitorId !== "0");
  return new Set(counted.map(({ event, day }) => `${day} ${event.visitorId}`)).size;
}

function pageViewsOf(events: readonly PlacedEvent[]): number {
  return sum(events, ({ event }) => (isPageView(event) ? event.count : 0));
}

function timeOnPage(events: readonly PlacedEvent[]): Figure {
  const viewed = events.filter(({ event, visit }) => isPageView(event) && visit !== null);
  const engagedMs = sum(events, ({ event }) => event.engagedMs);
  // Nothing reported is not the same as no time.
  return engagedMs === 0 ? null : quotient(engagedMs, 1000 * byVisitPageDay(viewed).length, 1);
}

function scrollDepth(events: readonly PlacedEvent[]): Figure {
  const known = events.filter(({ event, visit }) => event.scrollDepth > 0 && visit !== null);
  const deepest = byVisitPageDay(known).map((some) =>
    Math.max(...some.map(({ event }) => event.scrollDepth)),
  );
  return quotient(
    sum(deepest, (depth) => depth),
    deepest.length,
    0,
  );
}

/** The events in one list for every pair of visit and page on a day. */
function byVisitPageDay(events: readonly PlacedEvent[]): PlacedEvent[][] {
  const found = new Map<string, PlacedEvent[]>();
  for (const one of events) {
    const key = JSON.stringify([one.visit?.start.id, one.event.path, one.day]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

function exitRate(events: readonly PlacedEvent[]): Figure {
  const exits = events.filter(({ event, visit }) => visit !== null && visit.lastPageView === event);
  return percent(exits.length, pageViewsOf(events), 1);
}

const earners = (events: readonly PlacedEvent[]): Event[] =>
  events.map(({ event }) => event).filter(({ revenue }) => revenue !== null);

/** The currencies of the events that have revenue. */
export function currenciesOf(events: readonly PlacedEvent[]): string[] {
  return [...new Set(earners(events).map(({ revenue }) => revenue?.currency ?? ""))];
}

function totalRevenue(events: readonly PlacedEvent[]): Figure {
  if (currenciesOf(events).length > 1) return null;
  return divide(revenueOf(events), 10_000n, 2);
}

function averageRevenue(events: readonly PlacedEvent[]): Figure {
  const number = earners(events).length;
  if (currenciesOf(events).length > 1 || number === 0) return null;
  return divide(revenueOf(events), 10_000n * BigInt(number), 2);
}

/** In ten-thousandths of the currency, so that nothing is lost. */
function revenueOf(events: readonly PlacedEvent[]): bigint {
  return earners(events).reduce((total, { revenue }) => total + tenThousandths(revenue?.amount ?? "0"), 0n);
}

function tenThousandths(amount: string): bigint {
  const [, sign = "", whole = "0", fraction = ""] = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(amount) ?? [];
  return BigInt(`${sign}${whole}${fraction.padEnd(4, "0")}`);
}

const percent = (part: number, whole: number, decimals: number): Figure =>
  quotient(part * 100, whole, decimals);

function quotient(above: number, below: number, decimals: number): Figure {
  return below === 0 ? null : divide(BigInt(above), BigInt(below), decimals);
}

/** Rounded to so many decimals, halves away from zero. */
function divide(above: bigint, below: bigint, decimals: number): number {
  const scale = 10n ** BigInt(decimals);
  const size = above < 0n ? -above : above;
  const units = (2n * size * scale + below) / (2n * below);
  const text = `${units / scale}.${String(units % scale).padStart(decimals, "0")}`;
  const figure = Number(text);
  return above < 0n && figure !== 0 ? -figure : figure;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
