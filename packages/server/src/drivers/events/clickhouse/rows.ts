import type { Event } from "../../../domain/event/event.ts";
import type { EncodedRows } from "../../../ports/event-store.ts";
import { decodeLastColumns, LAST_COLUMNS } from "../columns.ts";

/** Columns in the order in which encodeRows writes them and decodeRow reads them. */
export const COLUMNS = [
  "site_id",
  "timestamp",
  "receipt_lag_ms",
  "visitor_id",
  "user_id",
  "previous_visitor_id",
  ...LAST_COLUMNS,
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
      event.previousVisitorId,
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
      event.channel,
      event.clickId,
      event.engagedMs,
      event.scrollDepth,
      event.interactive,
    ])}\n`;
  }
  return { count: events.length, bytes: Buffer.from(lines) };
}

/** Numbers that JavaScript's can't hold. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set([
  "visitor_id",
  "user_id",
  "previous_visitor_id",
  "revenue",
]);

/** Expressions that give COLUMNS back as encodeRows wrote them. */
export const ROW_EXPRESSIONS = COLUMNS.map((column) => {
  if (column === "timestamp") return "toUnixTimestamp64Milli(timestamp)";
  if (TEXT_COLUMNS.has(column)) return `toString(${column})`;
  return column;
});

export function decodeRow(row: unknown[]): Event {
  const timestamp = Number(row[1]);
  return {
    siteId: Number(row[0]),
    timestamp,
    receivedAt: timestamp + Number(row[2]),
    visitorId: String(row[3]),
    userId: String(row[4]),
    previousVisitorId: String(row[5]),
    ...decodeLastColumns(row),
  };
}
