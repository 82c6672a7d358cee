import type { BoundType } from "../sql/binder.ts";
import type { Dialect } from "../sql/dialect.ts";

// Settings stand in the statement: on an embedded connection they would otherwise stay for the next one.
// One thread a report: several run side by side, and the edge needs a core of its own.
export const READ_CAPS = "SETTINGS max_execution_time = 20, max_memory_usage = 2000000000, max_threads = 1";

const TYPES: Readonly<Record<BoundType, string>> = {
  site: "UInt32",
  sites: "Array(UInt32)",
  visitor: "UInt64",
  instant: "Int64",
  zone: "String",
  text: "String",
  texts: "Array(String)",
  rows: "UInt32",
  date: "Date32",
  version: "UInt64",
  versions: "Array(UInt64)",
};

export const CLICKHOUSE: Dialect = {
  tables: {
    events: "millrace.events",
    sealedEvents: "millrace.sealed_events",
    sealedFigures: "millrace.sealed_figures",
    openEvents: "millrace.open_events",
  },
  placeholder: (name, _number, type) => `{${name}:${TYPES[type]}}`,
  instant: (place) => `fromUnixTimestamp64Milli(${place}, 'UTC')`,
  // TRICKY: Date holds 1970 to 2149 and wraps around beyond; Date32 does not.
  dateOf: (column, zone) => `toDate32(${column}, ${zone})`,
  dateText: (date) => `toString(${date})`,
  isDateAnyOf: (date, texts) => `toString(${date}) IN ${texts}`,
  monthOf: (date) => `toDate32(toStartOfMonth(${date}))`,
  daysBetween: (first, last) => `toUInt64(dateDiff('day', ${first}, ${last}))`,
  insertSettings: "SETTINGS async_insert = 0, max_partitions_per_insert_block = 0",
  buckets: {
    "time:minute": (column, zone) =>
      `formatDateTime(toStartOfMinute(${column}, ${zone}), '%Y-%m-%d %H:%i:00', ${zone})`,
    // Not toStartOfHour of the text: where clocks go back, the two equal hours stay one bucket, as in Plausible.
    "time:hour": (column, zone) => `formatDateTime(${column}, '%Y-%m-%d %H:00:00', ${zone})`,
    "time:day": (column, zone) => `toString(toDate32(${column}, ${zone}))`,
    "time:week": (column, zone) =>
      `toString(toDate32(${column}, ${zone}) - toDayOfWeek(${column}, 1, ${zone}))`,
    "time:month": (column, zone) => `formatDateTime(${column}, '%Y-%m-01', ${zone})`,
  },
  dateBuckets: {
    "time:day": (date) => `toString(${date})`,
    "time:week": (date) => `toString(${date} - toDayOfWeek(${date}, 1))`,
    "time:month": (date) => `formatDateTime(${date}, '%Y-%m-01')`,
  },
  gapReached: (later, earlier) => `dateDiff('millisecond', ${earlier}, ${later}) >= 1800000`,
  seconds: (later, earlier) => `toUInt64(intDiv(dateDiff('millisecond', ${earlier}, ${later}), 1000))`,
  epochMs: (moment) => `toUnixTimestamp64Milli(${moment})`,
  visitorText: (visitor) => `toString(${visitor})`,
  moneyText: (amount) => `toString(${amount})`,
  // TRICKY: ClickHouse sorts UUIDs by their second half first; as bytes they sort as everywhere else.
  idOrder: (column) => `UUIDToNum(${column})`,
  property: (key) => `props[${key}]`,
  // The keys lie in a file of their own: no value is read.
  eachPropertyKey: (name) => `ARRAY JOIN props.keys AS ${name}`,
  isAnyOf: (text, texts) => `${text} IN ${texts}`,
  containsAnyOf: (text, texts) => `arrayExists(part -> position(${text}, part) > 0, ${texts})`,
  matchesAnyOf: (text, patterns) =>
    `arrayExists(pattern -> match(${text}, concat('(?s)', pattern)), ${patterns})`,
  lower: (text) => `lower(${text})`,
  // TRICKY: intDiv by 0 throws, and what stands in a CASE may be worked out for rows that it leaves out.
  nearestQuotient: ({ above, multiplier, below, divisor }) =>
    `intDiv(toUInt128(${above}) * ${2 * multiplier} + toUInt128(${below}) * ${divisor}, greatest(toUInt128(${below}), 1) * ${2 * divisor})`,
  cents: (money, below) =>
    `sign(${money}) * intDiv(toInt256(abs(${money}) * 10000) * 2 + toInt256(${below}) * 100, toInt256(greatest(${below}, 1)) * 200)`,
  noMoney: "toDecimal128(0, 4)",
  inSubquery: "GLOBAL ",
  keptOnce: "MATERIALIZED ",
  readInPlace: "",
  caps: `${READ_CAPS}, enable_materialized_cte = 1`,
  // Memory for a window over half a million events; time below the limit that a client has.
  fillCaps:
    "SETTINGS max_execution_time = 55, max_memory_usage = 4000000000, max_threads = 1, enable_materialized_cte = 1",
};
