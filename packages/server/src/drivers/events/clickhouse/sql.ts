import type { Dimension, Filter, Metric, ValueDimension } from "@millrace/protocol";
import type { Event } from "../../../domain/event.ts";
import type { QueryPlan } from "../../../ports/event-store.ts";
import { COLUMNS, ROW_EXPRESSIONS } from "./rows.ts";

/** A statement and its bound values. Values never stand in the text. */
export interface Statement {
  readonly query: string;
  readonly query_params: Record<string, unknown>;
}

// Settings stand in the statement: on an embedded connection they would otherwise stay for the next one.
// One thread a report: several run side by side, and the edge needs a core of its own.
const READ_CAPS = "SETTINGS max_execution_time = 20, max_memory_usage = 2000000000, max_threads = 1";

const METRIC_SQL: Readonly<Record<Metric, string>> = {
  // A visitor id never leaves its day, so that distinct ids of a period are the sum of its days.
  visitors: "uniqExactIf(visitor_id, visitor_id != 0)",
  pageviews: "sumIf(count, name = 'pageview')",
  events: "sum(count)",
};

const VALUE_SQL: Readonly<Record<ValueDimension, string>> = {
  "event:page": "path",
  "event:name": "name",
  "visit:source": "visit_source",
  "visit:country": "country",
  "visit:browser": "browser",
  "visit:os": "os",
  "visit:device": "device",
};

/** How an empty value of a dimension is shown, and what a filter for it means. */
const EMPTY_LABEL: Readonly<Partial<Record<ValueDimension, string>>> = { "visit:source": "Direct / None" };
const NOT_SET = "(not set)";

const TIME_SQL: Readonly<Record<string, string>> = {
  "time:minute":
    "formatDateTime(toStartOfMinute(timestamp, {zone:String}), '%Y-%m-%d %H:%i:00', {zone:String})",
  // Not toStartOfHour of the text: where clocks go back, the two equal hours stay one bucket, as in Plausible.
  "time:hour": "formatDateTime(timestamp, '%Y-%m-%d %H:00:00', {zone:String})",
  "time:day": "toString(toDate(timestamp, {zone:String}))",
  "time:week": "toString(toStartOfWeek(toDate(timestamp, {zone:String}), 1))",
  "time:month": "toString(toStartOfMonth(toDate(timestamp, {zone:String})))",
};

/** Without a token of its own a batch that looks like an earlier one is dropped, `insert_deduplicate = 0` or not (chDB 26.7). */
export function insertStatement(token: string): string {
  const settings = [
    // The engine's own default is to gather inserts in memory and report them before they are written.
    "async_insert = 0",
    // A batch may span any number of months.
    "max_partitions_per_insert_block = 0",
    "input_format_parallel_parsing = 0",
    `insert_deduplication_token = '${checkedToken(token)}'`,
  ];
  return `INSERT INTO millrace.events (${COLUMNS.join(", ")}) SETTINGS ${settings.join(", ")} FORMAT JSONCompactEachRow`;
}

/** Settings can't be bound; a token is made of our own numbers and names. */
function checkedToken(token: string): string {
  if (!/^[\w:/-]+$/.test(token)) throw new TypeError(`"${token}" is no deduplication token`);
  return token;
}

export function queryStatement(plan: QueryPlan): Statement {
  const { query, query_params } = tableStatement(plan);
  const order = plan.orderBy.map(
    ([name, direction]) => `${alias(plan, name)} ${direction === "asc" ? "ASC" : "DESC"}`,
  );
  const orderBy = order.length === 0 ? "" : `ORDER BY ${order.join(", ")}`;
  return {
    query: `${query} ${orderBy} LIMIT {limit:UInt32} OFFSET {offset:UInt32} ${READ_CAPS}`,
    query_params: { ...query_params, limit: plan.limit, offset: plan.offset },
  };
}

export function countStatement(plan: QueryPlan): Statement {
  const { query, query_params } = tableStatement(plan);
  return { query: `SELECT count() AS rows FROM (${query}) ${READ_CAPS}`, query_params };
}

