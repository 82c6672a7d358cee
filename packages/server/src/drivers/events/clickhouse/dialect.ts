import type { BoundType, Dialect } from "../query-builder.ts";

// Settings stand in the statement: on an embedded connection they would otherwise stay for the next one.
// One thread a report: several run side by side, and the edge needs a core of its own.
export const READ_CAPS = "SETTINGS max_execution_time = 20, max_memory_usage = 2000000000, max_threads = 1";

const TYPES: Readonly<Record<BoundType, string>> = {
  site: "UInt32",
  instant: "Int64",
  zone: "String",
  texts: "Array(String)",
  rows: "UInt32",
};

export const CLICKHOUSE: Dialect = {
  metrics: {
    // A visitor id never leaves its day, so that distinct ids of a period are the sum of its days.
    visitors: "uniqExactIf(visitor_id, visitor_id != 0)",
    pageviews: "sumIf(count, name = 'pageview')",
    events: "sum(count)",
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
    "time:minute": (zone) =>
      `formatDateTime(toStartOfMinute(timestamp, ${zone}), '%Y-%m-%d %H:%i:00', ${zone})`,
    // Not toStartOfHour of the text: where clocks go back, the two equal hours stay one bucket, as in Plausible.
    "time:hour": (zone) => `formatDateTime(timestamp, '%Y-%m-%d %H:00:00', ${zone})`,
    // TRICKY: Date holds 1970 to 2149 and wraps around beyond; Date32 does not.
    "time:day": (zone) => `toString(toDate32(timestamp, ${zone}))`,
    "time:week": (zone) => `toString(toDate32(timestamp, ${zone}) - toDayOfWeek(timestamp, 1, ${zone}))`,
    "time:month": (zone) => `formatDateTime(timestamp, '%Y-%m-01', ${zone})`,
  },
  // TRICKY: ClickHouse sorts UUIDs by their second half first; as text they sort by time, and as everywhere else.
  firstSource: "first_value(source) OVER (PARTITION BY visitor_id ORDER BY timestamp, toString(id))",
  placeholder: (name, _number, type) => `{${name}:${TYPES[type]}}`,
  rowsOf: ({ site, from, to }) => `millrace.events WHERE site_id = ${site}
    AND timestamp >= fromUnixTimestamp64Milli(${from}, 'UTC')
    AND timestamp < fromUnixTimestamp64Milli(${to}, 'UTC')`,
  isAnyOf: (column, texts) => `${column} IN ${texts}`,
  caps: READ_CAPS,
};
