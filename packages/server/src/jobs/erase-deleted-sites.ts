import { decodeEnvelope } from "../domain/event/envelope-codec.ts";
import type { DeletedSite } from "../domain/site/deleted-site.ts";
import { HOUR, MINUTE } from "../domain/time.ts";
import type { DeletedSites } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { Log } from "../ports/log.ts";
import type { DeadLetter, Queue } from "../ports/queue.ts";
import type { Run } from "./job.ts";

/** For so long a batch that was under way, or a seal, may still bring something of a site back. */
const SETTLE_MS = 15 * MINUTE;
/** What a worker wrote that stood still for longer. */
const SWEEP_EVERY_MS = HOUR;
const MOST_LETTERS = 100_000;

export interface EraseDeletedSitesDeps {
  readonly accounts: Pick<DeletedSites, "listDeletedSites" | "noteErased">;
  readonly store: Pick<EventStore, "eraseSite" | "daysWithEvents">;
  readonly queue: Pick<Queue, "listDead" | "purgeDead">;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Erases what sites that were deleted or reset have in the event store and among the dead letters. The accounts store knows
 * which are not done: whatever breaks it off, the next run goes on, also one of another process.
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
    await purgeLetters(deps.queue, siteId);
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
      log.warn({ siteId }, "a deleted site's events came back, erasing them again");
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

async function purgeLetters(queue: EraseDeletedSitesDeps["queue"], siteId: number): Promise<void> {
  const letters = await queue.listDead({ limit: MOST_LETTERS });
  const keys = letters.filter((letter) => siteOf(letter) === siteId).map(({ key }) => key);
  if (keys.length > 0) await queue.purgeDead(keys);
}

/** Null for a letter that is no envelope: nobody can say whose it is. */
function siteOf({ body, encoding }: DeadLetter): number | null {
  if (encoding !== "json") return null;
  try {
    return decodeEnvelope(JSON.parse(body)).siteId;
  } catch {
    return null;
  }
}
