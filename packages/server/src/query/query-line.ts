import { TooManyQueries } from "../domain/errors.ts";
import { SECOND } from "../domain/time.ts";
import type { EventStore } from "../ports/event-store.ts";

/** The store's queries that people wait for. */
export type StoreQueries = Pick<
  EventStore,
  | "query"
  | "countRows"
  | "firstEventAt"
  | "recentVisitors"
  | "propertyKeys"
  | "listSessions"
  | "readSession"
  | "recentEvents"
>;

export interface QueryLineOptions {
  /** Queries that run at the same time. */
  readonly atOnce: number;
  /** Queries that may wait, and for how long. */
  readonly most?: number;
  readonly waitMs?: number;
}

/** A dashboard sends a dozen queries at once; this is room for several dashboards. */
const MOST_WAITING = 200;
const WAIT_MS = 30 * SECOND;

interface Waiting {
  go(): void;
}

/**
 * Queues queries in order of arrival. Backpressure: refuses with TooManyQueries those that would wait too long, since
 * their callers have left or will retry.
 */
export function createQueryLine(
  store: StoreQueries,
  { atOnce, most = MOST_WAITING, waitMs = WAIT_MS }: QueryLineOptions,
): StoreQueries {
  const line: Waiting[] = [];
  let running = 0;

  function turn(): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return Promise.resolve();
    }
    if (line.length >= most) throw new TooManyQueries(`${most} queries are waiting`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        line.splice(line.indexOf(waiting), 1);
        reject(new TooManyQueries(`not started within ${waitMs / SECOND} s`));
      }, waitMs);
      const waiting: Waiting = {
        go() {
          clearTimeout(timer);
          resolve();
        },
      };
      line.push(waiting);
    });
  }

  async function inLine<Result>(run: () => Promise<Result>): Promise<Result> {
    await turn();
    try {
      return await run();
    } finally {
      const next = line.shift();
      if (next === undefined) running -= 1;
      else next.go();
    }
  }

  return {
    query: (plan) => inLine(() => store.query(plan)),
    countRows: (plan) => inLine(() => store.countRows(plan)),
    firstEventAt: (siteId, before) => inLine(() => store.firstEventAt(siteId, before)),
    recentVisitors: (siteIds, now) => inLine(() => store.recentVisitors(siteIds, now)),
    propertyKeys: (plan) => inLine(() => store.propertyKeys(plan)),
    listSessions: (plan) => inLine(() => store.listSessions(plan)),
    readSession: (session) => inLine(() => store.readSession(session)),
    recentEvents: (plan) => inLine(() => store.recentEvents(plan)),
  };
}
