type Ask = (sql: string) => Promise<unknown[][]>;

/** Rows of PostgreSQL's counting tables that its events don't say, and the other way round: none, whatever happened. */
export async function differencesFromRaw(ask: Ask): Promise<unknown[][]> {
  const pairs = [
    [
      "SELECT site_id, event_date, total_views, total_events, unique_users, unique_viewers FROM millrace.daily_aggregates",
      `SELECT site_id, event_date, coalesce(sum(count) FILTER (WHERE name = 'pageview'), 0)::bigint, sum(count)::bigint,
         count(DISTINCT user_id) FILTER (WHERE user_id <> 0), count(DISTINCT user_id) FILTER (WHERE user_id <> 0 AND name = 'pageview')
       FROM millrace.events GROUP BY 1, 2`,
    ],
    [
      "SELECT site_id, event_date, path, views, events FROM millrace.daily_path_views",
      `SELECT site_id, event_date, path, coalesce(sum(count) FILTER (WHERE name = 'pageview'), 0)::bigint, sum(count)::bigint
       FROM millrace.events GROUP BY 1, 2, 3`,
    ],
    [
      "SELECT site_id, event_date, user_id, viewed FROM millrace.daily_unique_users",
      "SELECT site_id, event_date, user_id, bool_or(name = 'pageview') FROM millrace.events WHERE user_id <> 0 GROUP BY 1, 2, 3",
    ],
    [
      "SELECT page, view_hour, sum(views)::bigint FROM millrace.page_views GROUP BY 1, 2 HAVING sum(views) > 0",
      `SELECT path, date_trunc('hour', timestamp, 'UTC'), sum(count)::bigint
       FROM millrace.events WHERE visitor_id = 0 GROUP BY 1, 2 HAVING sum(count) > 0`,
    ],
  ];
  const found: unknown[][] = [];
  for (const [kept, raw] of pairs) {
    found.push(...(await ask(`(${kept}) EXCEPT (${raw})`)), ...(await ask(`(${raw}) EXCEPT (${kept})`)));
  }
  return found;
}
