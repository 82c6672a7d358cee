import type { EventStore } from "../ports/event-store.ts";

type Asked = Pick<EventStore, "query" | "countRows" | "firstEventAt">;

/**
 * A store that answers from stored events alone. For questions about minutes that are asked again at every event: working
 * the whole day's visits out anew each time takes longer than reading its events, unless visits are what is asked.
 */
export function fromEvents(store: Asked): Asked {
  return {
    query: (plan) => store.query({ ...plan, useSealed: false }),
    firstEventAt: (siteId, before) => store.firstEventAt(siteId, before),
    countRows: (plan) => store.countRows({ ...plan, useSealed: false }),
  };
}
