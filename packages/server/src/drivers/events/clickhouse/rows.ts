import type { Event } from "../../../domain/event/event.ts";
import type { EncodedRows } from "../../../ports/event-store.ts";
import { COLUMNS } from "../columns.ts";

/** What encodeRows writes: when an event was received is kept as its distance from when it happened, which is mostly 0. */
export const WRITTEN_COLUMNS = COLUMNS.map((column) =>
  column === "received_at" ? "receipt_lag_ms" : column,
);

/**
 * One line of JSONCompactEachRow per event, WRITTEN_COLUMNS in their order. Hand-written: this is the worker's hottest
 * loop. ../rows.test.ts holds it against the table of fields.
 */
export function encodeRows(events: readonly Event[]): EncodedRows {
  let lines = "";
  for (const event of events) {
    const { utm, place, agent } = event;
    lines += `${JSON.stringify([
      event.siteId,
      event.id,
      event.name,
      event.timestamp,
      event.receivedAt - event.timestamp,
      event.count,
      event.clamped,
      event.visitorId,
      event.previousVisitorId,
      event.userId,
      event.hostname,
      event.path,
      event.title,
      event.referrer,
      event.source,
      event.channel,
      utm.source,
      utm.medium,
      utm.campaign,
      utm.content,
      utm.term,
      event.clickId,
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
      event.engagedMs,
      event.scrollDepth,
      event.interactive,
      event.revenue?.amount ?? "0",
      event.revenue?.currency ?? "",
      event.props,
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

/** Expressions that give COLUMNS as decodeRow reads them. */
export const ROW_EXPRESSIONS = COLUMNS.map((column) => {
  if (column === "timestamp") return "toUnixTimestamp64Milli(timestamp)";
  if (column === "received_at") return "toUnixTimestamp64Milli(timestamp) + receipt_lag_ms";
  if (TEXT_COLUMNS.has(column)) return `toString(${column})`;
  return column;
});
