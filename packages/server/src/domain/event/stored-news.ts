import type { LiveEvent } from "@millrace/protocol";

/** Topic of the live bus: what a worker has just stored. */
export const STORED_TOPIC = "stored";

/** What was stored for one site since the last message, as far as it is live. */
export interface StoredAtSite {
  readonly siteId: number;
  /** Events, those left out of the sample included. */
  readonly count: number;
  /** A sample, the newest last. */
  readonly events: readonly LiveEvent[];
}

/** Messages of at most `maxBytes` of UTF-8 each. A site whose sample does not fit into one is told without it. */
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

/** Empty for a message that is none of ours, as an older or newer process may send. */
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
