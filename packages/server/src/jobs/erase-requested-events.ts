import { encodeStored, STORED_TOPIC } from "../domain/event/stored-news.ts";
import { type Erasure, isErased } from "../domain/site/erasure.ts";
import { MINUTE } from "../domain/time.ts";
import type { Erasures } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore, SiteDay } from "../ports/event-store.ts";
import { type LiveBus, MAX_MESSAGE_BYTES } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";
import type { Run } from "./job.ts";
import { purgeLetters } from "./purge-letters.ts";

/** For this long, a batch or a seal in progress may still write something that was erased. */
const SETTLE_MS = 15 * MINUTE;

export interface EraseRequestedEventsDeps {
  readonly accounts: Pick<Erasures, "listErasures" | "erasuresMark" | "noteErasure">;
  readonly store: Pick<EventStore, "erasableDays" | "eraseEvents" | "eraseReplaced">;
  readonly queue: Pick<Queue, "listDead" | "purgeDead">;
  readonly bus: Pick<LiveBus, "publish">;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Erases periods and persons of sites: rows, what was made of them, dead letters. What waits in the queue is left out when it
 * is written. An erasure is
 *
 *   requested  its row is in the accounts store; writers leave its events out
 *   noted      the dates of its stored events are kept there: a run after a crash knows whose seals to remove
 *   erased     a count found nothing left, dead letters included
 *   done       15 minutes brought nothing back
 *
 * Events that a batch under way wrote in between take it from erased back to noted.
 */
export function createEraseRequestedEvents(deps: EraseRequestedEventsDeps): Run {
  const { accounts, store, queue, clock, log } = deps;
  const lookedAt = new Map<number, number>();
  /** The mark under which none was left to do. */
  let quiet: string | null = null;

  /** Resolves with whether nothing is left, and with the erasure as it is noted then. */
  async function removeRows(erasure: Erasure): Promise<Erasure> {
    const found = await store.erasableDays(erasure);
    if (found.length === 0 && erasure.erasedAt !== null) return erasure;
    const days = addFound(erasure, found);
    const rows = Object.values(days).reduce((sum, count) => sum + count, 0);
    if (found.length > 0) await accounts.noteErasure(erasure.id, { days, rows, erasedAt: null });
    await store.eraseEvents(erasure, Object.keys(days));
    const isGone = (await store.erasableDays(erasure)).length === 0;
    return { ...erasure, days, rows, erasedAt: isGone ? clock.now() : null };
  }

  async function erase(erasure: Erasure): Promise<void> {
    const { id, siteId, part, erasedAt: before } = erasure;
    const last = lookedAt.get(id);
    if (last !== undefined && clock.now() - last < MINUTE) return;
    const { erasedAt, rows, days } = await removeRows(erasure);
    await purgeLetters(queue, (envelope) => isErased(erasure, envelope));
    // Something was written meanwhile: the next run goes on.
    if (erasedAt === null) return;
    lookedAt.set(id, clock.now());
    if (erasedAt !== before) {
      await accounts.noteErasure(id, { erasedAt });
      log.info({ siteId, erasure: id, rows }, `events of a ${NAMES[part.kind]} are erased`);
      await tellViewers(siteId);
    }
    if (clock.now() - erasedAt < SETTLE_MS) return;
    await store.eraseReplaced(siteId, Object.keys(days), erasedAt);
    await accounts.noteErasure(id, { doneAt: clock.now(), days: {} });
    lookedAt.delete(id);
  }

  /** Nothing new is stored, but the numbers that viewers see are others. */
  async function tellViewers(siteId: number): Promise<void> {
    try {
      for (const message of encodeStored([{ siteId, count: 0, events: [] }], MAX_MESSAGE_BYTES))
        await deps.bus.publish(STORED_TOPIC, message);
    } catch (error) {
      // They look again within ten seconds.
      log.debug({ error: (error as Error).message }, "could not tell viewers of an erasure");
    }
  }

  return async function eraseRequestedEvents(signal) {
    const mark = await accounts.erasuresMark();
    if (mark === quiet) return;
    const open = (await accounts.listErasures()).filter(({ doneAt }) => doneAt === null);
    const failures: unknown[] = [];
    for (const erasure of open) {
      if (signal.aborted) return;
      // One that the store can't do must not keep the others waiting.
      await erase(erasure).catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    if (open.length === 0) quiet = mark;
  };
}

const NAMES = { period: "period", user: "person" } as const;

/** Of what was erased before, more is left; of what was about to be, some or all. */
function addFound(
  { days, erasedAt }: Erasure,
  found: readonly Pick<SiteDay, "date" | "rows">[],
): Record<string, number> {
  const sums = new Map(Object.entries(days));
  for (const { date, rows } of found) {
    const before = sums.get(date) ?? 0;
    sums.set(date, erasedAt === null ? Math.max(before, rows) : before + rows);
  }
  return Object.fromEntries(sums);
}
