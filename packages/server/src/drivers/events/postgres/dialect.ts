import type { BoundType } from "../sql/binder.ts";
import type { Dialect } from "../sql/dialect.ts";

const TYPES: Readonly<Record<BoundType, string>> = {
  site: "integer",
  sites: "integer[]",
  visitor: "bigint",
  instant: "timestamptz",
  zone: "text",
  // Its own collation would be the database's; ours sorts by bytes.
  text: 'text COLLATE "C"',
  texts: "text[]",
  rows: "bigint",
  date: "date",
  version: "bigint",
  versions: "bigint[]",
};

/** Text of the wall clock of a zone. */
const wallClock = (moment: string, pattern: string) => `to_char(${moment}, '${pattern}') COLLATE "C"`;
const local = (column: string, zone: string) => `${column} AT TIME ZONE ${zone}`;
const weekOf = (moment: string) => wallClock(`date_trunc('week', ${moment})`, "YYYY-MM-DD");

export const POSTGRES: Dialect = {
  tables: {
    events: "events",
    sealedEvents: "sealed_events",
    sealedFigures: "sealed_figures",
    openEvents: "open_events",
  },
  placeholder: (_name, number, type) => `$${number}::${TYPES[type]}`,
  instant: (place) => place,
  dateOf: (column, zone) => `(${column} AT TIME ZONE ${zone})::date`,
  dateText: (date) => `${date}::text`,
  isDateAnyOf: (date, texts) => `${date}::text = ANY(${texts})`,
  monthOf: (date) => `date_trunc('month', ${date}::timestamp)::date`,
  daysBetween: (first, last) => `(${last} - ${first})`,
  insertSettings: "",
  buckets: {
    "time:minute": (column, zone) => wallClock(local(column, zone), "YYYY-MM-DD HH24:MI:00"),
    "time:hour": (column, zone) => wallClock(local(column, zone), "YYYY-MM-DD HH24:00:00"),
    "time:day": (column, zone) => wallClock(local(column, zone), "YYYY-MM-DD"),
    "time:week": (column, zone) => weekOf(local(column, zone)),
    "time:month": (column, zone) => wallClock(local(column, zone), "YYYY-MM-01"),
  },
  dateBuckets: {
    "time:day": (date) => wallClock(`${date}::timestamp`, "YYYY-MM-DD"),
    "time:week": (date) => weekOf(`${date}::timestamp`),
    "time:month": (date) => wallClock(`${date}::timestamp`, "YYYY-MM-01"),
  },
  gapReached: (later, earlier) => `${later} - ${earlier} >= interval '30 minutes'`,
  seconds: (later, earlier) => `floor(extract(epoch FROM ${later} - ${earlier}))::bigint`,
  epochMs: (moment) => `(extract(epoch FROM ${moment}) * 1000)::bigint`,
  // Ids are unsigned numbers with their bits read as signed ones.
  visitorText: (visitor) =>
    `(CASE WHEN ${visitor} < 0 THEN ${visitor} + 18446744073709551616 ELSE ${visitor}::numeric END)::text COLLATE "C"`,
  moneyText: (amount) => `trim_scale(${amount})::text`,
  idOrder: (column) => column,
  eachPropertyKey: (name) =>
    `CROSS JOIN LATERAL (SELECT key COLLATE "C" FROM jsonb_object_keys(props) AS key) AS each (${name})`,
  property: (key) => `coalesce(props ->> (${key}), '') COLLATE "C"`,
  isAnyOf: (text, texts) => `${text} = ANY(${texts})`,
  containsAnyOf: (text, texts) =>
    `EXISTS (SELECT FROM unnest(${texts}) AS part WHERE strpos(${text}, part) > 0)`,
  matchesAnyOf: (text, patterns) => `${text} ~ ANY(${patterns})`,
  lower: (text) => `lower(${text} COLLATE "C")`,
  nearestQuotient: ({ above, multiplier, below, divisor }) =>
    `div(${above}::numeric * ${2 * multiplier} + ${below}::numeric * ${divisor}, ${below}::numeric * ${2 * divisor})`,
  cents: (money, below) =>
    `sign(${money}) * div(abs(${money}) * 20000 + ${below}::numeric * 100, ${below}::numeric * 200)`,
  noMoney: "0::numeric",
  inSubquery: "",
  keptOnce: "NOT MATERIALIZED ",
  readInPlace: "NOT MATERIALIZED ",
  // Caps are set for the transaction, in connections.ts.
  caps: "",
  fillCaps: "",
};
