import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "../domain/event/event.ts";
import type { DeletedSite } from "../domain/site/deleted-site.ts";
import { SECOND } from "../domain/time.ts";
import type { DeletedSites } from "../ports/accounts.ts";
import type { Log } from "../ports/log.ts";

/** Writing goes on while the accounts store is away: what comes back of a deleted site is erased again. */
const MOST_WAIT_MS = SECOND / 2;

export interface GoneSites {
  /** Called before each write: an event of a site that was reset a moment ago must find where it goes on. Never throws. */
  refresh(): Promise<void>;
  /**
   * The events whose site is there: those of a deleted site go, those received for a site after it was reset have the id
   * under which it goes on. The same array when that is all of them.
   */
  keep(events: readonly Event[]): readonly Event[];
}

/**
 * The sites that are gone as writers of events need them. Resolves when they are known for the first time.
 */
export async function openGoneSites({
  accounts,
  log,
}: {
  accounts: Pick<DeletedSites, "listDeletedSites">;
  log: Log;
}): Promise<GoneSites> {
  let gone = byId(await accounts.listDeletedSites());

  async function lookUp(): Promise<void> {
    try {
      gone = byId(await accounts.listDeletedSites());
    } catch (error) {
      log.warn(
        { error: (error as Error).message },
        "could not refresh the deleted sites, using the known ones",
      );
    }
  }

  return {
    refresh: () => Promise.race([lookUp(), sleep(MOST_WAIT_MS, undefined, { ref: false })]),
    keep(events) {
      if (!events.some(({ siteId }) => gone.has(siteId))) return events;
      return events.flatMap((event) => settle(event, gone));
    },
  };
}

function settle(event: Event, gone: ReadonlyMap<number, DeletedSite>): Event[] {
  let { siteId } = event;
  for (let site = gone.get(siteId); site !== undefined; site = gone.get(siteId)) {
    if (site.successorId === null || event.receivedAt < site.deletedAt) return [];
    siteId = site.successorId;
  }
  return [{ ...event, siteId }];
}

const byId = (sites: readonly DeletedSite[]) => new Map(sites.map((site) => [site.siteId, site]));
