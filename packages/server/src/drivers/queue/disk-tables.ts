import type { Database, RootDatabase } from "lmdb";
import type { DeadLetter } from "../../ports/queue.ts";

export interface Tail {
  /** Position of the next envelope. */
  readonly next: number;
  /** Bytes of all records ever written to the partition. */
  readonly bytes: number;
}
export interface Consumed {
  readonly settled: number;
  readonly bytes: number;
}
/** Partition and position of a record's first envelope, or of a dead letter. */
export type PlaceKey = [partition: number, position: number];

export const NO_TAIL: Tail = { next: 1, bytes: 0 };
export const NOTHING_CONSUMED: Consumed = { settled: 0, bytes: 0 };

/** The one entry of `head`. Its version counts appends: each is made under the condition that no other came between. */
export const APPENDS = "appends";

/** Where the queue ends. */
export interface Head {
  /** How many appends were made. */
  readonly version: number;
  readonly tails: ReadonlyMap<number, Tail>;
}

/** What the queue keeps on disk. */
export interface DiskTables {
  readonly root: RootDatabase;
  readonly head: Database<number, string>;
  readonly tails: Database<Tail, number>;
  readonly consumed: Database<Consumed, number>;
  readonly records: Database<Buffer, PlaceKey>;
  readonly dead: Database<DeadLetter, PlaceKey>;
  /** Accepted ids and where each stands, by the version of the append that brought them. */
  readonly idChunks: Database<Buffer, number>;
}

export async function openTables(root: RootDatabase): Promise<DiskTables> {
  const head = root.openDB<number, string>({ name: "head", useVersions: true });
  const idChunks = root.openDB<Buffer, number>({ name: "ids", encoding: "binary" });
  // Earlier releases numbered the chunks alone: appends go on from there.
  const [lastChunk = 0] = idChunks.getKeys({ reverse: true, limit: 1 });
  await head.ifNoExists(APPENDS, () => head.put(APPENDS, 0, lastChunk + 1));
  return {
    root,
    head,
    idChunks,
    tails: root.openDB({ name: "tails" }),
    consumed: root.openDB({ name: "consumed" }),
    records: root.openDB({ name: "records", encoding: "binary" }),
    dead: root.openDB({ name: "dead" }),
  };
}

export function readHead({ head, tails }: DiskTables): Head {
  return {
    version: head.getEntry(APPENDS)?.version ?? 0,
    tails: new Map(Array.from(tails.getRange(), ({ key, value }) => [key, value])),
  };
}
