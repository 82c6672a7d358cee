import type { Event } from "../../domain/event/event.ts";

/**
 * The last columns of a row, in the order in which it is written and read. Every store has these; the six before them,
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
  "channel",
  "click_id",
  "engaged_ms",
  "scroll_depth",
  "interactive",
] as const;

type LastFields = Omit<
  Event,
  "siteId" | "timestamp" | "receivedAt" | "visitorId" | "userId" | "previousVisitorId"
>;

/** Reads LAST_COLUMNS of a whole row. */
export function decodeLastColumns(row: readonly unknown[]): LastFields {
  const text = (index: number) => String(row[index]);
  return {
    id: text(6),
    name: text(7),
    count: Number(row[8]),
    clamped: row[9] === true,
    hostname: text(10),
    path: text(11),
    title: text(12),
    referrer: text(13),
    source: text(14),
    utm: { source: text(15), medium: text(16), campaign: text(17), content: text(18), term: text(19) },
    place: { country: text(20), region: text(21), city: text(22) },
    agent: {
      browser: text(23),
      browserVersion: text(24),
      os: text(25),
      osVersion: text(26),
      device: text(27),
    },
    screen: text(28),
    language: text(29),
    timezone: text(30),
    props: row[31] as Record<string, string>,
    revenue: text(33) === "" ? null : { amount: text(32), currency: text(33) },
    channel: text(34),
    clickId: text(35),
    engagedMs: Number(row[36]),
    scrollDepth: Number(row[37]),
    interactive: row[38] === true,
  };
}
