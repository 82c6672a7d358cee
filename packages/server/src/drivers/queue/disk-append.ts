import { APPENDS, type DiskTables, type Head, NO_TAIL, type PlaceKey, type Tail } from "./disk-tables.ts";
import { encodeRecord } from "./record.ts";

/** Envelopes in one record at most: a record is read, checked and settled as a whole. */
const RECORD_ENVELOPES = 1000;

/** Envelopes on their way into the queue: gathered into records, then written in one commit. */
export class Append implements Head {
  readonly version: number;
  /** Where the partitions end once this is written. */
  readonly tails: ReadonlyMap<number, Tail>;
  readonly #tails: Map<number, Tail>;
  readonly #changed = new Map<number, { first: number; envelopes: string[] }>();
  readonly #records: [PlaceKey, Buffer][] = [];

  constructor(after: Head) {
    this.version = after.version + 1;
    this.#tails = new Map(after.tails);
    this.tails = this.#tails;
  }

  get isEmpty(): boolean {
    return this.#changed.size === 0;
  }

  /** Returns the position that an encoded envelope gets. */
  add(partition: number, envelope: string): number {
    const tail = this.#tails.get(partition) ?? NO_TAIL;
    let open = this.#changed.get(partition);
    if (open === undefined) {
      open = { first: tail.next, envelopes: [] };
      this.#changed.set(partition, open);
    }
    open.envelopes.push(envelope);
    this.#tails.set(partition, { ...tail, next: tail.next + 1 });
    if (open.envelopes.length >= RECORD_ENVELOPES) this.#closeRecord(partition);
    return tail.next;
  }

  /** Puts everything into a running batch or transaction of the tables. */
  write({ head, records, tails }: DiskTables): void {
    for (const partition of this.#changed.keys()) this.#closeRecord(partition);
    void head.put(APPENDS, 0, this.version);
    for (const [key, record] of this.#records) void records.put(key, record);
    for (const partition of this.#changed.keys()) {
      void tails.put(partition, this.#tails.get(partition) ?? NO_TAIL);
    }
  }

  #closeRecord(partition: number): void {
    const open = this.#changed.get(partition);
    const tail = this.#tails.get(partition);
    if (open === undefined || tail === undefined || open.envelopes.length === 0) return;
    const record = encodeRecord(open.envelopes);
    this.#records.push([[partition, open.first], record]);
    this.#tails.set(partition, { next: tail.next, bytes: tail.bytes + record.length });
    this.#changed.set(partition, { first: tail.next, envelopes: [] });
  }
}
