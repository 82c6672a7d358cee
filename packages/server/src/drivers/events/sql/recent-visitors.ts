import { DAY, MINUTE } from "../../../domain/time.ts";
import type { RecentVisitors } from "../../../ports/event-store.ts";

const CURRENT_MS = 5 * MINUTE;
const HOURS_OF_DAY = 24;
/** Two days' hours are bits of one number, so that a visitor is one row however many hours it came in. */
const HOURS = 2 * HOURS_OF_DAY;

/** Instants in epoch ms: of the first hour, of those who count as there now, and of the end, which is left out. */
export interface RecentRange {
  readonly from: number;
  readonly current: number;
  readonly to: number;
}

/** As reports understand `24h` and `realtime`. */
export const recentRange = (now: number): RecentRange => ({
  from: now - 2 * DAY,
  current: now - CURRENT_MS,
  to: now + 1,
});

/** The last hour has the bit of an event at its very end, too. */
export const LAST_HOUR = HOURS - 1;

const bitsFrom = (first: number, hours: number): bigint => ((1n << BigInt(hours)) - 1n) << BigInt(first);

/** The figures of a site in the order in which toRecentVisitors reads them, behind the site and who is there now. */
export function hourCounts(countAny: (bits: bigint) => string): string[] {
  return [
    countAny(bitsFrom(HOURS_OF_DAY, HOURS_OF_DAY)),
    countAny(bitsFrom(0, HOURS_OF_DAY)),
    ...Array.from({ length: HOURS_OF_DAY }, (_, hour) => countAny(bitsFrom(HOURS_OF_DAY + hour, 1))),
  ];
}

export function toRecentVisitors(row: readonly unknown[]): RecentVisitors {
  const [siteId = 0, current = 0, visitors = 0, previous = 0, ...hours] = row.map(Number);
  return { siteId, current, visitors, previous, hours };
}
