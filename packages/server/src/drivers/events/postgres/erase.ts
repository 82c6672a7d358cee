import type { ClientBase } from "pg";
import { DAY } from "../../../domain/time.ts";
import { encodeInstant } from "./values.ts";

/** site, before: the first event before an instant. */
export const FIRST_BEFORE = `
  SELECT (extract(epoch FROM min(timestamp)) * 1000)::bigint AS at FROM events
  WHERE site_id = $1::integer AND timestamp < $2::timestamptz`;

/**
 * site, from, to, and what a further condition wants. What goes is taken from the page's rows of the hour in turn, as far
 * as each reaches.
 */
const eraseEvents = (condition: string) => `
  WITH erased AS (
    DELETE FROM events WHERE site_id = $1::integer AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz
      AND ${condition}
    RETURNING visitor_id, path, timestamp, count
  ),
  gone AS (
    SELECT path AS page, date_trunc('hour', timestamp, 'UTC') AS view_hour, sum(count) AS views
    FROM erased WHERE visitor_id = 0 GROUP BY 1, 2
  ),
  shares AS (
    SELECT held.page, held.view_hour, held.partition, held.shard, gone.views AS gone,
      sum(held.views) OVER (PARTITION BY held.page, held.view_hour ORDER BY held.partition, held.shard) - held.views AS before
    FROM page_views AS held JOIN gone ON text_key(held.page) = text_key(gone.page) AND held.view_hour = gone.view_hour
  )
  UPDATE page_views AS held SET views = held.views - least(held.views, greatest(shares.gone - shares.before, 0))
  FROM shares
  WHERE text_key(held.page) = text_key(shares.page) AND held.view_hour = shares.view_hour
    AND held.partition = shares.partition AND held.shard = shares.shard`;

/** from, to */
const ERASE_EMPTY_HOURS = `
  DELETE FROM page_views WHERE views = 0 AND view_hour >= $1::timestamptz AND view_hour < $2::timestamptz`;

const DAILY_TABLES = ["daily_aggregates", "daily_path_views", "daily_unique_users"];

/** site, date: the figures of a day from what is left of its events. */
const REMAKE_DAY: readonly string[] = [
  `INSERT INTO daily_aggregates (site_id, event_date, total_views, total_events, unique_users, unique_viewers)
   SELECT site_id, event_date, coalesce(sum(count) FILTER (WHERE name = 'pageview'), 0), sum(count),
     count(DISTINCT user_id) FILTER (WHERE user_id <> 0),
     count(DISTINCT user_id) FILTER (WHERE user_id <> 0 AND name = 'pageview')
   FROM left_over GROUP BY site_id, event_date`,
  `INSERT INTO daily_path_views (site_id, event_date, path, views, events)
   SELECT site_id, event_date, path, coalesce(sum(count) FILTER (WHERE name = 'pageview'), 0), sum(count)
   FROM left_over GROUP BY site_id, event_date, path`,
  `INSERT INTO daily_unique_users (site_id, event_date, user_id, viewed)
   SELECT site_id, event_date, user_id, bool_or(name = 'pageview')
   FROM left_over WHERE user_id <> 0 GROUP BY site_id, event_date, user_id`,
];
const LEFT_OVER = `
  SELECT * FROM events WHERE site_id = $1::integer AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz`;

/** Epoch ms of the site's first event before an instant; null when there is none. */
export async function firstBefore(
  client: ClientBase,
  siteId: number,
  before: number,
): Promise<number | null> {
  const { rows } = await client.query<{ at: string | null }>(FIRST_BEFORE, [siteId, encodeInstant(before)]);
  const at = rows[0]?.at ?? null;
  return at === null ? null : Number(at);
}

/** Which of a site's events are erased: of an interval (epoch ms), those that meet a condition on $4 and so on. */
export interface ErasedRows {
  readonly from: number;
  readonly to: number;
  readonly condition: string;
  readonly values: readonly unknown[];
}

/** Erases the site's events of the UTC day of `at` that are to go, and what was counted of them. */
export async function eraseDay(
  client: ClientBase,
  siteId: number,
  at: number,
  { from: first, to: last, condition, values }: ErasedRows,
): Promise<void> {
  const start = Math.floor(at / DAY) * DAY;
  const [from, end] = [start, start + DAY].map(encodeInstant);
  const interval = [Math.max(start, first), Math.min(start + DAY, last)].map(encodeInstant);
  await client.query(eraseEvents(condition), [siteId, ...interval, ...values]);
  await client.query(ERASE_EMPTY_HOURS, [from, end]);
  for (const table of DAILY_TABLES) {
    await client.query(`DELETE FROM ${table} WHERE site_id = $1::integer AND event_date = $2::date`, [
      siteId,
      from?.slice(0, 10),
    ]);
  }
  for (const remake of REMAKE_DAY) {
    await client.query(`WITH left_over AS (${LEFT_OVER}) ${remake}`, [siteId, from, end]);
  }
}

/** All that has rows of one site, but for its events and the views of pages, which go day by day. */
const TABLES_OF_SITES = [
  ...DAILY_TABLES,
  "sealed_events",
  "sealed_figures",
  "sealed_months",
  "seals",
  "late_days",
];

export async function eraseFigures(client: ClientBase, siteId: number): Promise<void> {
  for (const table of TABLES_OF_SITES) {
    await client.query(`DELETE FROM ${table} WHERE site_id = $1::integer`, [siteId]);
  }
}
