import {
  type Figure,
  isTimeDimension,
  type Metric,
  nearestQuotient,
  type ReplyRow,
  roundHalfAway,
  type TableRow,
} from "@millrace/protocol";
import type { PlainFilter } from "../domain/plain-filter.ts";
import type { PlanDimension, QueryPlan } from "../ports/event-store.ts";
import type { Range } from "./date-range.ts";

/** The plan of the other window: of the rows at hand alone, since their counterparts may be anywhere in its order. */
export function comparisonPlan(plan: QueryPlan, range: Range, rows: readonly TableRow[]): QueryPlan {
  const filters: PlainFilter[] = [];
  for (const [index, name] of plan.dimensions.entries()) {
    if (isTimeDimension(name) || name === "event:goal") continue;
    filters.push(["is", name, [...new Set(rows.map(({ dimensions }) => dimensions[index] as string))]]);
  }
  const needsFilter = plan.limit <= rows.length || plan.offset > 0;
  return {
    ...plan,
    ...range,
    filters: needsFilter ? [...plan.filters, ...filters] : plan.filters,
    filtersWithoutGoals: needsFilter ? [...plan.filtersWithoutGoals, ...filters] : plan.filtersWithoutGoals,
    orderBy: plan.dimensions.map((name) => [name, "asc"] as const),
    limit: 100_000,
    offset: 0,
  };
}

export interface ComparedWindows {
  readonly dimensions: readonly PlanDimension[];
  readonly metrics: readonly Metric[];
  /** Labels of the two windows' buckets, in order: the first is compared with the first. */
  readonly labels: readonly string[];
  readonly otherLabels: readonly string[];
}

/** Puts beside each row the one that it is compared with. */
export function withComparison(
  rows: readonly TableRow[],
  others: readonly TableRow[],
  windows: ComparedWindows,
): ReplyRow[] {
  const { dimensions, metrics, labels, otherLabels } = windows;
  const nothing = metrics.map((metric): Figure => (OF_NOTHING_NULL.includes(metric) ? null : 0));
  const byKey = new Map(others.map((row) => [JSON.stringify(row.dimensions), row]));
  return rows.map((row) => {
    const counterpart = row.dimensions.map((value, index) =>
      isTimeDimension(dimensions[index] as string) ? otherLabels[labels.indexOf(value)] : value,
    );
    // The other window has fewer buckets.
    if (!isWhole(counterpart)) return row;
    const other = byKey.get(JSON.stringify(counterpart))?.metrics ?? nothing;
    return {
      ...row,
      comparison: {
        dimensions: counterpart,
        metrics: other,
        change: metrics.map((metric, index) =>
          change(metric, row.metrics[index] ?? null, other[index] ?? null),
        ),
      },
    };
  });
}

const isWhole = (values: readonly (string | undefined)[]): values is string[] => !values.includes(undefined);

const OF_NOTHING_NULL: readonly Metric[] = ["time_on_page", "scroll_depth", "exit_rate", "average_revenue"];

const PERCENTAGES: readonly Metric[] = [
  "bounce_rate",
  "exit_rate",
  "scroll_depth",
  "percentage",
  "conversion_rate",
  "group_conversion_rate",
];

function change(metric: Metric, now: Figure, before: Figure): Figure {
  if (now === null || before === null) return null;
  const [is, was] = [hundredths(now), hundredths(before)];
  if (PERCENTAGES.includes(metric)) return Number(is - was) / 100;
  if (was === 0n) return null;
  // Of how much it was: from -10 to 5 is a rise.
  return Number(nearestQuotient(100n * (is - was), was < 0n ? -was : was));
}

/** No figure has more than two decimals: whole numbers, so that halves are halves. */
const hundredths = (figure: number): bigint => BigInt(roundHalfAway(figure * 100));
