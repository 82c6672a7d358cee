import type { BoundType, Dialect } from "../query-builder.ts";

const TYPES: Readonly<Record<BoundType, string>> = {
  site: "integer",
  instant: "timestamptz",
  zone: "text",
  texts: "text[]",
  rows: "bigint",
};

/** Text of the wall clock of a zone. Its own collation would be the database's; ours sorts by bytes. */
const wallClock = (moment: string, pattern: string) => `to_char(${moment}, '${pattern}') COLLATE "C"`;
const local = (zone: string) => `timestamp AT TIME ZONE ${zone}`;

export const POSTGRES: Dialect = {
  metrics: {
    visitors: "count(DISTINCT visitor_id) FILTER (WHERE visitor_id <> 0)",
    pageviews: "coalesce(sum(count) FILTER (WHERE name = 'pageview'), 0)",
    events: "coalesce(sum(count), 0)",
  },
  values: {
    "event:page": "path",
    "event:name": "name",
    "visit:source": "visit_source",
    "visit:country": "country",
    "visit:browser": "browser",
    "visit:os": "os",
    "visit:device": "device",
  },
  times: {
    "time:minute": (zone) => wallClock(local(zone), "YYYY-MM-DD HH24:MI:00"),
    "time:hour": (zone) => wallClock(local(zone), "YYYY-MM-DD HH24:00:00"),
    "time:day": (zone) => wallClock(local(zone), "YYYY-MM-DD"),
    "time:week": (zone) => wallClock(`date_trunc('week', ${local(zone)})`, "YYYY-MM-DD"),
    "time:month": (zone) => wallClock(local(zone), "YYYY-MM-01"),
  },
  firstSource: "first_value(source) OVER (PARTITION BY visitor_id ORDER BY timestamp, id)",
  placeholder: (_name, number, type) => `$${number}::${TYPES[type]}`,
  rowsOf: ({ site, from, to }) =>
    `events WHERE site_id = ${site} AND timestamp >= ${from} AND timestamp < ${to}`,
  isAnyOf: (column, texts) => `${column} = ANY(${texts})`,
  // Caps are set for the transaction, in connections.ts.
  caps: "",
};
