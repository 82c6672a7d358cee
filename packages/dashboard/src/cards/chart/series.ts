import type { Figure, Metric, ReportReply } from "@millrace/protocol";
import { datesOfBucket, daysBetween, type Interval } from "../../format/date.ts";

/** One bucket of time with its figures. */
export interface Point {
  readonly label: string;
  readonly figures: Readonly<Partial<Record<Metric, Figure>>>;
}

export interface Series {
  readonly interval: Interval;
  readonly points: readonly Point[];
  /** The bucket that still runs; -1 when none does. */
  readonly partial: number;
  /** How many buckets have begun, the one that runs included: a period such as `month` reaches beyond today. */
  readonly begun: number;
  /** The first and the last date that the buckets count: the first and the last week may be there in part. */
  readonly within: readonly [first: string, last: string];
  /** Of revenue; undefined where there is none, or of several currencies. */
  readonly currency: string | undefined;
}

/** Metrics that are unknown, not 0, where nothing was counted (docs/metrics.md). */
const UNKNOWN_OF_NOTHING: readonly Metric[] = [
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
  "time_on_page",
  "scroll_depth",
  "exit_rate",
  "conversion_rate",
  "average_revenue",
];

/** A reply of the report `timeseries` with a point for every bucket, those without events included. */
export function toSeries({ results, meta, query }: Pick<ReportReply, "results" | "meta" | "query">): Series {
  const labels = meta.time_labels ?? [];
  const rows = new Map(results.map((row) => [row.dimensions[0], row.metrics]));
  const partial = meta.partial_time_label === undefined ? -1 : labels.indexOf(meta.partial_time_label);
  const begun = partial < 0 ? labels.length : partial + 1;
  const points = labels.map((label, at) => {
    const figures = rows.get(label) ?? query.metrics.map((metric) => (at < begun ? ofNothing(metric) : null));
    return {
      label,
      figures: Object.fromEntries(query.metrics.map((metric, index) => [metric, figures[index] ?? null])),
    };
  });
  const [from = "", to = ""] = query.date_range;
  return {
    interval: intervalOf(labels),
    points,
    partial,
    begun,
    within: [from.slice(0, 10), to.slice(0, 10)],
    currency: meta.revenue_currency,
  };
}

/** The buckets that say less than their neighbours: one that runs, and weeks and months of which the period holds some days only. */
export function partsOf(series: Series): number[] {
  const { interval, within, partial } = series;
  return begunPoints(series).flatMap(({ label }, index) => {
    const whole = datesOfBucket(label, interval);
    const held = datesOfBucket(label, interval, within);
    return index === partial || held.join() !== whole.join() ? [index] : [];
  });
}

const ofNothing = (metric: Metric): Figure => (UNKNOWN_OF_NOTHING.includes(metric) ? null : 0);

/** The points that there is something to say about. */
export const begunPoints = ({ points, begun }: Series): readonly Point[] => points.slice(0, begun);

/** The length of the buckets, by their labels: `2026-03-10 14:05:00` or `2026-03-10`. */
function intervalOf([first, second]: readonly string[]): Interval {
  if (first === undefined) return "day";
  if (first.length > 10) return first.slice(0, 13) === second?.slice(0, 13) ? "minute" : "hour";
  const days = second === undefined ? 1 : daysBetween(first, second);
  if (days >= 28) return "month";
  return days === 7 ? "week" : "day";
}

/** Intervals that a chart of so many days can show: from a handful of points to some hundreds. */
export function intervalsFor(days: number): readonly Interval[] {
  const limits: readonly (readonly [Interval, number, number])[] = [
    ["hour", 1, 31],
    ["day", 2, 731],
    ["week", 14, 3660],
    ["month", 59, Number.POSITIVE_INFINITY],
  ];
  return limits.filter(([, from, to]) => days >= from && days <= to).map(([interval]) => interval);
}

/** The interval that a chart of so many days has unless another is chosen: the server's own rule. */
export function usualInterval(days: number): Interval {
  if (days <= 2) return "hour";
  return days <= 190 ? "day" : "month";
}