function tableStatement(plan: QueryPlan): Statement {
  const params: Record<string, unknown> = {
    site: plan.siteId,
    from: plan.from,
    to: plan.to,
    zone: plan.zone,
  };
  const columns = [
    ...plan.dimensions.map((dimension, index) => `${dimensionSql(dimension)} AS d${index}`),
    ...plan.metrics.map((metric, index) => `${METRIC_SQL[metric]} AS m${index}`),
  ];
  const where = plan.filters.map((filter, index) => filterSql(filter, `f${index}`, params));
  const group = plan.dimensions.map((_, index) => `d${index}`);
  const query = [
    `SELECT ${columns.join(", ")}`,
    `FROM ${source(plan)}`,
    where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`,
    group.length === 0 ? "" : `GROUP BY ${group.join(", ")}`,
  ];
  return { query: query.filter(Boolean).join(" "), query_params: params };
}

/** The site's rows of the range; with each visitor's first source beside them where the query needs it. */
function source(plan: QueryPlan): string {
  const rows = `millrace.events WHERE site_id = {site:UInt32}
    AND timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND timestamp < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;
  const needsSource = [...plan.dimensions, ...plan.filters.map(([, dimension]) => dimension)].includes(
    "visit:source",
  );
  const visitSource = needsSource
    ? ", first_value(source) OVER (PARTITION BY visitor_id ORDER BY timestamp, id) AS visit_source"
    : "";
  return `(SELECT *${visitSource} FROM ${rows})`;
}

function dimensionSql(dimension: Dimension): string {
  if (!isValue(dimension)) return TIME_SQL[dimension] ?? "''";
  const column = VALUE_SQL[dimension];
  return `if(${column} = '', '${emptyLabel(dimension)}', ${column})`;
}

function filterSql(
  [operator, dimension, values]: Filter,
  param: string,
  params: Record<string, unknown>,
): string {
  params[param] = values.map((value) => (value === emptyLabel(dimension) ? "" : value));
  const test = `${VALUE_SQL[dimension]} IN {${param}:Array(String)}`;
  return operator === "is" ? `(${test})` : `(NOT (${test}))`;
}

function alias(plan: QueryPlan, name: Metric | Dimension): string {
  const dimension = plan.dimensions.indexOf(name as Dimension);
  return dimension >= 0 ? `d${dimension}` : `m${plan.metrics.indexOf(name as Metric)}`;
}

const emptyLabel = (dimension: ValueDimension): string => EMPTY_LABEL[dimension] ?? NOT_SET;
const isValue = (dimension: Dimension): dimension is ValueDimension => dimension in VALUE_SQL;

/** Worded like the projection `page_views`, which then answers it. */
export function viewsByHourStatement(page: string, from: number, to: number): Statement {
  return {
    query: `SELECT toUnixTimestamp(toStartOfHour(timestamp) AS view_hour), sum(count) FROM millrace.events
      WHERE visitor_id = 0 AND path = {page:String}
        AND view_hour >= fromUnixTimestamp({from:UInt32}) AND view_hour < fromUnixTimestamp({to:UInt32})
      GROUP BY view_hour ${READ_CAPS}`,
    query_params: { page, from: dateTimeSeconds(from), to: dateTimeSeconds(to) },
  };
}

/** Seconds within what DateTime holds: ClickHouse lets a number beyond it wrap around to another date. */
function dateTimeSeconds(epochMs: number): number {
  return Math.min(Math.max(Math.floor(epochMs / 1000), 0), 2 ** 32 - 1);
}

const SITE_STATS_LIMIT = 10;

/** First row: all paths together. Then the most viewed paths. */
export function siteStatsStatement(options: {
  siteId: number;
  date: string | null;
  only: "pageviews" | "events";
}): Statement {
  const where = [
    "site_id = {site:UInt32}",
    ...(options.date === null ? [] : ["toDate(timestamp) = {date:Date}"]),
    ...(options.only === "pageviews" ? ["name = 'pageview'"] : []),
  ].join(" AND ");
  return {
    query: `SELECT path, sum(count) AS views, uniqExactIf(user_id, user_id != 0) AS users, grouping(path) AS is_total
      FROM millrace.events WHERE ${where}
      GROUP BY GROUPING SETS ((), (path)) HAVING is_total = 1 OR path != ''
      ORDER BY is_total DESC, views DESC, path LIMIT ${SITE_STATS_LIMIT + 1} ${READ_CAPS}`,
    query_params: { site: options.siteId, ...(options.date !== null && { date: options.date }) },
  };
}

export function readEventsStatement(after: { receivedAt: number; id: string }, limit: number): Statement {
  return {
    query: `SELECT ${ROW_EXPRESSIONS.join(", ")} FROM millrace.events
      WHERE (toUnixTimestamp64Milli(timestamp) + receipt_lag_ms, id) > ({at:Int64}, {id:UUID})
      ORDER BY toUnixTimestamp64Milli(timestamp) + receipt_lag_ms, id LIMIT {limit:UInt32} WITH TIES`,
    query_params: { at: after.receivedAt, id: after.id, limit },
  };
}

/** Which of some events are stored, as [site, id]. */
export function storedIdsStatement(events: readonly Event[]): Statement {
  const times = events.map(({ timestamp }) => timestamp);
  return {
    query: `SELECT site_id, id FROM millrace.events WHERE site_id IN {sites:Array(UInt32)}
      AND timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND timestamp <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
      AND id IN {ids:Array(UUID)} SETTINGS max_threads = 1`,
    query_params: {
      sites: [...new Set(events.map(({ siteId }) => siteId))],
      from: Math.min(...times),
      to: Math.max(...times),
      ids: events.map(({ id }) => id),
    },
  };
}

/** One row when a site has events before an instant, else none. */
export function anyBeforeStatement(siteId: number, before: number): Statement {
  return {
    query: `SELECT 1 FROM millrace.events WHERE site_id = {site:UInt32}
      AND timestamp < fromUnixTimestamp64Milli({before:Int64}, 'UTC') LIMIT 1 ${READ_CAPS}`,
    query_params: { site: siteId, before },
  };
}

export function eraseStatement(siteId: number, before: number): Statement {
  return {
    query: `ALTER TABLE millrace.events DELETE WHERE site_id = {site:UInt32}
      AND timestamp < fromUnixTimestamp64Milli({before:Int64}, 'UTC') SETTINGS mutations_sync = 1`,
    query_params: { site: siteId, before },
  };
}
