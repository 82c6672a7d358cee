import { isTimeDimension, type Metric } from "@millrace/protocol";
import { dimensionsOf, hasDone } from "../../../domain/plain-filter.ts";
import type { PlanDimension, QueryPlan } from "../../../ports/event-store.ts";
import type { SealedDay, SealedMonth } from "../seals/known-days.ts";
import { type KnownDays, NOTHING_KNOWN } from "../seals/known-days.ts";
import { EVENT_COLUMNS } from "../seals/sealed-columns.ts";
import { sealedPart } from "../seals/sealed-part.ts";
import { HOURS_SET, MONTHLY_SETS, sealedSetOf } from "../seals/sealed-sets.ts";
import { type Interval, splitDays, withDayBefore, withoutWholeDays } from "../seals/seals.ts";
import { type BuiltQuery, createBinder } from "./binder.ts";
import { type Card, MOST_CARD_ROWS } from "./cards.ts";
import { columnOf } from "./columns.ts";
import type { Bucket, Dialect } from "./dialect.ts";
import {
  FIGURES,
  type FigureName,
  factorsOf,
  type MetricRule,
  metricRule,
  type PartKind,
  SEALED_FIGURES,
} from "./figures.ts";
import { createParts, type PartScope } from "./parts.ts";
import { eventsRelation } from "./relation.ts";
import { rowCondition } from "./row-condition.ts";

/** Rows of dimensions and of figuresOf the plan, in its order. `known` is what is worked out of the site's days already. */
export function buildQuery(plan: QueryPlan, known: KnownDays, dialect: Dialect): BuiltQuery {
  const { expressions, table, figures, bind } = build(plan, known, dialect);
  const order = plan.orderBy.map(
    ([name, direction]) => `${orderText(plan, name, dialect)} ${direction} NULLS LAST`,
  );
  const limit = bind("rows", plan.limit);
  const offset = bind("rows", plan.offset);
  const columns = [...plan.dimensions.map((_, index) => `d${index}`), ...figures];
  return {
    text: joined([
      withText(expressions),
      `SELECT ${columns.join(", ")} FROM (${table}) AS counted`,
      whereThere(plan),
      order.length === 0 ? "" : `ORDER BY ${order.join(", ")}`,
      `LIMIT ${limit} OFFSET ${offset}`,
      dialect.caps,
    ]),
    values: bind.values,
  };
}

/** One number: how many rows the plan has without its limit. */
export function buildCount(plan: QueryPlan, known: KnownDays, dialect: Dialect): BuiltQuery {
  const { expressions, table, bind } = build(plan, known, dialect);
  return {
    text: joined([
      withText(expressions),
      `SELECT count(*) FROM (${table}) AS counted`,
      whereThere(plan),
      dialect.caps,
    ]),
    values: bind.values,
  };
}

function withText(expressions: readonly string[]): string {
  return expressions.length === 0 ? "" : `WITH ${expressions.join(", ")}`;
}

function whereThere(plan: QueryPlan): string {
  const condition = rowCondition(plan);
  return condition === null ? "" : `WHERE ${condition}`;
}

function orderText(plan: QueryPlan, name: Metric | PlanDimension, dialect: Dialect): string {
  const dimension = plan.dimensions.indexOf(name as PlanDimension);
  if (dimension >= 0) return `d${dimension}`;
  const { of, isRevenue } = metricRule(name as Metric, plan.dimensions);
  const shown = typeof of === "string" ? figureText(of, dialect) : quotientText(of, dialect);
  return isRevenue ? `CASE WHEN currency_from <> currency_to THEN NULL ELSE ${shown} END` : shown;
}

function figureText(name: FigureName, dialect: Dialect): string {
  return name === "revenue" ? dialect.cents("revenue", "1") : name;
}

/** Rounded as it is shown, so that what looks equal is ordered like what is. */
function quotientText(
  { above, below, times, decimals, isUnknownAtZero }: Exclude<MetricRule["of"], string>,
  dialect: Dialect,
): string {
  const [multiplier, divisor] = factorsOf(times);
  const rounded =
    above === "revenue"
      ? dialect.cents(above, below)
      : dialect.nearestQuotient({ above, multiplier: multiplier * 10 ** decimals, below, divisor });
  const isNothing = [below, ...(isUnknownAtZero ? [above] : [])].map((name) => `${name} = 0`).join(" OR ");
  return `CASE WHEN ${isNothing} THEN NULL ELSE ${rounded} END`;
}

/** What is counted for a plan, in the order in which it stands in a row. */
export function figuresOf({ metrics, dimensions, withCases = false }: QueryPlan): FigureName[] {
  const wanted = new Set(
    metrics.flatMap((metric) => {
      const { figures, cases } = metricRule(metric, dimensions);
      return withCases && cases !== undefined ? [...figures, cases] : figures;
    }),
  );
  return (Object.keys(FIGURES) as FigureName[]).filter((name) => wanted.has(name));
}

