import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeIdChunk, hashId, idsInChunk, RecentIds } from "./recent-ids.ts";

/** What RecentIds does, said in the simplest way: two maps, the older is forgotten when the younger is full. */
class Model {
  young = new Map<string, { partition: number; position: number }>();
  old = new Map<string, { partition: number; position: number }>();
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  add(hash: Buffer, place: { partition: number; position: number }): void {
    if (this.young.size >= this.capacity) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(hash.toString("hex"), place);
  }

  find(hash: Buffer) {
    const key = hash.toString("hex");
    return this.young.get(key) ?? this.old.get(key) ?? null;
  }
}

describe("RecentIds", () => {
  it("finds what a Map of the same history finds", () => {
    // Few distinct hashes whose first bytes collide, so that probing runs through the table.
    const hash = fc.tuple(fc.nat(3), fc.nat(40)).map(([low, high]) => {
      const bytes = Buffer.alloc(16);
      bytes.writeUInt32LE(low * 1024, 0);
      bytes.writeUInt32LE(high, 12);
      return bytes;
    });
    const place = fc.record({
      partition: fc.nat(65_535),
      position: fc.integer({ min: 1, max: 2 ** 48 - 1 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(hash, place), { maxLength: 120 }),
        (capacity, history) => {
          const recent = new RecentIds(capacity);
          const model = new Model(capacity);
          for (const [bytes, where] of history) {
            expect(recent.find(bytes)).toEqual(model.find(bytes));
            recent.add(bytes, where);
            model.add(bytes, where);
            expect(recent.find(bytes)).toEqual(where);
          }
          for (const [bytes] of history) expect(recent.find(bytes)).toEqual(model.find(bytes));
        },
      ),
    );
  });

  it("grows past its first table and remembers between one and two times its capacity", () => {
    const capacity = 5000;
    const recent = new RecentIds(capacity);
    const hashes = Array.from({ length: 12_000 }, () => randomBytes(16));
    for (const [index, hash] of hashes.entries())
      recent.add(hash, { partition: index % 7, position: index + 1 });
    expect(recent.size).toBeGreaterThanOrEqual(capacity);
    expect(recent.size).toBeLessThanOrEqual(2 * capacity);
    for (const [index, hash] of hashes.entries()) {
      const found = recent.find(hash);
      if (index >= hashes.length - capacity)
        expect(found).toEqual({ partition: index % 7, position: index + 1 });
      if (index < hashes.length - 2 * capacity) expect(found).toBeNull();
    }
  });

  it("loads a stored chunk, and ignores the torn end of one", () => {
    const entries = Array.from({ length: 5 }, (_, n) => ({
      hash: hashId(1, `id-${n}`),
      place: { partition: 65_535 - n, position: 2 ** 48 - 1 - n },
    }));
    const chunk = encodeIdChunk(entries);
    expect(idsInChunk(chunk)).toBe(5);
    const recent = new RecentIds(10);
    recent.load(chunk.subarray(0, chunk.length - 3));
    expect(entries.map(({ hash }) => recent.find(hash))).toEqual([
      ...entries.slice(0, 4).map(({ place }) => place),
      null,
    ]);
  });
});

describe("hashId", () => {
  it.each([
    { a: [1, "x"], b: [2, "x"] },
    { a: [1, "1:x"], b: [11, ":x"] },
    { a: [1, "x"], b: [1, "y"] },
  ] as const)("tells $a from $b", ({ a, b }) => {
    expect(hashId(a[0], a[1])).not.toEqual(hashId(b[0], b[1]));
    expect(hashId(a[0], a[1])).toHaveLength(16);
  });
});
