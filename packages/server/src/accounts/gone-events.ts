import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "../domain/event/event.ts";
import type { DeletedSite } from "../domain/site/deleted-site.ts";
import type { Erasure } from "../domain/site/erasure.ts";
import { SECOND } from "../domain/time.ts";
import type { DeletedSites, Erasures } from "../ports/accounts.ts";
import type { Log } from "../ports/log.ts";
import { createErasedEvents, type IsErased } from "./erased-events.ts";

/** Writing goes on while the accounts store is away: what comes back is erased again. */
const MOST_WAIT_MS = SECOND / 2;

/** Events that may be written, and how many of the others are gone for which reason. */
export interface Kept {
  /** The array that was given when that is all of them. */
  readonly events: readonly Event[];
  readonly ofGoneSites: number;
  readonly erased: number;
}

export interface GoneEvents {
  /** Called before each write: an event of a site that was reset a moment ago must find where it goes on. Never throws. */
  refresh(): Promise<void>;
  /**
   * Keeps events on their way from the queue. Those of a deleted site go, those received for a site after it was reset
   * have the id under which it goes on, and what an erasure covers goes.
   */
  keep(events: readonly Event[]): Kept;
  /**
   * Keeps events that an import or a move brings. Their time of receipt says nothing about when they came here, so a
   * period's erasure that is done lets them pass: its owner imports them again on purpose. A person's never does.
   */
  keepHistory(events: readonly Event[]): Kept;
}

export interface GoneEventsDeps {
  readonly accounts: Pick<DeletedSites, "listDeletedSites"> & Pick<Erasures, "listErasures" | "erasuresMark">;
  readonly log: Log;
}

/** What of all events is gone. */
interface Known {
  readonly sites: ReadonlyMap<number, DeletedSite>;
  readonly mark: string;
  readonly isErased: IsErased;
  readonly isErasedFromHistory: IsErased;
}

/** What writers of events must leave out. Resolves when it is known for the first time. */
export async function openGoneEvents({ accounts, log }: GoneEventsDeps): Promise<GoneEvents> {
  let known = await read(null);

  async function read(before: Known | null): Promise<Known> {
    const [deleted, mark] = await Promise.all([accounts.listDeletedSites(), accounts.erasuresMark()]);
    const sites = new Map(deleted.map((site) => [site.siteId, site]));
    if (before?.mark === mark) return { ...before, sites };
    return { sites, mark, ...indexed(await accounts.listErasures()) };
  }

  async function lookUp(): Promise<void> {
    try {
      known = await read(known);
    } catch (error) {
      log.warn(
        { error: (error as Error).message },
        "could not refresh the deleted sites and erasures, using the known ones",
      );
    }
  }

  return {
    refresh: () => Promise.race([lookUp(), sleep(MOST_WAIT_MS, undefined, { ref: false })]),
    keep: (events) => sorted(events, known.sites, known.isErased),
    keepHistory: (events) => sorted(events, known.sites, known.isErasedFromHistory),
  };
}

function indexed(erasures: readonly Erasure[]): Pick<Known, "isErased" | "isErasedFromHistory"> {
  const ofHistory = erasures.filter(({ part, doneAt }) => part.kind === "user" || doneAt === null);
  return { isErased: createErasedEvents(erasures), isErasedFromHistory: createErasedEvents(ofHistory) };
}

function sorted(events: readonly Event[], sites: Known["sites"], isErased: IsErased): Kept {
  if (!events.some((event) => sites.has(event.siteId) || isErased(event)))
    return { events, ofGoneSites: 0, erased: 0 };
  const living = events.flatMap((event) => settle(event, sites));
  const kept = living.filter((event) => !isErased(event));
  return {
    events: kept,
    ofGoneSites: events.length - living.length,
    erased: living.length - kept.length,
  };
}

function settle(event: Event, gone: ReadonlyMap<number, DeletedSite>): Event[] {
  let { siteId } = event;
  if (!gone.has(siteId)) return [event];
  for (let site = gone.get(siteId); site !== undefined; site = gone.get(siteId)) {
    if (site.successorId === null || event.receivedAt < site.deletedAt) return [];
    siteId = site.successorId;
  }
  return [{ ...event, siteId }];
}
