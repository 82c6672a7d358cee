import { createHash } from "node:crypto";

export interface SeededRandom {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  shuffle<Item>(items: Item[]): Item[];
}

/** The same numbers for the same seed: blocks of SHA-512 over seed and block number. */
export function createSeededRandom(seed: string): SeededRandom {
  let block = Buffer.alloc(0);
  let blocks = 0;
  let used = 0;

  function next(): number {
    if (used === block.length) {
      block = createHash("sha512").update(`${seed}\0${blocks}`).digest();
      blocks += 1;
      used = 0;
    }
    used += 4;
    return block.readUInt32LE(used - 4);
  }

  function below(end: number): number {
    return Math.floor((next() / 2 ** 32) * end);
  }

  return {
    below,
    shuffle(items) {
      for (let last = items.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [items[last], items[other]] = [items[other] as never, items[last] as never];
      }
      return items;
    },
  };
}
