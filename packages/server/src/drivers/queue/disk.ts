import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { RootDatabase } from "lmdb";
import { QueueUnavailable } from "../../domain/errors.ts";
import type {
  Accepted,
  DeadLetter,
  Delivery,
  Message,
  Outgoing,
  Queue,
  QueueDepth,
  ReceiveOptions,
} from "../../ports/queue.ts";
import { durably } from "../disk/errors.ts";
import { Arrivals } from "./arrivals.ts";
import { Append } from "./disk-append.ts";
import { DiskPublisher } from "./disk-publisher.ts";
import {
  type DiskTables,
  NO_TAIL,
  NOTHING_CONSUMED,
  openTables,
  type PlaceKey,
  readHead,
} from "./disk-tables.ts";
import type { QueueOptions } from "./options.ts";
import { decodeRecord } from "./record.ts";

/** Opens (or makes) the queue in the folder that the URL `disk:<folder>` names. */
export async function open(url: string, options: QueueOptions): Promise<Queue> {
  const { open: openLmdb } = await import("lmdb");
  const folder = url.slice("disk:".length);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const root = openLmdb({
    path: folder,
    // One fdatasync per commit, and the commit's promise resolves behind it.
    overlappingSync: false,
    // Every write here is a batch of its own; batching by turn would add promises that nobody can catch.
    eventTurnBatching: false,
    // A batch starts at once, not after the requests of another turn of the event loop. lmdb's types lack the option.
    ...{ txnStartThreshold: 1 },
    noSync: !options.guards.fsync,
    encoding: "msgpack",
    maxDbs: 8,
    maxReaders: 512,
  });
  return DiskQueue.open(root, options);
}

/** A queue on LMDB. Several processes may have it open. */
class DiskQueue implements Queue {
  readonly reach = "machine";
  readonly durable: boolean;
  readonly id: string;
  readonly #tables: DiskTables;
  readonly #publisher: DiskPublisher;
  readonly #arrivals = new Arrivals();
  readonly #cursors = new Map<number, number>();

  static async open(root: RootDatabase, options: QueueOptions): Promise<DiskQueue> {
    const meta = root.openDB<string, string>({ name: "meta" });
    // Resolves only when on disk: a queue whose name could change would change its tokens.
    await meta.ifNoExists("id", () => meta.put("id", randomBytes(8).toString("hex")));
    return new DiskQueue(await openTables(root), meta.get("id") ?? "", options);
  }

  private constructor(tables: DiskTables, id: string, options: QueueOptions) {
    this.id = id;
    this.durable = options.guards.fsync;
    this.#tables = tables;
    this.#publisher = new DiskPublisher(tables, options, () => this.#arrivals.announce());
  }

  publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]> {
    return this.#publisher.publish(batch);
  }

  async receive({ partition, max, waitMs, lingerMs, signal }: ReceiveOptions): Promise<Delivery | null> {
    // What was settled unseen, by a worker that recovers, is not delivered again.
    const from = Math.max(this.#cursors.get(partition) ?? 0, this.#settled(partition) + 1);
    const available = () => this.#next(partition) - from;
    await this.#arrivals.until(() => available() > 0, waitMs, signal);
    if (available() <= 0) return null;
    await this.#arrivals.until(() => available() >= max, lingerMs, signal);
    const delivery = this.#read(partition, from, Number.POSITIVE_INFINITY, max);
    this.#cursors.set(partition, delivery.last + 1);
    return delivery;
  }

  async redeliver({
    partition,
    first,
    last,
  }: {
    partition: number;
    first: number;
    last: number;
  }): Promise<Delivery> {
    this.#cursors.set(partition, Math.max(this.#cursors.get(partition) ?? 0, last + 1));
    return this.#read(partition, first, last, Number.POSITIVE_INFINITY);
  }

  #read(partition: number, from: number, to: number, max: number): Delivery {
    const messages: Message[] = [];
    const end = Math.min(to, this.#next(partition) - 1);
    let last = from - 1;
    for (const { key, value } of this.#tables.records.getRange({
      start: [partition, from],
      end: [partition, end + 1],
    })) {
      if (messages.length > 0 && messages.length >= max) break;
      const first = key[1];
      const record = decodeRecord(value);
      if ("fault" in record) {
        last = this.#endOfRecord(partition, first);
        messages.push(...corruptMessages(first, last, Buffer.from(value), record.fault));
        continue;
      }
      for (const [index, fields] of record.envelopes.entries())
        messages.push({ position: first + index, fields });
      last = first + record.envelopes.length - 1;
    }
    return { partition, first: from, last: to === Number.POSITIVE_INFINITY ? last : to, messages };
  }

  /** Where a record that can't be read ends: right before the next one. */
  #endOfRecord(partition: number, first: number): number {
    for (const key of this.#tables.records.getKeys({
      start: [partition, first + 1],
      end: [partition, Infinity],
      limit: 1,
    })) {
      return key[1] - 1;
    }
    return this.#next(partition) - 1;
  }

  async settle({
    partition,
    last,
    dead,
  }: {
    partition: number;
    last: number;
    dead: readonly DeadLetter[];
  }): Promise<void> {
    const commit = this.#tables.root.transaction(() => {
      const consumed = this.#tables.consumed.get(partition) ?? NOTHING_CONSUMED;
      let bytes = 0;
      for (const { key, value } of this.#tables.records.getRange({
        start: [partition, 0],
        end: [partition, last + 1],
      })) {
        bytes += value.length;
        this.#tables.records.removeSync(key);
      }
      for (const letter of dead) this.#tables.dead.putSync([letter.partition, letter.position], letter);
      this.#tables.consumed.putSync(partition, {
        settled: Math.max(consumed.settled, last),
        bytes: consumed.bytes + bytes,
      });
    });
    await durably(commit);
  }

  async settledPosition(partition: number): Promise<number> {
    return this.#settled(partition);
  }

  async depth(): Promise<QueueDepth> {
    let waiting = 0;
    let waitingBytes = 0;
    let oldestAt: number | null = null;
    for (const { key: partition, value: tail } of this.#tables.tails.getRange()) {
      const consumed = this.#tables.consumed.get(partition) ?? NOTHING_CONSUMED;
      waiting += tail.next - 1 - consumed.settled;
      waitingBytes += tail.bytes - consumed.bytes;
      const head = this.#headReceivedAt(partition, consumed.settled + 1);
      if (head !== null) oldestAt = Math.min(oldestAt ?? head, head);
    }
    return { waiting, waitingBytes, dead: this.#tables.dead.getKeysCount(), oldestAt };
  }

  #headReceivedAt(partition: number, from: number): number | null {
    const head = {
      start: [partition, from] as PlaceKey,
      end: [partition, Infinity] as PlaceKey,
      limit: 1,
    };
    for (const { value } of this.#tables.records.getRange(head)) {
      const record = decodeRecord(value);
      const receivedAt = "fault" in record ? null : record.envelopes[0]?.[6];
      return typeof receivedAt === "number" ? receivedAt : null;
    }
    return null;
  }

  async listDead({ limit }: { limit: number }): Promise<readonly DeadLetter[]> {
    return Array.from(this.#tables.dead.getRange({ limit }), ({ value }) => value);
  }

  async findDead(partition: number, first: number, last: number): Promise<readonly DeadLetter[]> {
    return Array.from(
      this.#tables.dead.getRange({ start: [partition, first], end: [partition, last + 1] }),
      ({ value }) => value,
    );
  }

  async retryDead(keys: readonly string[]): Promise<number> {
    const { root, dead } = this.#tables;
    let retried = 0;
    const commit = root.transaction(() => {
      const append = new Append(readHead(this.#tables));
      for (const key of keys.map(parseKey)) {
        const letter = dead.get(key);
        if (letter === undefined || letter.encoding !== "json") continue;
        append.add(letter.partition, letter.body);
        dead.removeSync(key);
        retried += 1;
      }
      if (!append.isEmpty) append.write(this.#tables);
    });
    await durably(commit);
    this.#arrivals.announce();
    return retried;
  }

  async purgeDead(keys: readonly string[]): Promise<number> {
    let purged = 0;
    const commit = this.#tables.root.transaction(() => {
      for (const key of keys.map(parseKey)) {
        if (this.#tables.dead.get(key) === undefined) continue;
        this.#tables.dead.removeSync(key);
        purged += 1;
      }
    });
    await durably(commit);
    return purged;
  }

  async close(): Promise<void> {
    await this.#publisher.idle();
    this.#arrivals.announce();
    await this.#tables.root.close();
  }

  #next(partition: number): number {
    return (this.#tables.tails.get(partition) ?? NO_TAIL).next;
  }

  #settled(partition: number): number {
    return (this.#tables.consumed.get(partition) ?? NOTHING_CONSUMED).settled;
  }
}

/** One for every envelope that the record held, since each was accepted and must be found again; the first has the bytes. */
function corruptMessages(first: number, last: number, bytes: Buffer, fault: string): Message[] {
  return Array.from({ length: last - first + 1 }, (_, index) =>
    index === 0
      ? { position: first, corrupt: bytes, fault }
      : {
          position: first + index,
          corrupt: Buffer.alloc(0),
          fault: `${fault}, the bytes are with position ${first}`,
        },
  );
}

function parseKey(key: string): PlaceKey {
  const [partition, position] = key.split(":").map(Number);
  if (partition === undefined || position === undefined || Number.isNaN(partition + position)) {
    throw new QueueUnavailable(`"${key}" is no dead letter's key, which looks like 0:123`);
  }
  return [partition, position];
}
