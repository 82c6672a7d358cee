import type { Event } from "../../../domain/event/event.ts";
import type { EncodedRows } from "../../../ports/event-store.ts";
import { decodeLastColumns, LAST_COLUMNS } from "../columns.ts";
import { type BatchFigures, sumUp } from "./batch-figures.ts";
import { encodeInstant, encodeUnsigned } from "./values.ts";

/** Columns in the order in which a row is written and read. */
export const COLUMNS = [
  "site_id",
  "timestamp",
  "received_at",
  "visitor_id",
  "user_id",
  "previous_visitor_id",
  ...LAST_COLUMNS,
] as const;

const NEWLINE = 10;

/** A line of JSON with the batch's figures, then one line of COPY text per event. Hand-written: the worker's hottest loop. */
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
    instant,
    receivedAt === timestamp ? instant : encodeInstant(receivedAt),
    encodeUnsigned(event.visitorId),
    encodeUnsigned(event.userId),
    encodeUnsigned(event.previousVisitorId),
    event.id,
    event.name,
    String(event.count),
    event.clamped ? "t" : "f",
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
    JSON.stringify(event.props),
    encodeAmount(event.revenue?.amount ?? "0"),
    event.revenue?.currency ?? "",
    event.channel,
    event.clickId,
    String(event.engagedMs),
    String(event.scrollDepth),
    event.interactive ? "t" : "f",
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

/** Expressions that give COLUMNS as decodeRow reads them. */
export const ROW_EXPRESSIONS = COLUMNS.map((column) => {
  if (column === "timestamp" || column === "received_at")
    return `(extract(epoch FROM ${column}) * 1000)::bigint`;
  if (column === "revenue") return "trim_scale(revenue)";
  return column;
});

export function decodeRow(row: readonly unknown[]): Event {
  return {
    siteId: Number(row[0]),
    timestamp: Number(row[1]),
    receivedAt: Number(row[2]),
    visitorId: decodeUnsigned(String(row[3])),
    userId: decodeUnsigned(String(row[4])),
    previousVisitorId: decodeUnsigned(String(row[5])),
    ...decodeLastColumns(row),
  };
}

const decodeUnsigned = (signed: string) =>
  signed.startsWith("-") ? String(BigInt.asUintN(64, BigInt(signed))) : signed;
