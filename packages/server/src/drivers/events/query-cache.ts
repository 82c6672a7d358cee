import { LRUCache } from "lru-cache";

const MOST_ENTRIES = 2000;
/** Rows cached in all; the next limit is for a single result. */
const MOST_ROWS = 200_000;
const MOST_ROWS_OF_ONE = 10_000;

/**
 * Caches results by a key that names everything they depend on, so entries never need to be invalidated. Coalesces
 * concurrent calls: a call during a run of the same key gets that run's result.
 */
export function createQueryCache<Answer extends readonly unknown[]>() {
  const known = new LRUCache<string, Answer>({
    max: MOST_ENTRIES,
    maxSize: MOST_ROWS,
    sizeCalculation: (answer) => answer.length + 1,
  });
  const underWay = new Map<string, Promise<Answer>>();

  return function cached(key: string, run: () => Promise<Answer>): Promise<Answer> {
    const answer = known.get(key);
    if (answer !== undefined) return Promise.resolve(answer);
    let pending = underWay.get(key);
    if (pending === undefined) {
      pending = run()
        .then((found) => {
          if (found.length <= MOST_ROWS_OF_ONE) known.set(key, found);
          return found;
        })
        .finally(() => underWay.delete(key));
      underWay.set(key, pending);
    }
    return pending;
  };
}
