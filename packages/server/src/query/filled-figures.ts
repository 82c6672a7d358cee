import type { Figure, Metric, QueryReply } from "@millrace/protocol";
import { changeOf } from "./compare.ts";

/** Metrics that other products' read APIs return as 0 where the divisor is 0, and Millrace's as null. */
const ZERO_OF_NOTHING: readonly Metric[] = [
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
  "percentage",
  "conversion_rate",
  "group_conversion_rate",
];

/** Returns figures as other products' APIs show them. */
export function filledFigures(metrics: readonly Metric[], figures: readonly Figure[]): Figure[] {
  return metrics.map((metric, index) => {
    const figure = figures[index] ?? null;
    return figure === null && ZERO_OF_NOTHING.includes(metric) ? 0 : figure;
  });
}

/** Returns a row's figures and their changes as other products' APIs show them. */
export function filledRow(metrics: readonly Metric[], row: QueryReply["results"][number] | undefined) {
  const now = filledFigures(metrics, row?.metrics ?? []);
  const before = filledFigures(metrics, row?.comparison?.metrics ?? []);
  return {
    now,
    change: metrics.map((metric, index) => changeOf(metric, now[index] ?? null, before[index] ?? null)),
  };
}
