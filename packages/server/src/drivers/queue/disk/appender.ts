import type { Database } from "lmdb";
import { encodeRecord } from "../record.ts";

/** Envelopes in one record at most: a record is read, checked and settled as a whole. */
const RECORD_ENVELOPES = 1000;

export interface Tail {
  /** Position of the next envelope. */
  readonly next: number;
  /** Bytes of all records ever written to the partition. */
  readonly bytes: number;
}

export const NO_TAIL: Tail = { next: 1, bytes: 0 };

interface Partition {
  readonly tail: Tail;
  readonly envelopes: string[];
}

/** Gives envelopes their positions, and writes them as records when every one has its own. */
export class Appender {
  readonly #tails: Database<Tail, number>;
  readonly #records: Database<Buffer, [number, number]>;
  readonly #partitions = new Map<number, Partition>();

  constructor(tails: Database<Tail, number>, records: Database<Buffer, [number, number]>) {
    this.#tails = tails;
    this.#records = records;
  }

  /** Returns the envelope's position. */
  add(partition: number, envelope: string): number {
    let part = this.#partitions.get(partition);
    if (part === undefined) {
      part = { tail: this.#tails.get(partition) ?? NO_TAIL, envelopes: [] };
      this.#partitions.set(partition, part);
    }
    part.envelopes.push(envelope);
    return part.tail.next + part.envelopes.length - 1;
  }

  /** To be called in the transaction that the positions were given in. */
  write(): void {
    for (const [partition, { tail, envelopes }] of this.#partitions) {
      let bytes = tail.bytes;
      for (let from = 0; from < envelopes.length; from += RECORD_ENVELOPES) {
        const record = encodeRecord(envelopes.slice(from, from + RECORD_ENVELOPES));
        this.#records.put([partition, tail.next + from], record);
        bytes += record.length;
      }
      this.#tails.put(partition, { next: tail.next + envelopes.length, bytes });
    }
  }
}
