import { DAY } from "../domain/time.ts";
import { isoDate } from "../domain/time-zone/zoned-time.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { Run } from "./job.ts";

/** Removes events older than their site keeps them, whole UTC days at a time, so that most runs find nothing to do. */
export function createEraseExpiredEvents(deps: { accounts: Accounts; store: EventStore; clock: Clock }): Run {
  const { accounts, store, clock } = deps;
  const erasedUpTo = new Map<number, number>();
  return async function eraseExpiredEvents() {
    for (const site of await accounts.listSites()) {
      if (site.retentionDays === 0) continue;
      const before = Date.parse(`${isoDate(clock.now() - site.retentionDays * DAY)}T00:00:00Z`);
      if (erasedUpTo.get(site.id) === before) continue;
      await store.eraseBefore(site.id, before);
      erasedUpTo.set(site.id, before);
    }
  };
}
