import { readTimestamp } from "../../domain/event/timestamp.ts";
import { instantOf } from "../../domain/time-zone/zoned-time.ts";

/** No time that a system writes is longer, whatever its fraction. */
const MAX_LENGTH = 100;
// PostgreSQL, Go, ClickHouse and Ruby name UTC behind a blank; Go adds what its monotonic clock said.
const UTC_NAME = /\s*(?:UTC|GMT|Z)$/i;
const MONOTONIC_CLOCK = / m=[+-][\d.]+$/;
/** Behind an offset: its name once more, ` +0200 CEST` or `+02:00[Europe/Berlin]`. */
const NAME_OF_OFFSET = /([+-]\d{2}(?::?\d{2})?)(?: [A-Z]{2,5}|\s?\[[\w/+-]+\])$/;
/** Beyond nanoseconds, the ninth, nothing is read. */
const LONG_FRACTION = /([.,]\d{3})\d+/;

/**
 * Returns the instant (epoch ms) of a time as other systems write it: a date or date-time of ISO 8601 with any fraction,
 * `T` or a blank, and an offset, `Z`, `UTC` or `GMT` behind it; or seconds, milli-, micro- or nanoseconds since 1970. `zone`
 * counts only for a text that names no offset. Null when it is none of these.
 */
export function readDate(text: string, zone: string): number | null {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) return null;
  if (EPOCH.test(trimmed)) return readEpoch(trimmed);
  const read = readTimestamp(asIso(trimmed));
  if (read === null || read.hasOffset || zone === "UTC") return read?.at ?? null;
  return instantOf(zone, read.at);
}

function asIso(text: string): string {
  const short = text.replace(MONOTONIC_CLOCK, "").replace(LONG_FRACTION, "$1");
  const named = short.replace(NAME_OF_OFFSET, "$1");
  if (named !== short) return named;
  const bare = short.replace(UTC_NAME, "");
  if (bare === short) return short;
  // Go writes the offset and then the name: `+0000 UTC`.
  return readTimestamp(bare)?.hasOffset === true ? bare : `${bare}Z`;
}

const EPOCH = /^\d{9,19}(?:\.\d+)?$/;
const UNITS_A_MS = [0.001, 1, 1000, 1_000_000];
const FIRST = Date.parse("2000-01-01T00:00:00Z");
const END = Date.parse("2100-01-01T00:00:00Z");

/** The unit is the one in which the number lies between 2000 and 2100: no number does in two. */
function readEpoch(text: string): number | null {
  const instants = UNITS_A_MS.map((unitsAMs) => Math.floor(Number(text) / unitsAMs));
  return instants.find((at) => at >= FIRST && at < END) ?? null;
}
