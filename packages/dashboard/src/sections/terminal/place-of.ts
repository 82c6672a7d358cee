import type { Row } from "./line-buffer.ts";

/** Returns the index of a row among others; of one that left, the index at which its time begins. */
export function placeOf({ key, at }: Pick<Row, "key" | "at">, rows: readonly Row[]): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle] as Row).at < at) from = middle + 1;
    else to = middle;
  }
  for (let index = from; rows[index]?.at === at; index++) if (rows[index]?.key === key) return index;
  return from;
}
