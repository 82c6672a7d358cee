import { DAY, MINUTE } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";

/** Sites whose first events are looked up at the same time; other queries need the store as well. */
const LOOK_UPS = 4;
/** Lifetime of an entry: an import or a reset may move an old site's first event. */
const KNOWN_MS = 5 * MINUTE;

/**
 * Caches first events by site. Each look-up is a query of its own, so those of sites older than a day are kept for a
 * while.
 */
export function createFirstEvents(store: Pick<EventStore, "firstEventAt">, clock: Clock) {
  let known = new Map<number, { readonly first: number; readonly readAt: number }>();

  async function lookUp(id: number): Promise<[id: number, first: number | null]> {
    const now = clock.now();
    const first = await store.firstEventAt(id, now + 1);
    if (first !== null && now - first > DAY) known.set(id, { first, readAt: now });
    return [id, first];
  }

  return async function firstEvents(ids: readonly number[]): Promise<ReadonlyMap<number, number | null>> {
    const now = clock.now();
    known = new Map([...known].filter(([, { readAt }]) => now - readAt < KNOWN_MS));
    const found = new Map<number, number | null>([...known].map(([id, { first }]) => [id, first]));
    const asked = ids.filter((id) => !found.has(id)).values();
    const takeTurns = async () => {
      for (const id of asked) found.set(...(await lookUp(id)));
    };
    await Promise.all(Array.from({ length: LOOK_UPS }, takeTurns));
    return found;
  };
}
