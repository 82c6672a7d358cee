import {
  type Dimension,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  type Filter,
  METRICS,
  type Query,
  type QueryInput,
  querySchema,
  TIME_DIMENSIONS,
  VISIT_DIMENSIONS,
} from "@millrace/protocol";
import fc from "fast-check";
import type { Event } from "../../src/domain/event/event.ts";
import { HOUR, MINUTE } from "../../src/domain/time.ts";
import { addDays, localDate, startOfDate } from "../../src/domain/time-zone/zoned-time.ts";
import { buildEvent, HOSTILE_TEXTS, uuid } from "../build/build-envelope.ts";
import type { OracleSite } from "./oracle.ts";
import { refusalOf } from "./oracle-refusals.ts";

/** A site and what happened there, around one midnight or clock change. */
export interface History {
  readonly site: OracleSite;
  readonly events: Event[];
  /** When it is asked about: some hours after the last event. */
  readonly now: number;
  /** The dates that have events, and one more on both sides. */
  readonly dates: readonly string[];
}

/** A zone and a date that begins there soon after something: a clock change, a leap day, a year. */
const MOMENTS: readonly (readonly [zone: string, date: string])[] = [
  ["UTC", "2026-03-10"],
  ["UTC", "2024-02-29"],
  ["Europe/Berlin", "2026-03-29"],
  ["Europe/Berlin", "2026-03-30"],
  ["Europe/Berlin", "2026-10-25"],
  ["Europe/Berlin", "2026-10-26"],
  ["Asia/Kathmandu", "2026-01-01"],
  ["America/St_Johns", "2026-03-08"],
  ["America/St_Johns", "2026-11-01"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["America/Santiago", "2026-09-06"],
  ["America/Santiago", "2026-04-05"],
  ["Pacific/Kiritimati", "2025-12-31"],
  ["Pacific/Chatham", "2026-04-05"],
  ["America/New_York", "2026-03-01"],
];

/** Minutes from the midnight: around it, around the half hours on both sides, around clock changes, a day off. */
const MINUTES = [
  ...[-1440, -1500, -1410, -90, -60, -31, -30, -29, -20, -10, -5, -1],
  ...[0, 1, 5, 9, 10, 20, 29, 30, 31, 59, 60, 90, 119, 120, 150, 180, 240, 1430, 1440, 1450],
];

const PATHS = ["/", "/pricing", "/docs", "/docs/api", "/Docs"];
/** Mostly the same few, so that events meet in groups and filters find some. */
const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("", "A", "a", "B") },
  { weight: 1, arbitrary: fc.constantFrom("é", "É", "Direct / None", ...HOSTILE_TEXTS) },
);
const path = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PATHS) }, { weight: 1, arbitrary: text });
/** Four decimals, so that sums end in halves of a cent; often none. */
const revenue = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      amount: fc.constantFrom("10", "0.005", "-0.005", "49.9", "0", "1234567.8949"),
      currency: fc.constantFrom("EUR", "EUR", "EUR", "USD"),
    }),
  },
);

const happening = fc.record({
  person: fc.constantFrom(0, 1, 1, 1, 2, 2, 3),
  name: fc.constantFrom(
    "pageview",
    "pageview",
    "pageview",
    "engagement",
    "engagement",
    "signup",
    "'",
    "(not set)",
  ),
  minute: fc.constantFrom(...MINUTES),
  jitterMs: fc.constantFrom(0, 0, 0, 1, -1, 500, 59_999),
  // Sent so late that the salt of the day before was gone.
  isSentLate: fc.constantFrom(false, false, false, true),
  path,
  hostname: fc.constantFrom("example.com", "example.com", "docs.example.com", ""),
  source: text,
  referrer: text,
  channel: fc.constantFrom("Direct", "Direct", "Email", ""),
  campaign: text,
  country: fc.constantFrom("DE", "PL", "", "A"),
  browser: text,
  device: fc.constantFrom("desktop", "mobile", ""),
  language: text,
  plan: fc.constantFrom(undefined, undefined, "pro", "Pro", "", "(not set)"),
  count: fc.constantFrom(1, 2, 5, 1_000_000_000),
  engagedMs: fc.constantFrom(0, 1, 50, 1500, 20_000, 33_333),
  scrollDepth: fc.constantFrom(0, 0, 1, 50, 75, 100),
  isQuiet: fc.constantFrom(false, false, true),
  revenue,
});
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

const GOALS: OracleSite["goals"] = [
  { name: "Signup", event: "signup", page: null },
  { name: "signup", event: "signup", page: "/pricing" },
  { name: "Prices", event: null, page: "/pricing" },
  { name: "Docs", event: null, page: "/docs**" },
  { name: "(not set)", event: "'", page: null },
];

const SEGMENTS: NonNullable<OracleSite["segments"]> = {
  1: [["is", "visit:country", ["DE"]]],
  2: [
    ["contains", "event:page", ["doc"]],
    ["has_done", ["is", "event:name", ["pageview"]]],
  ],
};

