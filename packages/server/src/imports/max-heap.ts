/** Whole numbers from 0 by the key each had when it was put in; the largest key comes out first, the smaller number among equals. */
export interface MaxHeap {
  push(item: number, key: number): void;
  /** The item with the largest key, taken out; -1 when there is none. */
  pop(): number;
}

interface Entry {
  readonly item: number;
  readonly key: number;
}

export function createMaxHeap(): MaxHeap {
  const entries: Entry[] = [];
  const isBefore = (a: Entry, b: Entry) => a.key > b.key || (a.key === b.key && a.item < b.item);

  function swap(a: number, b: number): void {
    [entries[a], entries[b]] = [entries[b] as Entry, entries[a] as Entry];
  }

  function sink(index: number): void {
    for (let parent = index; ; ) {
      let first = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < entries.length && isBefore(entries[child] as Entry, entries[first] as Entry))
          first = child;
      }
      if (first === parent) return;
      swap(first, parent);
      parent = first;
    }
  }

  return {
    push(item, key) {
      entries.push({ item, key });
      for (let child = entries.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (!isBefore(entries[child] as Entry, entries[parent] as Entry)) return;
        swap(child, parent);
        child = parent;
      }
    },
    pop() {
      const top = entries[0];
      const last = entries.pop();
      if (top === undefined || last === undefined) return -1;
      if (entries.length > 0) {
        entries[0] = last;
        sink(0);
      }
      return top.item;
    },
  };
}
