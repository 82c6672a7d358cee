/** Where a mark ends in an agent, and what it is the mark of. */
export interface FoundMark<Entry> {
  readonly entry: Entry;
  readonly end: number;
}

/** The first entry of a table whose mark an agent contains; null when it contains none. */
export function findMark<Entry extends { readonly mark: string }>(
  entries: readonly Entry[],
  agent: string,
): FoundMark<Entry> | null {
  // Dozens of searches for a text take less time than one expression of as many alternatives.
  for (const entry of entries) {
    const at = agent.indexOf(entry.mark);
    if (at >= 0) return { entry, end: at + entry.mark.length };
  }
  return null;
}
