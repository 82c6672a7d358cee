import type { Event } from "../../../domain/event/event.ts";
import type { EncodedRows } from "../../../ports/event-store.ts";
import { COLUMNS } from "../columns.ts";
import { type BatchFigures, sumUp } from "./batch-figures.ts";
import { encodeInstant, encodeUnsigned } from "./values.ts";

const NEWLINE = 10;

/** A line of JSON with the batch's figures, then one line of COPY text per event, COLUMNS in their order. Hand-written: the worker's hottest loop. */
export function encodeRows(events: readonly Event[]): EncodedRows {
  let lines = `${JSON.stringify(sumUp(events))}\n`;
  for (const event of events) lines += encodeRow(event);
  return { count: events.length, bytes: Buffer.from(lines) };
}

/** Takes apart what encodeRows made. */
export function splitRows({ bytes }: EncodedRows): { figures: BatchFigures; copyText: Buffer } {
  const end = bytes.indexOf(NEWLINE);
  return { figures: JSON.parse(bytes.toString("utf8", 0, end)), copyText: bytes.subarray(end + 1) };
}

function encodeRow(event: Event): string {
  const { utm, place, agent, timestamp, receivedAt } = event;
  const instant = encodeInstant(timestamp);
  const fields = [
    String(event.siteId),
    event.id,
    event.name,
    instant,
    receivedAt === timestamp ? instant : encodeInstant(receivedAt),
    String(event.count),
    event.clamped ? "t" : "f",
    encodeUnsigned(event.visitorId),
    encodeUnsigned(event.previousVisitorId),
    encodeUnsigned(event.userId),
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
    String(event.engagedMs),
    String(event.scrollDepth),
    event.interactive ? "t" : "f",
    encodeAmount(event.revenue?.amount ?? "0"),
    event.revenue?.currency ?? "",
    JSON.stringify(event.props),
  ];
  // One look at all of them: hardly any row has something to escape.
  const isPlain = !SPECIAL.test(fields.join(""));
  return `${(isPlain ? fields : fields.map(escaped)).join("\t")}\n`;
}

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Text as COPY reads it back. */
const escaped = (text: string) => text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? "");

/** `NaN` is a number to PostgreSQL, not to us. */
const encodeAmount = (amount: string) => (amount === "0" || /^-?\d+(\.\d+)?$/.test(amount) ? amount : "none");

const INSTANTS: ReadonlySet<string> = new Set(["timestamp", "received_at"]);
const UNSIGNED: ReadonlySet<string> = new Set(["visitor_id", "user_id", "previous_visitor_id"]);

/** Expressions that give COLUMNS as decodeRow reads them. */
export const ROW_EXPRESSIONS = COLUMNS.map((column) => {
  if (INSTANTS.has(column)) return `(extract(epoch FROM ${column}) * 1000)::bigint`;
  if (UNSIGNED.has(column))
    return `(CASE WHEN ${column} < 0 THEN ${column} + 18446744073709551616 ELSE ${column} END)::text`;
  if (column === "revenue") return "trim_scale(revenue)";
  return column;
});
