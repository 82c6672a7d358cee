import type { Event } from "../domain/event/event.ts";
import type { EncodedRows, EventStore } from "../ports/event-store.ts";
import type { GoneEvents, Kept } from "./gone-events.ts";

interface KeptRows extends EncodedRows {
  readonly events: readonly Event[];
}

/**
 * A store into which nobody writes events that are gone: neither what waited in a queue, nor an import. What is left out is
 * left out below the token, so that a token means the same events in every attempt, but for those.
 */
export function leaveOutGone(
  store: EventStore,
  { refresh, keep }: Pick<GoneEvents, "refresh"> & { keep(events: readonly Event[]): Kept },
): EventStore {
  return {
    ...store,
    encode(events): KeptRows {
      return { ...store.encode(events), events };
    },
    async insert(rows, token) {
      const { events } = rows as KeptRows;
      await refresh();
      const kept = keep(events).events;
      if (kept === events) return store.insert(rows, token);
      if (kept.length > 0) await store.insert(store.encode(kept), token);
    },
    async insertMissing(events, token) {
      await refresh();
      const kept = keep(events).events;
      if (kept.length > 0) await store.insertMissing(kept, token);
    },
  };
}
