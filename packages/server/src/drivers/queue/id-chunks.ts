import type { Database } from "lmdb";
import { encodeIdChunk, type IdEntry, idsInChunk, type Place, RecentIds } from "./recent-ids.ts";

/** The recent ids on disk, a chunk for every append that brought some, and all of them in memory. */
export class IdChunks {
  readonly #table: Database<Buffer, number>;
  readonly #capacity: number;
  readonly #recent: RecentIds;
  /** Chunks on disk, oldest first, as [version of their append, ids]. */
  #stored: (readonly [number, number])[] = [];
  #storedIds = 0;

  constructor(table: Database<Buffer, number>, capacity: number) {
    this.#table = table;
    this.#capacity = capacity;
    this.#recent = new RecentIds(capacity);
    this.learn();
  }

  find(hash: Buffer): Place | null {
    return this.#recent.find(hash);
  }

  /** Reads the chunks that this process has not seen: all at start, later those of other publishers. */
  learn(): void {
    for (const { key, value } of this.#table.getRange({ start: (this.#stored.at(-1)?.[0] ?? 0) + 1 })) {
      this.#recent.load(value);
      this.#note(key, idsInChunk(value));
    }
  }

  /** Writes the ids of an append into its running batch, and removes chunks that are too old by then. */
  write(version: number, added: readonly IdEntry[]): void {
    if (added.length === 0) return;
    void this.#table.put(version, encodeIdChunk(added));
    for (const [chunk] of this.#stored.slice(0, this.#tooOld(added.length))) void this.#table.remove(chunk);
  }

  /** To be called once an append is on disk, in their order. */
  confirm(version: number, added: readonly IdEntry[]): void {
    if (added.length === 0) return;
    const forgotten = this.#stored.splice(0, this.#tooOld(added.length));
    for (const [, ids] of forgotten) this.#storedIds -= ids;
    for (const { hash, place } of added) this.#recent.add(hash, place);
    this.#note(version, added.length);
  }

  #note(version: number, ids: number): void {
    this.#stored.push([version, ids]);
    this.#storedIds += ids;
  }

  /** How many of the oldest chunks are not needed any more when `added` ids come. */
  #tooOld(added: number): number {
    let ids = this.#storedIds + added;
    let count = 0;
    for (const [, inChunk] of this.#stored) {
      ids -= inChunk;
      if (ids < this.#capacity) break;
      count += 1;
    }
    return count;
  }
}