/** 20 to 60 events of four people, one of them nobody; visits of all three days touch. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    moment: fc.constantFrom(...MOMENTS),
    happenings: fc.array(happening, { minLength: 20, maxLength: 60 }),
    // Now and then somebody is there all day, so that the next midnight is in question.
    staysAllDay: fc.constantFrom(false, false, false, true),
  })
  .map(({ moment: [timezone, date], happenings, staysAllDay }) => {
    const midnight = startOfDate(timezone, date);
    const all = staysAllDay ? [...happenings, ...wholeDay(happenings[0] as Happening)] : happenings;
    return {
      site: { timezone, goals: GOALS, segments: SEGMENTS },
      events: all.map((one, index) => eventOf(one, index, timezone, midnight)),
      now: midnight + 30 * HOUR,
      dates: [-2, -1, 0, 1, 2].map((days) => addDays(date, days)),
    };
  });

/** Reports of the first person, 29 minutes apart, from the date's first half hour to its last. */
function wholeDay(like: Happening): Happening[] {
  return Array.from({ length: 52 }, (_, index) => ({
    ...like,
    person: 1,
    name: "engagement",
    isSentLate: false,
    minute: 5 + index * 29,
    jitterMs: 0,
    revenue: null,
    engagedMs: 0,
    scrollDepth: 0,
  }));
}

function eventOf(one: Happening, index: number, zone: string, midnight: number): Event {
  const timestamp = midnight + one.minute * MINUTE + one.jitterMs;
  const isView = one.name === "pageview";
  const isEngagement = one.name === "engagement";
  return buildEvent({
    ...idsOf(one, timestamp, zone),
    id: mixedId(index + 1),
    // Nobody's events are counted page views.
    name: one.person === 0 ? "pageview" : one.name,
    count: one.person === 0 ? one.count : 1,
    timestamp,
    receivedAt: timestamp,
    path: one.path,
    hostname: one.hostname,
    source: one.source,
    referrer: one.referrer,
    channel: one.channel,
    utm: { source: one.source, medium: "", campaign: one.campaign, content: "", term: one.language },
    place: { country: one.country, region: one.country && `${one.country}-1`, city: one.campaign },
    agent: {
      browser: one.browser,
      browserVersion: one.browser && "1",
      os: one.browser,
      osVersion: "",
      device: one.device,
    },
    language: one.language,
    screen: one.device && "1x1",
    props: one.plan === undefined ? {} : { plan: one.plan },
    interactive: isView || !one.isQuiet,
    engagedMs: isEngagement ? one.engagedMs : 0,
    scrollDepth: isEngagement ? one.scrollDepth : 0,
    revenue: isEngagement ? null : one.revenue,
  });
}

/** What a person is called on a date: an id that 64 bits just hold, or a small one. */
function visitorIdOn(person: number, date: string): string {
  const day = BigInt(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
  const id = BigInt(person) + 10n * day;
  return String(person === 2 ? 18_446_744_073_709_551_615n - id : id);
}

/** The third person's id of before is always that of somebody who never was. */
function idsOf({ person, isSentLate }: Happening, timestamp: number, zone: string) {
  if (person === 0) return { visitorId: "0", previousVisitorId: "0" };
  const date = localDate(zone, timestamp);
  const isFirstHalfHour = timestamp < startOfDate(zone, date) + 30 * MINUTE;
  const previous = visitorIdOn(person === 3 ? 9 : person, addDays(date, -1));
  const visitorId = visitorIdOn(person, date);
  return { visitorId, previousVisitorId: isFirstHalfHour && !isSentLate ? previous : "0" };
}

/** An id whose halves sort differently. */
function mixedId(number: number): string {
  const first = ((number * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0");
  return `${first}${uuid(number).slice(8)}`;
}

const FILTERED = [
  ...EVENT_DIMENSIONS,
  ...EVENT_DIMENSIONS,
  ...VISIT_DIMENSIONS,
  "event:props:plan",
  "event:goal",
] as const;

/** Patterns that every engine reads alike. */
const PATTERNS = ["^/", "docs$", "^$", "a|b", "[A-Z]", "^/docs(/api)?$", "o.s", "not set", "\\(", "é", ""];

const comparison: fc.Arbitrary<Filter> = fc
  .record({
    operator: fc.constantFrom(...FILTER_OPERATORS),
    dimension: fc.constantFrom(...FILTERED),
    texts: fc.array(
      fc.oneof(
        fc.constantFrom(...PATHS, "pageview", "engagement", "signup", "Signup", "pro", "DE", "Direct"),
        fc.constantFrom("(not set)", "Direct / None", "desktop", "doc", "a\0b"),
        text,
      ),
      { minLength: 1, maxLength: 3 },
    ),
    patterns: fc.array(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 2 }),
    isCaseSensitive: fc.constantFrom(undefined, undefined, true, false),
  })
  .map(({ operator, dimension, texts, patterns, isCaseSensitive }): Filter => {
    const values = operator.startsWith("matches") ? patterns : texts;
    return isCaseSensitive === undefined
      ? [operator, dimension, values]
      : [operator, dimension, values, { case_sensitive: isCaseSensitive }];
  });

const { filter } = fc.letrec<{ filter: Filter; leaf: Filter }>((tie) => ({
  leaf: fc.oneof(
    { weight: 12, arbitrary: comparison },
    { weight: 1, arbitrary: fc.constantFrom<Filter>(["is", "segment", [1]], ["is", "segment", [1, 2]]) },
  ),
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: tie("leaf") },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom("and" as const, "or" as const),
          fc.array(tie("filter"), { minLength: 1, maxLength: 3 }),
        )
        .map(([operator, inner]): Filter => [operator, inner]),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom("not" as const, "has_done" as const, "has_not_done" as const), tie("filter"))
        .map(([operator, inner]): Filter => [operator, inner]),
    },
  ),
}));

