import { ROW_EXPRESSIONS } from "./rows.ts";

/** queue, partition, position */
export const ADD_POSITION = `
  INSERT INTO positions AS held (queue_id, partition, position) VALUES ($1, $2, $3)
  ON CONFLICT (queue_id, partition) DO UPDATE SET position = greatest(held.position, excluded.position)`;

/** pages[], hours[], views[], partition, shard */
export const ADD_HOURS = `
  INSERT INTO page_views AS held (page, view_hour, views, partition, shard)
  SELECT page, view_hour, views, $4::integer, $5::integer
  FROM unnest($1::text[], $2::timestamptz[], $3::bigint[]) AS added (page, view_hour, views)
  ORDER BY page COLLATE "C", view_hour
  ON CONFLICT (text_key(page), view_hour, partition, shard) DO UPDATE SET views = held.views + excluded.views`;

/** sites[], dates[], paths[], views[], events[] */
export const ADD_PATHS = `
  INSERT INTO daily_path_views AS held (site_id, event_date, path, views, events)
  SELECT * FROM unnest($1::integer[], $2::date[], $3::text[], $4::bigint[], $5::bigint[])
    AS added (site_id, event_date, path, views, events)
  ORDER BY site_id, event_date, path COLLATE "C"
  ON CONFLICT (site_id, event_date, text_key(path))
  DO UPDATE SET views = held.views + excluded.views, events = held.events + excluded.events`;

/**
 * Users first, since a day's distinct users grow by those that were not there; then the days.
 * users: sites[], dates[], users[], viewed[]; days: sites[], dates[], views[], events[]
 */
export const ADD_DAYS = `
  WITH changed AS (
    INSERT INTO daily_unique_users AS held (site_id, event_date, user_id, viewed)
    SELECT * FROM unnest($1::integer[], $2::date[], $3::bigint[], $4::boolean[])
      AS added (site_id, event_date, user_id, viewed)
    ORDER BY site_id, event_date, user_id
    ON CONFLICT (site_id, event_date, user_id) DO UPDATE SET viewed = true WHERE excluded.viewed AND NOT held.viewed
    -- TRICKY: a row that was updated after a conflict carries its lock in xmax, one that was inserted carries none.
    RETURNING site_id, event_date, viewed, xmax = 0 AS is_new
  ),
  grown AS (
    SELECT site_id, event_date, count(*) FILTER (WHERE is_new) AS users, count(*) FILTER (WHERE viewed) AS viewers
    FROM changed GROUP BY site_id, event_date
  )
  INSERT INTO daily_aggregates AS held (site_id, event_date, total_views, total_events, unique_users, unique_viewers)
  SELECT site_id, event_date, views, events, coalesce(users, 0), coalesce(viewers, 0)
  FROM unnest($5::integer[], $6::date[], $7::bigint[], $8::bigint[]) AS added (site_id, event_date, views, events)
  LEFT JOIN grown USING (site_id, event_date)
  ORDER BY site_id, event_date
  ON CONFLICT (site_id, event_date) DO UPDATE SET
    total_views = held.total_views + excluded.total_views,
    total_events = held.total_events + excluded.total_events,
    unique_users = held.unique_users + excluded.unique_users,
    unique_viewers = held.unique_viewers + excluded.unique_viewers`;

/** sites[], timestamps[], ids[]: which of these events are stored, as [site, id]. */
export const STORED_IDS = `
  SELECT events.site_id, events.id
  FROM (SELECT DISTINCT * FROM unnest($1::integer[], $2::timestamptz[])) AS moments (site_id, timestamp)
  JOIN events USING (site_id, timestamp)
  WHERE events.id = ANY($3::uuid[])`;

/** page, from, to: [hour's epoch s, views] */
export const VIEWS_BY_HOUR = `
  SELECT extract(epoch FROM view_hour)::bigint, sum(views) FROM page_views
  WHERE text_key(page) = text_key($1) AND page = $1 AND view_hour >= $2::timestamptz AND view_hour < $3::timestamptz
  GROUP BY view_hour HAVING sum(views) > 0`;

type Only = "pageviews" | "events";
const VIEWS: Readonly<Record<Only, string>> = { pageviews: "total_views", events: "total_events" };
const PATH_VIEWS: Readonly<Record<Only, string>> = { pageviews: "views", events: "events" };
const USERS: Readonly<Record<Only, string>> = { pageviews: "unique_viewers", events: "unique_users" };

const SITE_STATS_LIMIT = 10;

/** site, date: [views, users] */
export const totalsOfDate = (only: Only) => `
  SELECT coalesce(sum(${VIEWS[only]}), 0), coalesce(sum(${USERS[only]}), 0)
  FROM daily_aggregates WHERE site_id = $1::integer AND event_date = $2::date`;

/** site: [views, users]. A user of two days is one user. */
export const totalsOfAllTime = (only: Only) => `
  SELECT coalesce(sum(${VIEWS[only]}), 0),
    (SELECT count(DISTINCT user_id) FROM daily_unique_users
      WHERE site_id = $1::integer ${only === "pageviews" ? "AND viewed" : ""})
  FROM daily_aggregates WHERE site_id = $1::integer`;

/** site, date where there is one: [path, views] */
export const topPaths = (only: Only, date: string | null) => `
  SELECT path, sum(${PATH_VIEWS[only]}) AS viewed FROM daily_path_views
  WHERE site_id = $1::integer ${date === null ? "" : "AND event_date = $2::date"} AND path <> ''
  GROUP BY path HAVING sum(${PATH_VIEWS[only]}) > 0
  ORDER BY viewed DESC, path LIMIT ${SITE_STATS_LIMIT}`;

export const READ_EVENTS = `SELECT ${ROW_EXPRESSIONS.join(", ")} FROM events ORDER BY received_at, id`;

/** [site, date, rows, counted] */
export const STORED_DAYS = `
  SELECT site_id, to_char(event_date, 'YYYY-MM-DD'), count(*), sum(count) FROM events
  GROUP BY site_id, event_date ORDER BY site_id, event_date`;

/** site, from, to, timestamp and id of the last event read, limit */
export const READ_DAY = `
  SELECT ${ROW_EXPRESSIONS.join(", ")} FROM events
  WHERE site_id = $1::integer AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz
    AND (timestamp, id) > ($4::timestamptz, $5::uuid)
  ORDER BY timestamp, id LIMIT $6::integer`;
