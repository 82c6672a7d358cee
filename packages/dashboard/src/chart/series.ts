import type { Figure, Metric, ReportReply } from "@millrace/protocol";
import { daysBetween, type Interval } from "../format/date.ts";

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
  /** Of revenue; undefined where there is none, or of several currencies. */
  readonly currency: string | undefined;
}

/** Metrics that are unknown, not 0, where nothing was counted (docs/metrics.md). */
const UNKNOWN_OF_NOTHING: readonly Metric[] = [
  "time_on_page",
  "scroll_depth",
  "exit_rate",
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
  return { interval: intervalOf(labels), points, partial, begun, currency: meta.revenue_currency };
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
