const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i;

export interface Timestamp {
  /** Epoch ms. A text without an offset is read as UTC. */
  readonly at: number;
  readonly hasOffset: boolean;
}

/**
 * Reads an ISO 8601 date or date-time, as UTC if it has no offset. Returns null for anything else, 30 February
 * included.
 */
export function parseIsoTimestamp(text: string): number | null {
  const match = ISO.exec(text);
  return match === null ? null : instantOf(match);
}

/**
 * Reads the same formats as parseIsoTimestamp and reports whether the text has an offset, which overrides any other
 * zone.
 */
export function readTimestamp(text: string): Timestamp | null {
  const match = ISO.exec(text);
  const at = match === null ? null : instantOf(match);
  return at === null ? null : { at, hasOffset: match?.[8] !== undefined };
}

function instantOf(match: RegExpExecArray): number | null {
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset = "Z"] = match;
  const at = Date.UTC(+(year ?? 0), +(month ?? 0) - 1, +(day ?? 0), +hour, +minute, +second);
  const date = new Date(at);
  const rolledOver =
    // Date.UTC takes the years 0 to 99 for those of the 20th century.
    date.getUTCFullYear() !== +(year ?? 0) ||
    date.getUTCMonth() !== +(month ?? 0) - 1 ||
    date.getUTCDate() !== +(day ?? 0) ||
    +hour > 23 ||
    +minute > 59 ||
    +second > 59;
  if (rolledOver) return null;
  return at + Math.floor(Number(`0.${fraction || 0}`) * 1000) - offsetMs(offset);
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === "Z") return 0;
  const sign = offset.startsWith("-") ? -1 : 1;
  const digits = offset.slice(1).replace(":", "").padEnd(4, "0");
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}
