import { parseIsoTimestamp } from "../../domain/timestamp.ts";
import { instantOf } from "../../domain/zoned-time.ts";

const HAS_OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/** The instant of an ISO date-time; of one without an offset, in `zone`. Null when it is none. */
export function readDate(text: string, zone: string): number | null {
  const trimmed = text.trim();
  const at = parseIsoTimestamp(trimmed);
  if (at === null || HAS_OFFSET.test(trimmed) || zone === "UTC") return at;
  return instantOf(zone, at);
}
