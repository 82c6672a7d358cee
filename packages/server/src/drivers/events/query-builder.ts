import type { Dimension, Filter, Metric, TimeDimension, ValueDimension } from "@millrace/protocol";
import type { QueryPlan } from "../../ports/event-store.ts";

type BucketDimension = Exclude<TimeDimension, "time">;

/** What a bound value is. Each dialect says how one is written. */
export type BoundType = "site" | "instant" | "zone" | "texts" | "rows";

export interface BoundValue {
  readonly name: string;
  readonly type: BoundType;
  readonly value: unknown;
}

/** A statement and its bound values, in the order in which the text first needs them. Values never stand in the text. */
export interface BuiltQuery {
  readonly text: string;
  readonly values: readonly BoundValue[];
}

/** How one engine says what every engine is asked. */
export interface Dialect {
  readonly metrics: Readonly<Record<Metric, string>>;
  /** The column of a dimension; `visit_source` is firstSource under its name. */
  readonly values: Readonly<Record<ValueDimension, string>>;
  /** Buckets of the zone's wall clock: `2026-03-10` for days, weeks (their Monday) and months, `2026-03-10 08:05:00` below. */
  readonly times: Readonly<Record<BucketDimension, (zone: string) => string>>;
  /** The source of the visitor's first event in the range, beside each of its rows. */
  readonly firstSource: string;
  /** The place of a bound value; number counts from 1. */
  placeholder(name: string, number: number, type: BoundType): string;
  /** Table and condition that give a site's rows, from inclusive, to exclusive. */
  rowsOf(bound: { site: string; from: string; to: string }): string;
  isAnyOf(column: string, texts: string): string;
  /** Limits of time and memory where they stand in the statement, else "". */
  readonly caps: string;
}

/** How an empty value of a dimension is shown, and what a filter for it means. */
const EMPTY_LABEL: Readonly<Partial<Record<ValueDimension, string>>> = { "visit:source": "Direct / None" };
const NOT_SET = "(not set)";

/** Columns d0, d1, … for the dimensions, then m0, m1, … for the metrics. */
export function buildQuery(plan: QueryPlan, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const table = tableText(plan, dialect, bind);
  const order = plan.orderBy.map(
    ([name, direction]) => `${alias(plan, name)} ${direction === "asc" ? "ASC" : "DESC"}`,
  );
  const orderBy = order.length === 0 ? "" : `ORDER BY ${order.join(", ")}`;
  const limit = bind("limit", "rows", plan.limit);
  const offset = bind("offset", "rows", plan.offset);
  return {
    text: joined([table, orderBy, `LIMIT ${limit} OFFSET ${offset}`, dialect.caps]),
    values: bind.values,
  };
}

/** One number: how many rows the plan has without its limit. */
export function buildCount(plan: QueryPlan, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const table = tableText(plan, dialect, bind);
  return {
    text: joined([`SELECT count(*) FROM (${table}) AS counted`, dialect.caps]),
    values: bind.values,
  };
}

/** Gives a value its place. Only what the text needs is bound: PostgreSQL refuses a value that stands nowhere. */
interface Binder {
  (name: string, type: BoundType, value: unknown): string;
  readonly values: readonly BoundValue[];
}

function createBinder(dialect: Dialect): Binder {
  const values: BoundValue[] = [];
  const bind = (name: string, type: BoundType, value: unknown) => {
    let index = values.findIndex((bound) => bound.name === name);
    if (index < 0) index = values.push({ name, type, value }) - 1;
    return dialect.placeholder(name, index + 1, type);
  };
  return Object.assign(bind, { values });
}

function tableText(plan: QueryPlan, dialect: Dialect, bind: Binder): string {
  const columns = [
    ...plan.dimensions.map(
      (dimension, index) => `${dimensionText(dimension, plan, dialect, bind)} AS d${index}`,
    ),
    ...plan.metrics.map((metric, index) => `${dialect.metrics[metric]} AS m${index}`),
  ];
  const source = sourceText(plan, dialect, bind);
  const where = plan.filters.map((filter, index) => filterText(filter, `f${index}`, dialect, bind));
  const group = plan.dimensions.map((_, index) => `d${index}`);
  return joined([
    `SELECT ${columns.join(", ")}`,
    `FROM ${source}`,
    where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`,
    group.length === 0 ? "" : `GROUP BY ${group.join(", ")}`,
  ]);
}

/** The site's rows of the range; with each visitor's first source beside them where the query needs it. */
function sourceText(plan: QueryPlan, dialect: Dialect, bind: Binder): string {
  const rows = dialect.rowsOf({
    site: bind("site", "site", plan.siteId),
    from: bind("from", "instant", plan.from),
    to: bind("to", "instant", plan.to),
  });
  const used = [...plan.dimensions, ...plan.filters.map(([, dimension]) => dimension)];
  const visitSource = used.includes("visit:source") ? `, ${dialect.firstSource} AS visit_source` : "";
  return `(SELECT *${visitSource} FROM ${rows}) AS found`;
}

function dimensionText(dimension: Dimension, plan: QueryPlan, dialect: Dialect, bind: Binder): string {
  if (dimension === "time") return "''";
  if (!isValue(dimension, dialect)) return dialect.times[dimension](bind("zone", "zone", plan.zone));
  const column = dialect.values[dimension];
  return `CASE WHEN ${column} = '' THEN '${emptyLabel(dimension)}' ELSE ${column} END`;
}

function filterText(
  [operator, dimension, values]: Filter,
  name: string,
  dialect: Dialect,
  bind: Binder,
): string {
  const meant = values.map((value) => (value === emptyLabel(dimension) ? "" : value));
  const test = dialect.isAnyOf(dialect.values[dimension], bind(name, "texts", meant));
  return operator === "is" ? `(${test})` : `(NOT (${test}))`;
}

function alias(plan: QueryPlan, name: Metric | Dimension): string {
  const dimension = plan.dimensions.indexOf(name as Dimension);
  return dimension >= 0 ? `d${dimension}` : `m${plan.metrics.indexOf(name as Metric)}`;
}

const emptyLabel = (dimension: ValueDimension): string => EMPTY_LABEL[dimension] ?? NOT_SET;
const isValue = (dimension: Dimension, dialect: Dialect): dimension is ValueDimension =>
  dimension in dialect.values;
const joined = (parts: readonly string[]): string => parts.filter(Boolean).join(" ");
