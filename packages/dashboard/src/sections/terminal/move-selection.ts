export interface SelectionPlace {
  /** Rows there are. */
  readonly count: number;
  /** Index of the selected row; null: none is. */
  readonly selected: number | null;
  /** Index of the last row in sight, where a selection begins. */
  readonly lastInSight: number;
  /** Rows that are in sight at once. */
  readonly page: number;
}

/** Returns the index of the row that a key selects; null: the key moves nothing. */
export function moveSelection(
  key: string,
  { count, selected, lastInSight, page }: SelectionPlace,
): number | null {
  if (count === 0) return null;
  const last = count - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[key];
  if (step === undefined) return null;
  const to = selected === null ? lastInSight : selected + step;
  return Math.max(0, Math.min(last, to));
}
