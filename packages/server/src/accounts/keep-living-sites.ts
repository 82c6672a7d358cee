import type { Event } from "../domain/event/event.ts";
import type { EncodedRows, EventStore } from "../ports/event-store.ts";

interface LivingRows extends EncodedRows {
  readonly events: readonly Event[];
}

/**
 * A store into which nobody writes events of a site that is gone: neither what waited in a queue, nor an import. What is left
 * out is left out below the token, so that a token means the same events in every attempt, but for those.
 */
export function keepLivingSites(
  store: EventStore,
  { refresh, keep }: { refresh(): Promise<void>; keep(events: readonly Event[]): readonly Event[] },
): EventStore {
  return {
    ...store,
    encode(events): LivingRows {
      return { ...store.encode(events), events };
    },
    async insert(rows, token) {
      const { events } = rows as LivingRows;
      await refresh();
      const kept = keep(events);
      if (kept === events) return store.insert(rows, token);
      if (kept.length > 0) await store.insert(store.encode(kept), token);
    },
    async insertMissing(events, token) {
      await refresh();
      const kept = keep(events);
      if (kept.length > 0) await store.insertMissing(kept, token);
    },
  };
}
