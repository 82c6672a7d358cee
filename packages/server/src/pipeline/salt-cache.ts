import { endOfDateEverywhere } from "../domain/zoned-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { State } from "../ports/state.ts";

/** The salts of the dates that are today somewhere, in memory. A date that has ended everywhere is forgotten. */
export function createSaltCache({ state, clock }: { state: State; clock: Clock }) {
  const salts = new Map<string, Buffer>();

  async function load(date: string): Promise<Buffer> {
    const salt = await state.salt(date);
    for (const known of salts.keys()) {
      if (endOfDateEverywhere(known) < clock.now()) salts.delete(known);
    }
    salts.set(date, salt);
    return salt;
  }

  return {
    saltOf: (date: string): Buffer | Promise<Buffer> => salts.get(date) ?? load(date),
  };
}
