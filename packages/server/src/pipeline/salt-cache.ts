import { endOfDateEverywhere } from "../domain/time-zone/zoned-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { State } from "../ports/state.ts";

/** Caches the salts of the dates that are current somewhere, in memory. A date that has ended everywhere is evicted. */
export function createSaltCache({ state, clock }: { state: State; clock: Clock }) {
  const salts = new Map<string, Buffer>();
  const underWay = new Map<string, Promise<Buffer>>();

  async function load(date: string): Promise<Buffer> {
    const salt = await state.salt(date);
    for (const known of salts.keys()) {
      if (endOfDateEverywhere(known) < clock.now()) salts.delete(known);
    }
    salts.set(date, salt);
    return salt;
  }

  function loadOnce(date: string): Promise<Buffer> {
    let pending = underWay.get(date);
    if (pending === undefined) {
      pending = load(date).finally(() => underWay.delete(date));
      underWay.set(date, pending);
    }
    return pending;
  }

  return {
    saltOf: (date: string): Buffer | Promise<Buffer> => salts.get(date) ?? loadOnce(date),
  };
}
