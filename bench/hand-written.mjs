// What somebody who knows the engine and the tables would write by hand for one report over some days of a site: the
// statements that the query builder is measured against.

/** From sealed days. Every statement finds the days' versions by itself, as it must to be right. */
export const SEALED = {
  overview: figures(0, "", ""),
  timeseries: figures(0, "toString(day) AS d, ", "GROUP BY day ORDER BY day"),
  pages: figures(2, "value0, ", top()),
  sources: figures(7, "value0, ", top()),
  countries: figures(15, "value0, ", top()),
  browsers: figures(21, "value0, ", top()),
};

function figures(set, column, rest) {
  return `SELECT ${column}sum(visitors) AS people, sum(visits), sum(pageviews), sum(bounces) / sum(entries), sum(seconds) / sum(entries)
    FROM millrace.sealed_figures
    WHERE site_id = {site:UInt32} AND set_id = ${set} AND day >= {from:Date32} AND day <= {to:Date32}
      AND (day, version) IN (SELECT day, max(version) FROM millrace.seals WHERE site_id = {site:UInt32} GROUP BY day)
    ${rest} SETTINGS max_threads = 1`;
}

function top() {
  return "GROUP BY value0 ORDER BY people DESC, value0 LIMIT 10";
}

const RAW = `FROM millrace.events WHERE site_id = {site:UInt32}
  AND timestamp >= toDateTime64({from:String}, 3, 'Europe/Berlin') AND timestamp < toDateTime64({to:String}, 3, 'Europe/Berlin') + INTERVAL 1 DAY`;
const BY = (
  column,
) => `SELECT ${column} AS value, uniqExact(visitor_id) AS people, countIf(name = 'pageview') ${RAW}
  GROUP BY value ORDER BY people DESC, value LIMIT 10 SETTINGS max_threads = 2`;
/** The first and the last page of each visitor, which is simpler than those of each visit. */
const PAGE_OF = (
  pick,
) => `SELECT page, count() AS people FROM (SELECT visitor_id, ${pick}(path, timestamp) AS page ${RAW} GROUP BY visitor_id)
  GROUP BY page ORDER BY people DESC, page LIMIT 10 SETTINGS max_threads = 2`;

/** The cards of a dashboard from raw rows, by visitors alone: no visits, no bounces, no durations. */
export const RAW_CARDS = {
  overview: `SELECT uniqExact(visitor_id), countIf(name = 'pageview') ${RAW} SETTINGS max_threads = 2`,
  timeseries: `SELECT toDate(timestamp, 'Europe/Berlin') AS value, uniqExact(visitor_id), countIf(name = 'pageview') ${RAW}
    GROUP BY value ORDER BY value SETTINGS max_threads = 2`,
  pages: BY("path"),
  "entry-pages": PAGE_OF("argMin"),
  "exit-pages": PAGE_OF("argMax"),
  sources: BY("source"),
  channels: BY("channel"),
  countries: BY("country"),
  browsers: BY("browser"),
  devices: BY("device"),
};
