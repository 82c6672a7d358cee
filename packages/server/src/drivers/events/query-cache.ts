import { LRUCache } from "lru-cache";

const MOST_ENTRIES = 2000;
/** Rows that are kept in all, and in one answer. */
const MOST_ROWS = 200_000;
const MOST_ROWS_OF_ONE = 10_000;

/** Answers by what they follow from: nothing else can change them. Who asks while one is under way waits for it. */
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
