import {
  type Dimension,
  type Filter,
  isNameDimension,
  isTimeDimension,
  type Metric,
  NAME_DIMENSIONS,
  type Query,
} from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import type { Goal } from "../domain/site/goal.ts";
import type { Site } from "../domain/site/site.ts";
import type { PlanDimension, QueryPlan } from "../ports/event-store.ts";
import { checkCombinations } from "./check-combinations.ts";
import {
  conversionDimension,
  filterOfGoal,
  resolveFilters,
  withoutDimension,
} from "./filters/resolve-filters.ts";
import { spellPages } from "./filters/spell-pages.ts";
import { defaultBucket, type Range } from "./ranges/date-range.ts";

type Order = readonly [Metric | PlanDimension, "asc" | "desc"];

/** Returns the store's plan of a query. Throws BadRequest that names the part at fault. */
export function planQuery({
  query,
  site,
  range,
  goals,
}: {
  /** The query with its segments expanded. */
  query: Query;
  site: Site;
  range: Range;
  goals: readonly Goal[];
}): QueryPlan {
  refuseRepeated("metrics", query.metrics);
  refuseRepeated("dimensions", query.dimensions);
  const dimensions = query.dimensions.map((name) => planDimension(name, range));
  refuseRepeated("dimensions", dimensions.filter(isTimeDimension));
  checkCombinations(query);
  const resolve = (filters: readonly Filter[]) =>
    resolveFilters(filters, goals, site).map((filter) => spellPages(filter, site.trailingSlash));
  const conversion = conversionDimension(query);
  const rowFilter = query.filters.find((filter) => isAboutRows(filter, query));
  const filters = query.filters.filter((filter) => filter !== rowFilter);
  const needsGoals = dimensions.includes("event:goal");
  return {
    siteId: site.id,
    from: range.from,
    to: range.to,
    zone: site.timezone,
    metrics: query.metrics,
    dimensions,
    filters: resolve(filters),
    ...(rowFilter !== undefined && { withoutEmptyValue: true }),
    goals: needsGoals ? goals.map((goal) => ({ name: goal.name, filter: filterOfGoal(goal, site) })) : [],
    filtersWithoutGoals: resolve(conversion === null ? filters : withoutDimension(filters, conversion)),
    totals: {},
    orderBy: orderOf(query, dimensions, range),
    limit: query.pagination.limit,
    offset: query.pagination.offset,
    useSealed: true,
  };
}

const OF_ALL_ROWS: readonly Metric[] = ["percentage", "conversion_rate", "group_conversion_rate"];

/**
 * Returns whether a filter only leaves out the row of the empty value: the dimension is the same for all events of a
 * visit, and no metric is a share of all rows.
 */
function isAboutRows([operator, name, values, options]: Filter, { dimensions, metrics }: Query): boolean {
  const [dimension, another] = dimensions;
  return (
    operator === "is_not" &&
    name === dimension &&
    another === undefined &&
    dimension.startsWith("visit:utm_") &&
    options === undefined &&
    String(values) === "(not set)" &&
    !metrics.some((metric) => OF_ALL_ROWS.includes(metric))
  );
}

function planDimension(name: Dimension, range: Range): PlanDimension {
  if (name === "time") return defaultBucket(range);
  return isNameDimension(name) ? NAME_DIMENSIONS[name] : name;
}

function refuseRepeated(what: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new BadRequest(`${what}: ${repeated} is listed twice`);
}

/** Returns the order: time ascending, then the first metric descending, then names, so that pages never overlap. */
function orderOf(query: Query, dimensions: readonly PlanDimension[], range: Range): Order[] {
  const asked = (query.order_by ?? defaultOrder(query, dimensions)).map(([name, direction]): Order => {
    if (isNameDimension(name)) {
      throw new BadRequest(`order_by: ${name} is a name only, order by ${NAME_DIMENSIONS[name]}`);
    }
    const resolved = name === "time" ? defaultBucket(range) : name;
    if (!isAsked(resolved, query.metrics, dimensions)) {
      throw new BadRequest(
        `order_by: ${JSON.stringify(name)} is not among the query's metrics and dimensions`,
      );
    }
    return [resolved, direction];
  });
  refuseRepeated(
    "order_by",
    asked.map(([name]) => name),
  );
  const ties = dimensions
    .filter((name) => !asked.some(([known]) => known === name))
    .map((name): Order => [name, "asc"]);
  return [...asked, ...ties];
}

function defaultOrder(query: Query, dimensions: readonly PlanDimension[]): [string, "asc" | "desc"][] {
  const time = dimensions.filter(isTimeDimension).map((name): [string, "asc" | "desc"] => [name, "asc"]);
  const [metric] = query.metrics;
  return metric === undefined ? time : [...time, [metric, "desc"]];
}

function isAsked(
  name: string,
  metrics: readonly Metric[],
  dimensions: readonly PlanDimension[],
): name is Metric | PlanDimension {
  return metrics.includes(name as Metric) || dimensions.includes(name as PlanDimension);
}