/** Small and often of what needs much: by page, by goal, by time. Names are left out, for they are the geo database's. */
const dimension = fc.constantFrom<Dimension>(
  ...TIME_DIMENSIONS,
  "event:page",
  "event:page",
  "event:goal",
  "event:props:plan",
  ...EVENT_DIMENSIONS,
  "visit:exit_page",
  ...VISIT_DIMENSIONS,
);

const asked = fc.record({
  metrics: fc.uniqueArray(fc.constantFrom(...METRICS), { minLength: 1, maxLength: 8 }),
  dimensions: fc.uniqueArray(dimension, { maxLength: 3 }),
  filters: fc.array(filter, { maxLength: 2 }),
  order: fc.array(fc.tuple(fc.nat(), fc.constantFrom("asc" as const, "desc" as const)), { maxLength: 3 }),
  limit: fc.constantFrom(1, 3, 10_000, 10_000),
  compare: fc.constantFrom("none", "none", "none", "previous_period", "year_over_year"),
  offset: fc.constantFrom(0, 0, 0, 1, 5),
  from: fc.constantFrom(0, 0, 0, 1, 2),
  days: fc.constantFrom(0, 1, 2, 4, 4),
  clock: fc.constantFrom("", "", "T00:00:00", "T00:20:00.001", "T02:30:00"),
});

/** A query about a history. What the rules forbid is taken out of it, so that it always has an answer. */
export function queriesOf(history: History): fc.Arbitrary<Query> {
  return asked.map(({ order, compare, limit, offset, from, days, clock, ...rest }) => {
    const dates = history.dates;
    const [first, last] = [dates[from], dates[Math.min(from + days, dates.length - 1)]];
    const query: QueryInput = {
      site_id: "example.com",
      date_range:
        clock === "" || from + days === from
          ? [`${first}`, `${last}`]
          : [`${first}${clock}`, `${last}${clock}`],
      ...rest,
      ...(order.length > 0 && { order_by: orderOf(order, [...rest.metrics, ...rest.dimensions]) }),
      include: {
        total_rows: true,
        ...(compare !== "none" && { comparisons: { mode: compare as "previous_period" } }),
      },
      pagination: { limit, offset },
    };
    return answerable(querySchema.parse(query), history);
  });
}

function orderOf(
  order: readonly [number, "asc" | "desc"][],
  names: readonly string[],
): [string, "asc" | "desc"][] {
  const picked = new Map(order.map(([index, way]) => [names[index % names.length] as string, way]));
  return [...picked];
}

/** Leaves out what is refused, one after the other: the metric or the order that the refusal names, else a dimension. */
function answerable(query: Query, { site, now }: History): Query {
  const refusal = refusalOf(query, site, now);
  if (refusal === null) return query;
  const { order_by, ...rest } = query;
  if (refusal.startsWith("order_by")) return answerable(rest, { site, now } as History);
  const metrics = query.metrics.filter((metric) => !refusal.startsWith(`metrics: ${metric} `));
  if (metrics.length < query.metrics.length) {
    const kept = order_by?.filter(([name]) => !refusal.startsWith(`metrics: ${name} `)) ?? [];
    const next: Query = { ...rest, metrics: metrics.length === 0 ? ["visitors"] : metrics };
    return answerable(kept.length === 0 ? next : { ...next, order_by: kept }, { site, now } as History);
  }
  return answerable({ ...rest, dimensions: query.dimensions.slice(0, -1) }, { site, now } as History);
}

/** A history and some queries about it. */
export const questions: fc.Arbitrary<{ history: History; queries: Query[] }> = histories.chain((history) =>
  fc.array(queriesOf(history), { minLength: 4, maxLength: 8 }).map((queries) => ({ history, queries })),
);
