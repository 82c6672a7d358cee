import type { Database } from "lmdb";
import { encodeIdChunk, idsInChunk, type Position, RecentIds } from "../recent-ids.ts";

export interface Entry {
  readonly hash: Buffer;
  readonly place: Position;
}

interface Chunk {
  readonly key: number;
  readonly ids: number;
}

/** The recent ids of all publishers: in memory, and on disk in chunks of one group commit each. */
export class StoredIds {
  readonly #database: Database<Buffer, number>;
  readonly #capacity: number;
  readonly #recent: RecentIds;
  /** Stored chunks, oldest first. */
  readonly #chunks: Chunk[] = [];
  #stored = 0;

  constructor(database: Database<Buffer, number>, capacity: number) {
    this.#database = database;
    this.#capacity = capacity;
    this.#recent = new RecentIds(capacity);
  }

  find(hash: Buffer): Position | null {
    return this.#recent.find(hash);
  }

  /** Reads chunks that this process has not seen: all at start, later those of other publishers. */
  learn(): void {
    for (const { key, value } of this.#database.getRange({ start: this.#nextKey() })) {
      this.#recent.load(value);
      this.#note({ key, ids: idsInChunk(value) });
    }
  }

  /** Stores entries and removes the oldest ones there is no room for. Call `add` once that is committed. */
  write(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#database.put(this.#nextKey(), encodeIdChunk(entries));
    for (const { key } of this.#tooOld(entries.length)) this.#database.remove(key);
  }

  /** Notes what was written: a commit that fails has stored and removed nothing. */
  add(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    for (const { hash, place } of entries) this.#recent.add(hash, place);
    for (const { ids } of this.#chunks.splice(0, this.#tooOld(entries.length).length)) this.#stored -= ids;
    this.#note({ key: this.#nextKey(), ids: entries.length });
  }

  #note(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#stored += chunk.ids;
  }

  #nextKey(): number {
    return (this.#chunks.at(-1)?.key ?? 0) + 1;
  }

  #tooOld(added: number): readonly Chunk[] {
    let kept = this.#stored + added;
    let count = 0;
    for (const { ids } of this.#chunks) {
      if (kept - ids < this.#capacity) break;
      kept -= ids;
      count += 1;
    }
    return this.#chunks.slice(0, count);
  }
}
