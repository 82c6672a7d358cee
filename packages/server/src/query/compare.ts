import {
  type Figure,
  isSignificant,
  isTimeDimension,
  type Metric,
  nearestQuotient,
  type ReplyRow,
  roundHalfAway,
  type TableRow,
} from "@millrace/protocol";
import type { PlainFilter } from "../domain/plain-filter.ts";
import type { PlanDimension, PlanRow, QueryPlan } from "../ports/event-store.ts";
import type { Range } from "./ranges/date-range.ts";

/**
 * Returns the plan of the other window, restricted to the rows at hand, since their counterparts may be anywhere in its
 * order.
 */
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
    withEmptyRows: true,
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
  /** The totals that shares of the other window are computed from. */
  readonly otherTotals: QueryPlan["totals"];
  /** Both windows are over and were counted throughout. Otherwise no change is marked as significant. */
  readonly isComparable: boolean;
}

/** Adds to each row its counterpart in the other window. */
export function withComparison(
  rows: readonly PlanRow[],
  others: readonly PlanRow[],
  windows: ComparedWindows,
): ReplyRow[] {
  const { dimensions, metrics, labels, otherLabels } = windows;
  const nothing = nothingOf(windows);
  const byKey = new Map(others.map((row) => [JSON.stringify(row.dimensions), row]));
  return rows.map(({ cases, ...row }) => {
    const counterpart = row.dimensions.map((value, index) =>
      isTimeDimension(dimensions[index] as string) ? otherLabels[labels.indexOf(value)] : value,
    );
    // The other window has fewer buckets.
    if (!isWhole(counterpart)) return row;
    const other = byKey.get(JSON.stringify(counterpart)) ?? nothing;
    return {
      ...row,
      comparison: {
        metrics: other.metrics,
        dimensions: counterpart,
        change: metrics.map((metric, index) =>
          changeOf(metric, row.metrics[index] ?? null, other.metrics[index] ?? null),
        ),
        significant: significantOf({ ...row, cases: cases ?? [] }, other, windows),
      },
    };
  });
}

function significantOf(row: PlanRow, other: PlanRow, { metrics, isComparable }: ComparedWindows): boolean[] {
  const measured = ({ metrics: figures, cases }: PlanRow, index: number) => ({
    figure: figures[index] ?? null,
    cases: cases?.[index] ?? 0,
  });
  return metrics.map(
    (metric, index) => isComparable && isSignificant(metric, measured(row, index), measured(other, index)),
  );
}

const isWhole = (values: readonly (string | undefined)[]): values is string[] => !values.includes(undefined);

/** Counts of nothing are 0, as is a share of something; a quotient of nothing is null. */
const COUNTS: readonly Metric[] = ["visitors", "visits", "pageviews", "events", "total_revenue"];
const SHARE_OF = { percentage: "visitors", conversion_rate: "visitorsWithoutGoals" } as const;

/** Returns the figures of a row that one window lacks. */
function nothingOf({ metrics, otherTotals }: ComparedWindows): PlanRow {
  const cases = metrics.map((metric) => {
    const total = Object.entries(SHARE_OF).find(([name]) => name === metric)?.[1];
    return total === undefined ? 0 : (otherTotals[total] ?? 0);
  });
  return {
    dimensions: [],
    metrics: metrics.map((metric, index) => (COUNTS.includes(metric) || (cases[index] ?? 0) > 0 ? 0 : null)),
    cases,
  };
}

const PERCENTAGES: readonly Metric[] = [
  "bounce_rate",
  "exit_rate",
  "scroll_depth",
  "percentage",
  "conversion_rate",
  "group_conversion_rate",
];

/** Returns the change in percent; in points where the metric is a percentage. */
export function changeOf(metric: Metric, now: Figure, before: Figure): Figure {
  if (now === null || before === null) return null;
  const [is, was] = [hundredths(now), hundredths(before)];
  if (PERCENTAGES.includes(metric)) return Number(is - was) / 100;
  if (was === 0n) return null;
  // Of how much it was: from -10 to 5 is a rise.
  return Number(nearestQuotient(100n * (is - was), was < 0n ? -was : was));
}

/** Returns whole hundredths, so that halves are exact: no figure has more than two decimals. */
const hundredths = (figure: number): bigint => BigInt(roundHalfAway(figure * 100));
