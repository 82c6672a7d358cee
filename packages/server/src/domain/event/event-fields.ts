import {
  type Field,
  flag,
  instant,
  integer,
  money,
  properties,
  siteNumber,
  text,
  texts,
  unsigned64,
  uuid,
} from "./field-kinds.ts";

/**
 * Every field of an event, once, in the order of an export and of the stores' rows. Codecs, rows, exports and blank
 * events are made from this table; the two hot row writers are tested against it. The numbers are positions in a record
 * of the queue. How to add a field: docs/how-to-add-a-field.md.
 */
export const EVENT_FIELDS = {
  siteId: siteNumber(1, "site_id"),
  /** Canonical UUID, lower case. */
  id: uuid(0, "id"),
  /** `pageview` or the name of a custom event. */
  name: text(4, "name", "pageview"),
  /** Epoch ms, UTC. */
  timestamp: instant(5, "timestamp", "timestamp"),
  /** Epoch ms, UTC. */
  receivedAt: instant(6, "received_at", "receivedAt"),
  /** How many equal page views this row stands for: 1, except for counted page views. */
  count: integer(7, "count", { empty: 1 }),
  /** The client's timestamp lay in the future and was set to receivedAt. */
  clamped: flag(8, "clamped", { empty: false, exported: false }),
  /** Unsigned 64-bit integer as decimal text; "0" when the event has no visitor. */
  visitorId: unsigned64(2, "visitor_id"),
  /**
   * The visitor's id on the local date before, so that a session goes on across midnight; "0" except for events of a
   * date's first half hour.
   */
  previousVisitorId: unsigned64(21, "previous_visitor_id"),
  /** Keyed hash of the client's own user id, as decimal text; "0" when none was given. */
  userId: unsigned64(3, "user_id"),
  hostname: text(9, "hostname"),
  path: text(10, "path"),
  title: text(11, "title"),
  /** Host and path of the page that led here, without its query; "" when internal or direct. */
  referrer: text(12, "referrer"),
  /**
   * Name of the search engine, network, assistant or mail service that the visit came from: utm_source if there is one,
   * else the referrer's host without `www.`. A known source has one name; "" when the source is unknown.
   */
  source: text(null, "source"),
  /** How the visit came: a channel of GA4's default grouping. */
  channel: text(null, "channel"),
  utm: texts(13, {
    source: "utm_source",
    medium: "utm_medium",
    campaign: "utm_campaign",
    content: "utm_content",
    term: "utm_term",
  }),
  /** Name of the advertiser's click parameter in the page's URL (`gclid`), never its value; "" when none. */
  clickId: text(22, "click_id"),
  place: texts(14, { country: "country", region: "region", city: "city" }),
  agent: texts(15, {
    browser: "browser",
    browserVersion: "browser_version",
    os: "os",
    osVersion: "os_version",
    device: "device",
  }),
  screen: text(16, "screen"),
  language: text(17, "language"),
  timezone: text(18, "timezone"),
  /** Milliseconds for which the page was looked at since the last such report. */
  engagedMs: integer(23, "engaged_ms"),
  /** How far down the page was seen, in percent of its height, 1 to 100; 0: unknown. */
  scrollDepth: integer(24, "scroll_depth", { most: 100 }),
  /**
   * Whether somebody did something: a session with such an event is no bounce. Except for page views, false only where
   * the sender says so.
   */
  interactive: flag(25, "interactive", { empty: true, exported: true }),
  revenue: money(20, { amount: "revenue", currency: "currency" }),
  props: properties(19, "props"),
};

/**
 * What the queue keeps of an event and no store does. Its position counts with those above.
 */
export const QUEUE_FIELDS = {
  /** W3C trace context, of events that are followed only. */
  traceparent: { at: 26 },
} as const;

type Fields = typeof EVENT_FIELDS;
type ValueOf<One> = One extends Field<infer Value> ? Value : never;
type RecordKey = { [Key in keyof Fields]: Fields[Key]["at"] extends number ? Key : never }[keyof Fields];

/** The fields that the queue keeps. */
export type RecordFields = { readonly [Key in RecordKey]: ValueOf<Fields[Key]> };
/** The fields that the stores keep. */
export type RowFields = { readonly [Key in keyof Fields]: ValueOf<Fields[Key]> };

/** All fields with their names. */
export const FIELD_LIST = Object.entries(EVENT_FIELDS) as unknown as readonly (readonly [
  keyof Fields,
  Field<never>,
])[];
