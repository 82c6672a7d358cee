import type { LiveEvent } from "@millrace/protocol";

/** Topic of the live bus for events that a worker has just stored. */
export const STORED_TOPIC = "stored";

/** An event with the session that it belongs to, which not all viewers are shown. */
export interface StoredEvent extends LiveEvent {
  readonly session: string;
}

/** What was stored for one site since the last message, if it is recent enough for viewers. */
export interface StoredAtSite {
  readonly siteId: number;
  /** Number of events, including those left out of the sample. */
  readonly count: number;
  /** A sample, the newest last. */
  readonly events: readonly StoredEvent[];
}

/**
 * Encodes messages of at most `maxBytes` of UTF-8 each. If a site's sample does not fit into one, the sample is left
 * out.
 */
export function encodeStored(news: readonly StoredAtSite[], maxBytes: number): string[] {
  const messages: string[] = [];
  let open: string[] = [];
  let bytes = BRACKETS;
  for (const one of news) {
    const text = encodeSite(one, maxBytes - BRACKETS);
    const more = Buffer.byteLength(text) + COMMA;
    if (open.length > 0 && bytes + more > maxBytes) {
      messages.push(`[${open.join(",")}]`);
      open = [];
      bytes = BRACKETS;
    }
    open.push(text);
    bytes += more;
  }
  if (open.length > 0) messages.push(`[${open.join(",")}]`);
  return messages;
}

const BRACKETS = 2;
const COMMA = 1;

function encodeSite(one: StoredAtSite, maxBytes: number): string {
  const text = JSON.stringify(one);
  return Buffer.byteLength(text) + COMMA <= maxBytes ? text : JSON.stringify({ ...one, events: [] });
}

/** Returns an empty list for a message of another format, which an older or newer process may send. */
export function decodeStored(message: string): readonly StoredAtSite[] {
  try {
    const news: unknown = JSON.parse(message);
    return Array.isArray(news) ? news.filter(isStoredAtSite) : [];
  } catch {
    return [];
  }
}

function isStoredAtSite(value: unknown): value is StoredAtSite {
  const { siteId, count, events } = (value ?? {}) as Record<string, unknown>;
  return typeof siteId === "number" && typeof count === "number" && Array.isArray(events);
}
