import { LRUCache } from "lru-cache";

/** Equal rows stand close together: they name the same second. */
const REMEMBERED = 100_000;

/**
 * Counts how often a text came before, so that equal rows of one file have ids of their own, the same ones whenever the
 * file is read. A counter serves one file.
 */
export function createRepetitions(): (text: string) => number {
  const seen = new LRUCache<string, number>({ max: REMEMBERED });
  return function repetition(text) {
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return before;
  };
}
