import { isTimeDimension, type Metric, type ValueDimension } from "@millrace/protocol";
import type { QueryPlan } from "../../../ports/event-store.ts";
import { emptyLabel } from "./columns.ts";
import { type FigureName, metricRule } from "./figures.ts";

/** Page views that their sender counted have no visitors: where they are shown, they make a row too. */
const OF_VISITORS_OR_NOBODY: readonly Metric[] = ["pageviews", "events"];

/**
 * When a row of figures is a row of the table: its first metric has something to tell, which is a count that is not 0, or
 * a quotient of something. Null where all rows are: buckets of time, whose other metrics add up to those of the range.
 */
export function rowCondition(plan: QueryPlan, names = { value: "d0", prefix: "" }): string | null {
  const { dimensions, withoutEmptyValue = false } = plan;
  const conditions = [
    ...(withoutEmptyValue ? [`${names.value} <> '${emptyLabel(dimensions[0] as ValueDimension)}'`] : []),
    ...firstMetricCondition(plan, names.prefix),
  ];
  return conditions.length === 0 ? null : conditions.join(" AND ");
}

function firstMetricCondition(
  { metrics, dimensions, withEmptyRows = false }: QueryPlan,
  prefix: string,
): string[] {
  const [first] = metrics;
  if (withEmptyRows || first === undefined || dimensions.length === 0 || dimensions.some(isTimeDimension))
    return [];
  const isSome = (name: FigureName) => `${prefix}${name} <> 0`;
  const { of } = metricRule(first, dimensions);
  if (of === "revenue") {
    // Money in several currencies has no sum, and is there all the same.
    return [`(${isSome(of)} OR ${prefix}currency_from <> ${prefix}currency_to)`];
  }
  if (typeof of !== "string") return (of.isUnknownAtZero ? [of.below, of.above] : [of.below]).map(isSome);
  const others =
    first === "visitors" ? metrics.filter((metric) => OF_VISITORS_OR_NOBODY.includes(metric)) : [];
  return [`(${[of, ...(others as FigureName[])].map(isSome).join(" OR ")})`];
}
