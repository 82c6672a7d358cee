import type { DeletedSite } from "../domain/site/deleted-site.ts";
import { HOUR, MINUTE } from "../domain/time.ts";
import type { DeletedSites } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";
import type { Run } from "./job.ts";
import { purgeLetters } from "./purge-letters.ts";

/** For this long, a batch or a seal in progress may still write something of a deleted site. */
const SETTLE_MS = 15 * MINUTE;
/** Catches what a worker wrote that was stopped for longer. */
const SWEEP_EVERY_MS = HOUR;

export interface EraseDeletedSitesDeps {
  readonly accounts: Pick<DeletedSites, "listDeletedSites" | "noteErased">;
  readonly store: Pick<EventStore, "eraseSite" | "daysWithEvents">;
  readonly queue: Pick<Queue, "listDead" | "purgeDead">;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Erases the events and dead letters of sites that were deleted or reset. The accounts store records which sites are
 * not finished: after an interruption the next run continues, also in another process.
 */
export function createEraseDeletedSites(deps: EraseDeletedSitesDeps): Run {
  const { accounts, store, clock, log } = deps;
  const lookedAt = new Map<number, number>();
  let sweptAt = clock.now();

  async function erase({ siteId, name, deletedAt }: DeletedSite): Promise<void> {
    const last = lookedAt.get(siteId);
    if (last !== undefined && clock.now() - last < MINUTE) return;
    const startedAt = clock.now();
    await store.eraseSite(siteId);
    await purgeLetters(deps.queue, (envelope) => envelope.siteId === siteId);
    lookedAt.set(siteId, startedAt);
    if (last === undefined) log.info({ site: name, siteId }, "a site's events are erased");
    if (startedAt - deletedAt < SETTLE_MS) return;
    await accounts.noteErased(siteId, startedAt);
    lookedAt.delete(siteId);
  }

  async function sweep(sites: readonly DeletedSite[]): Promise<void> {
    if (clock.now() - sweptAt < SWEEP_EVERY_MS) return;
    const there = new Set((await store.daysWithEvents()).map(({ siteId }) => siteId));
    for (const { siteId, erasedAt } of sites) {
      if (erasedAt === null || !there.has(siteId)) continue;
      log.warn({ siteId }, "events of a deleted site reappeared, erasing them again");
      await store.eraseSite(siteId);
    }
    sweptAt = clock.now();
  }

  return async function eraseDeletedSites(signal) {
    const sites = await accounts.listDeletedSites();
    for (const site of sites) {
      if (signal.aborted) return;
      if (site.erasedAt === null) await erase(site);
    }
    await sweep(sites);
  };
}
