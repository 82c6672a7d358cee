import type { EventStore } from "../ports/event-store.ts";

type Asked = Pick<EventStore, "query" | "countRows" | "firstEventAt">;

/**
 * Returns a store that computes from stored events alone. For queries about minutes that are repeated at every event:
 * computing the whole day's visits each time takes longer than reading its events, unless visits are requested.
 */
export function fromEvents(store: Asked): Asked {
  return {
    query: (plan) => store.query({ ...plan, useSealed: false }),
    firstEventAt: (siteId, before) => store.firstEventAt(siteId, before),
    countRows: (plan) => store.countRows({ ...plan, useSealed: false }),
  };
}
