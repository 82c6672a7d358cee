import { hash } from "node:crypto";

/** Bytes of one entry: 16 of the id's hash, 2 of the partition, 6 of the position. */
const ENTRY_BYTES = 24;

export interface Position {
  readonly partition: number;
  readonly position: number;
}

/**
 * Deduplicates: remembers the last `capacity` ids and their positions. Open addressing over typed arrays: an entry
 * costs 24 bytes and no garbage. Two generations: when the young one holds `capacity` ids, the old one is dropped, so
 * between one and two times `capacity` ids are remembered.
 */
export class RecentIds {
  readonly #capacity: number;
  #young: Generation;
  #old: Generation | null = null;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#young = new Generation();
  }

  get size(): number {
    return this.#young.size + (this.#old?.size ?? 0);
  }

  find(hash: Buffer): Position | null {
    return this.#young.find(hash) ?? this.#old?.find(hash) ?? null;
  }

  add(hash: Buffer, place: Position): void {
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Generation();
    }
    this.#young.add(hash, place);
  }

  /** Adds the entries of a stored chunk. */
  load(chunk: Buffer): void {
    for (let at = 0; at + ENTRY_BYTES <= chunk.length; at += ENTRY_BYTES) {
      this.add(chunk.subarray(at, at + 16), {
        partition: chunk.readUInt16LE(at + 16),
        position: chunk.readUIntLE(at + 18, 6),
      });
    }
  }
}

/** Returns entries as one buffer, to be stored beside the records they belong to. */
export function encodeIdChunk(entries: readonly { hash: Buffer; place: Position }[]): Buffer {
  const chunk = Buffer.allocUnsafe(entries.length * ENTRY_BYTES);
  let at = 0;
  for (const { hash, place } of entries) {
    hash.copy(chunk, at, 0, 16);
    chunk.writeUInt16LE(place.partition, at + 16);
    chunk.writeUIntLE(place.position, at + 18, 6);
    at += ENTRY_BYTES;
  }
  return chunk;
}

export function idsInChunk(chunk: Buffer): number {
  return Math.floor(chunk.length / ENTRY_BYTES);
}

/** Returns the key of an id: the same id on two sites is two events. */
export function hashId(siteId: number, id: string): Buffer {
  // Through text into memory that small buffers share: a digest's own buffer is dear to collect.
  return Buffer.from(hash("sha256", `${siteId}:${id}`, "hex").slice(0, 32), "hex");
}

/** A growing hash table from 16-byte keys to positions. */
class Generation {
  size = 0;
  #slots = 1024;
  #words = new Uint32Array(this.#slots * 4);
  #partitions = new Uint16Array(this.#slots);
  /** 0 marks a free slot: positions start at 1. */
  #positions = new Float64Array(this.#slots);

  find(hash: Buffer): Position | null {
    const slot = this.#slotOf(
      hash.readUInt32LE(0),
      hash.readUInt32LE(4),
      hash.readUInt32LE(8),
      hash.readUInt32LE(12),
    );
    const position = this.#positions[slot] ?? 0;
    return position === 0 ? null : { partition: this.#partitions[slot] ?? 0, position };
  }

  add(hash: Buffer, place: Position): void {
    if (this.size * 2 >= this.#slots) this.#grow();
    this.#put(
      hash.readUInt32LE(0),
      hash.readUInt32LE(4),
      hash.readUInt32LE(8),
      hash.readUInt32LE(12),
      place.partition,
      place.position,
    );
  }

  #put(a: number, b: number, c: number, d: number, partition: number, position: number): void {
    const slot = this.#slotOf(a, b, c, d);
    if (this.#positions[slot] === 0) this.size += 1;
    const at = slot * 4;
    this.#words[at] = a;
    this.#words[at + 1] = b;
    this.#words[at + 2] = c;
    this.#words[at + 3] = d;
    this.#partitions[slot] = partition;
    this.#positions[slot] = position;
  }

  #slotOf(a: number, b: number, c: number, d: number): number {
    const words = this.#words;
    let slot = a & (this.#slots - 1);
    while (this.#positions[slot] !== 0) {
      const at = slot * 4;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return slot;
      slot = (slot + 1) & (this.#slots - 1);
    }
    return slot;
  }

  #grow(): void {
    const words = this.#words;
    const partitions = this.#partitions;
    const positions = this.#positions;
    const before = this.#slots;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * 4);
    this.#partitions = new Uint16Array(this.#slots);
    this.#positions = new Float64Array(this.#slots);
    this.size = 0;
    for (let slot = 0; slot < before; slot++) {
      if (positions[slot] === 0) continue;
      const at = slot * 4;
      this.#put(
        words[at] ?? 0,
        words[at + 1] ?? 0,
        words[at + 2] ?? 0,
        words[at + 3] ?? 0,
        partitions[slot] ?? 0,
        positions[slot] ?? 0,
      );
    }
  }
}
