import type { Event } from "../../domain/event/event.ts";
import { DAY, HOUR } from "../../domain/time.ts";
import { isoDate } from "../../domain/time-zone/zoned-time.ts";

/** Days are sealed no sooner than this after their end: what is younger can't belong to one that is. */
export const LATE_MS = HOUR;

const EARLIEST = Date.parse("1900-01-01T00:00:00Z");

/** Sites and UTC dates of the events that may belong to sealed days. */
export function lateDaysOf(events: readonly Event[], now: number): [siteId: number, date: string][] {
  const found = new Map<string, [number, string]>();
  for (const { siteId, timestamp } of events) {
    // What is no time is for the store to refuse.
    if (!(timestamp <= now - LATE_MS) || timestamp < EARLIEST) continue;
    const key = `${siteId} ${Math.floor(timestamp / DAY)}`;
    if (!found.has(key)) found.set(key, [siteId, isoDate(timestamp)]);
  }
  return [...found.values()];
}

/** UTC dates between which late arrivals may concern the events of an interval; epoch ms. */
export const fingerprintDates = (from: number, to: number): { first: string; last: string } => ({
  first: isoDate(from - DAY),
  last: isoDate(to + DAY),
});