function build(plan: QueryPlan, known: KnownDays, dialect: Dialect) {
  const bind = createBinder(dialect);
  const figures = figuresOf(plan);
  const used = plan.useSealed ? known : NOTHING_KNOWN;
  const range = { from: plan.from, to: plan.to };
  const isSealed = canBeSealed(plan, figures);
  const { whole, intervals } = isSealed
    ? withoutWholeDays(range, plan.zone, used.sealed)
    : { whole: [], intervals: [range] };
  const parts: string[] = [];
  const expressions: string[] = [];
  if (whole.length > 0) parts.push(...sealedParts(plan, figures, whole, used.months, dialect, bind));
  if (intervals.length > 0) {
    const open = openParts(plan, figures, intervals, used, dialect, bind);
    parts.push(...open.parts);
    expressions.push(...open.expressions);
  }
  return { expressions, table: summedUp(plan, figures, parts), figures, bind };
}

/** Where events are read for a plan: what their visits have done may lie on the day before its first. */
export const readRange = (plan: QueryPlan): Interval =>
  filtersOf(plan).some(hasDone) ? withDayBefore(plan, plan.zone) : { from: plan.from, to: plan.to };

const filtersOf = ({ filters, filtersWithoutGoals, goals }: QueryPlan) => [
  ...filters,
  ...filtersWithoutGoals,
  ...goals.map(({ filter }) => filter),
];

/** Whether closed days too are answered from their single events. */
export function readsEvents(plan: QueryPlan): boolean {
  return !canBeSealed(plan, figuresOf(plan));
}

/**
 * What a plan asks of sealed days alone, when that is one grouping by one value of a few: cards of a dashboard, that is.
 * Those with many values are asked apart, next to each other.
 */
export function cardOf(plan: QueryPlan, known: KnownDays): Card | null {
  const figures = figuresOf(plan);
  const [dimension, another] = plan.dimensions;
  const [first, second] = plan.orderBy;
  const isOrdered =
    dimension === undefined ||
    (first?.[0] === "visitors" && first[1] === "desc" && second?.[0] === dimension && second[1] === "asc");
  if (!plan.useSealed || another !== undefined || !isOrdered || plan.offset > 0) return null;
  if (plan.limit > MOST_CARD_ROWS || !canBeSealed(plan, figures)) return null;
  const found = sealedSetOf(plan.dimensions);
  const kinds = new Set(figures.map((name) => FIGURES[name]));
  if (found === null || found.set === HOURS_SET || MONTHLY_SETS.includes(found.set)) return null;
  if (kinds.has("exits")) return null;
  const { whole, intervals } = withoutWholeDays(plan, plan.zone, known.sealed);
  if (whole.length === 0 || intervals.length > 0) return null;
  const presence = presenceOf(kinds, figures);
  const condition = rowCondition(plan, { value: "value0", prefix: "all_" });
  return {
    ...(condition !== null && { condition }),
    set: found.set,
    hasValue: dimension !== undefined,
    figures,
    presence,
    limit: plan.limit,
    days: whole,
  };
}

/** All parts together: what they count adds up. One alone has each row once. */
function summedUp(plan: QueryPlan, figures: readonly FigureName[], parts: readonly string[]): string {
  const [part, another] = parts;
  if (part !== undefined && another === undefined) return part;
  const group = plan.dimensions.map((_, index) => `d${index}`);
  const sums = figures.map((name) => `${totalOf(name)} AS ${name}`);
  return joined([
    `SELECT ${[...group, ...sums].join(", ")} FROM (${parts.join(" UNION ALL ")}) AS parts`,
    group.length === 0 ? "" : `GROUP BY ${group.join(", ")} HAVING max(is_own) = 1`,
  ]);
}

function totalOf(name: FigureName): string {
  if (name === "currency_from") return `coalesce(min(${name}) FILTER (WHERE ${name} <> ''), '')`;
  if (name === "currency_to") return `coalesce(max(${name}), '')`;
  return `coalesce(sum(${name}), 0)`;
}

/** Whether closed days can answer from what was counted when they were sealed. */
function canBeSealed(plan: QueryPlan, figures: readonly FigureName[]): boolean {
  if (plan.filters.length > 0 || plan.goals.length > 0 || plan.dimensions.includes("event:goal"))
    return false;
  const sealable: readonly FigureName[] = [...SEALED_FIGURES, "exit_exits", "exit_views"];
  return figures.every((name) => sealable.includes(name)) && setOf(plan.dimensions) !== null;
}

const isBucket = (name: PlanDimension): name is Bucket => isTimeDimension(name);
const isOfDays = (name: PlanDimension) =>
  name === "time:day" || name === "time:week" || name === "time:month";

function setOf(dimensions: readonly PlanDimension[]) {
  return sealedSetOf(dimensions.filter((name) => !isOfDays(name)));
}

