import type { Event } from "../../../domain/event/event.ts";
import type { BuiltQuery } from "../sql/binder.ts";
import { READ_CAPS } from "./dialect.ts";
import { ROW_EXPRESSIONS, WRITTEN_COLUMNS } from "./rows.ts";

/** A statement and its bound values. Values never stand in the text. */
export interface Statement {
  readonly query: string;
  readonly query_params: Record<string, unknown>;
}

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
  return `INSERT INTO millrace.events (${WRITTEN_COLUMNS.join(", ")}) SETTINGS ${settings.join(", ")} FORMAT JSONCompactEachRow`;
}

/** Settings can't be bound; a token is made of our own numbers and names. */
function checkedToken(token: string): string {
  if (!/^[\w:/-]+$/.test(token)) throw new TypeError(`"${token}" is not a deduplication token`);
  return token;
}

/** A statement of the query builder. */
export function bound({ text, values }: BuiltQuery): Statement {
  return { query: text, query_params: Object.fromEntries(values.map(({ name, value }) => [name, value])) };
}

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
      GROUP BY GROUPING SETS ((), (path)) HAVING is_total = 1 OR (path != '' AND views > 0)
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

/** [site, date, rows, counted] */
export const STORED_DAYS: Statement = {
  query: `SELECT site_id, toString(toDate(timestamp)) AS date, count(), sum(count) FROM millrace.events
    GROUP BY site_id, date ORDER BY site_id, date SETTINGS max_threads = 1`,
  query_params: {},
};

export function readDayStatement(
  { siteId, from, to }: { siteId: number; from: number; to: number },
  after: { timestamp: number; id: string },
  limit: number,
): Statement {
  return {
    query: `SELECT ${ROW_EXPRESSIONS.join(", ")} FROM millrace.events
      WHERE site_id = {site:UInt32} AND timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND timestamp < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND (toUnixTimestamp64Milli(timestamp), id) > ({at:Int64}, {id:UUID})
      ORDER BY timestamp, id LIMIT {limit:UInt32} WITH TIES SETTINGS max_threads = 1`,
    query_params: { site: siteId, from, to, at: after.timestamp, id: after.id, limit },
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

/**
 * [first instant of a site's events before another, how many there are of its UTC day]. By the day first: the table lies in
 * that order, so that a few granules are read, however many events there are.
 */
export function firstEventStatement(siteId: number, before: number): Statement {
  const where = `site_id = {site:UInt32} AND timestamp < fromUnixTimestamp64Milli({before:Int64}, 'UTC')`;
  return {
    query: `SELECT toUnixTimestamp64Milli(min(timestamp)), count() FROM millrace.events WHERE ${where} AND toDate(timestamp) = (
      SELECT toDate(timestamp) AS day FROM millrace.events WHERE ${where} ORDER BY day LIMIT 1) ${READ_CAPS}`,
    query_params: { site: siteId, before },
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

/** All that has rows of one site, events first: what is made of them could be made again. */
const TABLES_OF_SITES = [
  "events",
  "sealed_events",
  "sealed_figures",
  "sealed_months",
  "seals",
  "late_days",
] as const;

/** One row for each table that has rows of the site. */
export function tablesOfSiteStatement(siteId: number): Statement {
  const looks = TABLES_OF_SITES.map(
    (table) => `(SELECT '${table}' FROM millrace.${table} WHERE site_id = {site:UInt32} LIMIT 1)`,
  );
  return { query: `${looks.join(" UNION ALL ")} ${READ_CAPS}`, query_params: { site: siteId } };
}

/** The tables of a `tablesOfSiteStatement`, in the order in which they are to be emptied. */
export function eraseSiteStatements(siteId: number, found: readonly unknown[]): readonly Statement[] {
  return TABLES_OF_SITES.filter((table) => found.includes(table)).map((table) => ({
    query: `ALTER TABLE millrace.${table} DELETE WHERE site_id = {site:UInt32} SETTINGS mutations_sync = 1`,
    query_params: { site: siteId },
  }));
}
