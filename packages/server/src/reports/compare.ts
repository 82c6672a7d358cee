import {
  type Comparisons,
  type Figure,
  isTimeDimension,
  type Metric,
  nearestQuotient,
  type Query,
  type ReplyRow,
  roundHalfAway,
  type TableRow,
} from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import type { PlainFilter } from "../domain/plain-filter.ts";
import { DAY } from "../domain/time.ts";
import { addDays, addMonths, localDate, startOfDate } from "../domain/zoned-time.ts";
import type { PlanDimension, QueryPlan } from "../ports/event-store.ts";
import { type Range, resolveDateRange } from "./date-range.ts";

const WEEK_DAYS = 7;

/** The window that a range is compared with. Throws BadRequest. */
export function comparisonRange(
  asked: Query["date_range"],
  range: Range,
  zone: string,
  options: Comparisons,
  now: number,
): Range {
  if (asked === "all")
    throw new BadRequest("include.comparisons: date_range all leaves nothing to compare with");
  if (options.mode !== "custom" && options.date_range !== undefined) {
    throw new BadRequest(
      `include.comparisons: a date_range of its own needs the mode custom, not ${options.mode}`,
    );
  }
  if (options.mode === "custom") {
    if (options.date_range === undefined)
      throw new BadRequest("include.comparisons: custom needs a date_range");
    return resolveDateRange(options.date_range, zone, now);
  }
  const first = localDate(zone, range.from);
  const isWholeDays = startOfDate(zone, first) === range.from && isStartOfDay(zone, range.to);
  if (!isWholeDays) return shiftedByLength(range, options.mode);
  const days = daysBetween(first, localDate(zone, range.to));
  const start = comparisonStart(first, days, options);
  const last = addDays(first, days - 1);
  const end =
    options.mode === "year_over_year" && !options.match_day_of_week
      ? addMonths(last, -12)
      : addDays(start, days - 1);
  return { from: startOfDate(zone, start), to: startOfDate(zone, addDays(end, 1)) };
}

const isStartOfDay = (zone: string, at: number) => startOfDate(zone, localDate(zone, at)) === at;

function comparisonStart(first: string, days: number, { mode, match_day_of_week }: Comparisons): string {
  const start = mode === "previous_period" ? addDays(first, -days) : addMonths(first, -12);
  if (!match_day_of_week) return start;
  // The nearest day of the same weekday; of a period right before, one that does not reach into it.
  const off = (((weekday(first) - weekday(start)) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
  const later = addDays(start, off);
  const fits = mode === "previous_period" ? off === 0 : off <= WEEK_DAYS / 2;
  return fits ? later : addDays(later, -WEEK_DAYS);
}

const weekday = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay();
const daysBetween = (first: string, end: string) => Math.round((Date.parse(end) - Date.parse(first)) / DAY);

function shiftedByLength({ from, to }: Range, mode: string): Range {
  const by = mode === "previous_period" ? to - from : 365 * DAY;
  return { from: from - by, to: to - by };
}

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