function sealedParts(
  plan: QueryPlan,
  figures: readonly FigureName[],
  days: readonly SealedDay[],
  months: readonly SealedMonth[],
  dialect: Dialect,
  bind: ReturnType<typeof createBinder>,
): string[] {
  const byPage = plan.dimensions.map((name) => (name === "visit:exit_page" ? "event:page" : name));
  const kinds = new Set(figures.map((name) => FIGURES[name]));
  const part = (
    dimensions: readonly PlanDimension[],
    own: (name: FigureName) => FigureName | "0",
    presence: readonly FigureName[],
  ) => sealedPart({ siteId: plan.siteId, dimensions, days, months, figures, own, presence, dialect, bind });
  const parts: string[] = [];
  if ([...kinds].some((kind) => kind !== "exits")) {
    const own = (name: FigureName) => (FIGURES[name] === "exits" ? "0" : name);
    parts.push(part(plan.dimensions, own, presenceOf(kinds, figures)));
  }
  if (kinds.has("exits")) {
    const own = (name: FigureName): FigureName | "0" => {
      if (name === "exit_exits") return "exits";
      return name === "exit_views" ? "pageviews" : "0";
    };
    parts.push(part(byPage, own, ["pageviews"]));
  }
  return parts;
}

/** What must be there for a row to appear: as with open days, something of what is asked for. */
function presenceOf(kinds: ReadonlySet<PartKind>, figures: readonly FigureName[]): FigureName[] {
  const needsEngagement = figures.includes("engaged_ms") || kinds.has("pages");
  return [
    ...(kinds.has("events") || kinds.has("pages") ? (["act_rows"] as const) : []),
    ...(needsEngagement ? (["attention_rows"] as const) : []),
    ...(kinds.has("visits") ? (["visits"] as const) : []),
    ...(kinds.has("entries") ? (["entries"] as const) : []),
  ];
}

function openParts(
  plan: QueryPlan,
  figures: readonly FigureName[],
  intervals: readonly Interval[],
  known: KnownDays,
  dialect: Dialect,
  bind: ReturnType<typeof createBinder>,
): { expressions: string[]; parts: string[] } {
  const kinds = new Set<PartKind>(figures.map((name) => FIGURES[name]));
  const filters = filtersOf(plan);
  const columns = columnsFor(plan, kinds, filters, figures);
  const withVisits =
    [...kinds].some((kind) => kind !== "events" && kind !== "group") ||
    figures.includes("exits") ||
    filters.some(hasDone) ||
    [...plan.dimensions, ...dimensionsOf(filters)].some((name) => name.startsWith("visit:"));
  const looksBack = filters.some(hasDone);
  const read = looksBack ? intervals.map((interval) => withDayBefore(interval, plan.zone)) : intervals;
  const days = mergedSplits(read, plan.zone, known);
  const relation = eventsRelation({
    siteId: plan.siteId,
    zone: plan.zone,
    days,
    known,
    columns,
    withVisits,
    dialect,
    bind,
  });
  // One name for what several parts and conditions read.
  const isWorkedOut = relation.expressions.length > 0;
  const expressions = [
    ...relation.expressions,
    `all_events AS ${isWorkedOut ? dialect.keptOnce : dialect.readInPlace}(${relation.select})`,
  ];
  const scope: Omit<PartScope, "filters" | "label"> = {
    plan,
    intervals,
    figures,
    kinds,
    events: "all_events",
    dialect,
    bind,
  };
  const parts = plan.dimensions.includes("event:goal")
    ? plan.goals.flatMap(({ name, filter }) =>
        createParts({ ...scope, filters: [...plan.filters, filter], label: name }),
      )
    : createParts({ ...scope, filters: plan.filters, label: null });
  return {
    expressions,
    parts: parts.length > 0 ? parts : createParts({ ...scope, filters: [["or", []]], label: null }),
  };
}

function mergedSplits(intervals: readonly Interval[], zone: string, known: KnownDays) {
  const splits = intervals.map((interval) => splitDays(interval, zone, known));
  return { sealed: splits.flatMap(({ sealed }) => sealed), open: splits.flatMap(({ open }) => open) };
}

function columnsFor(
  plan: QueryPlan,
  kinds: ReadonlySet<PartKind>,
  filters: readonly Parameters<typeof hasDone>[0][],
  figures: readonly FigureName[],
): ReadonlySet<string> {
  const read = [...plan.dimensions, ...dimensionsOf(filters)].filter(
    (name) => name !== "event:goal" && !isBucket(name as PlanDimension),
  );
  const columns = new Set<string>(read.map((name) => columnOf(name as never)));
  columns.add("count");
  if (figures.some((name) => name.startsWith("revenue") || name.startsWith("currency"))) {
    columns.add("revenue").add("currency");
  }
  if (figures.includes("engaged_ms")) columns.add("engaged_ms");
  if (kinds.has("pages")) columns.add("path").add("scroll_depth");
  if (kinds.has("exits")) columns.add("path");
  if (kinds.has("entries")) {
    columns.add("is_bounce").add("visit_seconds").add("visit_views");
    if (columns.has("path")) columns.add("entry_page");
  }
  // In the order in which every relation has them.
  return new Set(EVENT_COLUMNS.filter((column) => columns.has(column)));
}

const joined = (parts: readonly string[]): string => parts.filter(Boolean).join(" ");
