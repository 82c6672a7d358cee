/** Where a mark ends in an agent, and what it is the mark of. */
export interface FoundMark<Entry> {
  readonly entry: Entry;
  readonly end: number;
}

/** Makes a table of marks into one expression: an agent is walked through once, however long the table is. */
export function createFindMark<Entry extends { readonly mark: string }>(
  entries: readonly Entry[],
): (agent: string) => FoundMark<Entry> | null {
  const byMark = new Map(entries.map((entry) => [entry.mark, entry]));
  const anyMark = new RegExp(entries.map(({ mark }) => escaped(mark)).join("|"));
  return function findMark(agent) {
    const found = anyMark.exec(agent);
    if (found === null) return null;
    return { entry: byMark.get(found[0]) as Entry, end: found.index + found[0].length };
  };
}

function escaped(mark: string): string {
  return mark.replace(/[[\]().*+?^$|{}\\]/g, "\\$&");
}
