import type { LiveEvent } from "@millrace/protocol";
import { UnknownSite } from "../domain/errors.ts";
import type { Site } from "../domain/site/site.ts";
import { MINUTE } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";

export interface RecentEventsDeps {
  readonly store: Pick<EventStore, "recentEvents">;
  readonly clock: Clock;
  find(name: string): Promise<Site | null>;
}

/** The range that the live page shows. */
const RECENT_MS = 30 * MINUTE;
const MOST_EVENTS = 20;

/**
 * Returns a site's last events as viewers see them, the newest first. Throws UnknownSite, QueryTooHeavy, TooManyQueries
 * or StoreUnavailable.
 */
export function createRecentEvents({ store, clock, find }: RecentEventsDeps) {
  return async function recentEvents(name: string): Promise<readonly LiveEvent[]> {
    const site = await find(name);
    if (site === null) throw new UnknownSite(name);
    const now = clock.now();
    const range = { from: now - RECENT_MS, to: now + 1 };
    const events = await store.recentEvents({ siteId: site.id, ...range, limit: MOST_EVENTS });
    return events.map(({ timestamp, path, ...event }) => ({ at: timestamp, page: path, ...event }));
  };
}
