import type { Event } from "../../../domain/event.ts";
import type { EncodedRows } from "../../../ports/event-store.ts";

/** Columns in the order in which encodeRows writes them and decodeRow reads them. */
export const COLUMNS = [
  "site_id",
  "timestamp",
  "receipt_lag_ms",
  "visitor_id",
  "user_id",
  "id",
  "name",
  "count",
  "clamped",
  "hostname",
  "path",
  "title",
  "referrer",
  "source",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_content",
  "utm_term",
  "country",
  "region",
  "city",
  "browser",
  "browser_version",
  "os",
  "os_version",
  "device",
  "screen",
  "language",
  "timezone",
  "props",
  "revenue",
  "currency",
] as const;

/** One line of JSONCompactEachRow per event. Hand-written: this is the worker's hottest loop. */
export function encodeRows(events: readonly Event[]): EncodedRows {
  let lines = "";
  for (const event of events) {
    const { utm, place, agent } = event;
    lines += `${JSON.stringify([
      event.siteId,
      event.timestamp,
      event.receivedAt - event.timestamp,
      event.visitorId,
      event.userId,
      event.id,
      event.name,
      event.count,
      event.clamped,
      event.hostname,
      event.path,
      event.title,
      event.referrer,
      event.source,
      utm.source,
      utm.medium,
      utm.campaign,
      utm.content,
      utm.term,
      place.country,
      place.region,
      place.city,
      agent.browser,
      agent.browserVersion,
      agent.os,
      agent.osVersion,
      agent.device,
      event.screen,
      event.language,
      event.timezone,
      event.props,
      event.revenue?.amount ?? "0",
      event.revenue?.currency ?? "",
    ])}\n`;
  }
  return { count: events.length, bytes: Buffer.from(lines) };
}

/** Expressions that give COLUMNS back as encodeRows wrote them. */
export const ROW_EXPRESSIONS = COLUMNS.map((column) => {
  if (column === "timestamp") return "toUnixTimestamp64Milli(timestamp)";
  if (column === "visitor_id" || column === "user_id" || column === "revenue") return `toString(${column})`;
  return column;
});

export function decodeRow(row: unknown[]): Event {
  const text = (index: number) => String(row[index]);
  const timestamp = Number(row[1]);
  return {
    siteId: Number(row[0]),
    timestamp,
    receivedAt: timestamp + Number(row[2]),
    visitorId: text(3),
    userId: text(4),
    id: text(5),
    name: text(6),
    count: Number(row[7]),
    clamped: row[8] === true,
    hostname: text(9),
    path: text(10),
    title: text(11),
    referrer: text(12),
    source: text(13),
    utm: { source: text(14), medium: text(15), campaign: text(16), content: text(17), term: text(18) },
    place: { country: text(19), region: text(20), city: text(21) },
    agent: {
      browser: text(22),
      browserVersion: text(23),
      os: text(24),
      osVersion: text(25),
      device: text(26),
    },
    screen: text(27),
    language: text(28),
    timezone: text(29),
    props: row[30] as Record<string, string>,
    revenue: text(32) === "" ? null : { amount: text(31), currency: text(32) },
  };
}
