import type { Event } from "../../domain/event.ts";

/**
 * The last columns of a row, in the order in which it is written and read. Every store has these; the five before them,
 * whose event it is and when, are of the store's own kind.
 */
export const LAST_COLUMNS = [
  "id",
  "name",
  "count",
  "clamped",
  "hostname",
  "path",
  "title",
  "referrer",
  "source",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_content",
  "utm_term",
  "country",
  "region",
  "city",
  "browser",
  "browser_version",
  "os",
  "os_version",
  "device",
  "screen",
  "language",
  "timezone",
  "props",
  "revenue",
  "currency",
] as const;

type LastFields = Omit<Event, "siteId" | "timestamp" | "receivedAt" | "visitorId" | "userId">;

/** Reads LAST_COLUMNS of a whole row. */
export function decodeLastColumns(row: readonly unknown[]): LastFields {
  const text = (index: number) => String(row[index]);
  return {
    id: text(5),
    name: text(6),
    count: Number(row[7]),
    clamped: row[8] === true,
    hostname: text(9),
    path: text(10),
    title: text(11),
    referrer: text(12),
    source: text(13),
    utm: { source: text(14), medium: text(15), campaign: text(16), content: text(17), term: text(18) },
    place: { country: text(19), region: text(20), city: text(21) },
    agent: {
      browser: text(22),
      browserVersion: text(23),
      os: text(24),
      osVersion: text(25),
      device: text(26),
    },
    screen: text(27),
    language: text(28),
    timezone: text(29),
    props: row[30] as Record<string, string>,
    revenue: text(32) === "" ? null : { amount: text(31), currency: text(32) },
  };
}
