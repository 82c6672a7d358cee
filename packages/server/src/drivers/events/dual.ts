import { RowsRefused } from "../../domain/errors.ts";
import type { Event } from "../../domain/event/event.ts";
import type { EncodedRows, EventStore } from "../../ports/event-store.ts";
import type { Log } from "../../ports/log.ts";

interface DualRows extends EncodedRows {
  readonly events: readonly Event[];
}

type OneAtATime = <Result>(run: () => Promise<Result>) => Promise<Result>;

export interface DualStoreParts {
  readonly main: EventStore;
  readonly copy: EventStore;
  /**
   * Keeps whoever looks for what `copy` lacks and writes it from whoever does the same, the move of the history: two who
   * looked at the same moment would both write.
   */
  readonly oneAtATime: OneAtATime;
  readonly log: Log;
}

/**
 * A store that writes into two: `main`, which answers, and `copy`, which is to take its place. A batch is written when
 * both have it. What `main` takes and `copy` refuses is logged and stays in `main` only, where the move's check finds it.
 */
export function createDualStore({ main, copy, oneAtATime, log }: DualStoreParts): EventStore {
  /** The token is the batch's: what an attempt that got no reply may still write is known by it. */
  async function copyEvents(events: readonly Event[], token: string): Promise<void> {
    if (events.length === 0) return;
    try {
      // By id: what the move copied already is not written again.
      await copy.insertMissing(events, token);
    } catch (error) {
      if (!(error instanceof RowsRefused)) throw error;
      if (events.length === 1) {
        const { siteId, id } = events[0] as Event;
        return log.error(
          { siteId, id, error: error.message },
          "the store at EVENTS_COPY_URL refused an event",
        );
      }
      const middle = events.length >> 1;
      await copyEvents(events.slice(0, middle), `${token}/0`);
      await copyEvents(events.slice(middle), `${token}/1`);
    }
  }

  return {
    ...main,
    encode(events): DualRows {
      return { ...main.encode(events), events };
    },
    async insert(rows, token) {
      await main.insert(rows, token);
      await oneAtATime(() => copyEvents((rows as DualRows).events, `copy/${token}`));
    },
    async insertMissing(events, token) {
      await main.insertMissing(events, token);
      await oneAtATime(() => copyEvents(events, `copy/${token}`));
    },
    async eraseBefore(siteId, before) {
      await main.eraseBefore(siteId, before);
      await copy.eraseBefore(siteId, before);
    },
    async eraseSite(siteId) {
      await main.eraseSite(siteId);
      // A move under way would bring back what it has read already.
      await oneAtATime(() => copy.eraseSite(siteId));
    },
    async erasableDays(erasure) {
      const rows = new Map<string, number>();
      for (const store of [main, copy]) {
        for (const day of await store.erasableDays(erasure))
          rows.set(day.date, Math.max(rows.get(day.date) ?? 0, day.rows));
      }
      return [...rows].sort().map(([date, count]) => ({ date, rows: count }));
    },
    async eraseEvents(erasure, dates) {
      await main.eraseEvents(erasure, dates);
      await oneAtATime(() => copy.eraseEvents(erasure, dates));
    },
    async eraseReplaced(siteId, dates, madeBefore) {
      await main.eraseReplaced(siteId, dates, madeBefore);
      await copy.eraseReplaced(siteId, dates, madeBefore);
    },
    async ping() {
      await main.ping();
      await copy.ping();
    },
    async close() {
      await Promise.all([main.close(), copy.close()]);
    },
  };
}
