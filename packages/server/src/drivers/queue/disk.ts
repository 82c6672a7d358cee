import { randomBytes } from "node:crypto";
import type { Database, RootDatabase } from "lmdb";
import { QueueFull, QueueUnavailable } from "../../domain/errors.ts";
import { encodeEnvelope } from "../../domain/event/envelope-codec.ts";
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
import { closeFilesIn, makePrivateFolder } from "../disk/private-files.ts";
import { SharedLmdb } from "../disk/shared-lmdb.ts";
import { corruptMessages } from "./corrupt-messages.ts";
import { Appender, NO_TAIL, type Tail } from "./disk/appender.ts";
import { type Entry, StoredIds } from "./disk/stored-ids.ts";
import type { QueueOptions } from "./options.ts";
import { hashId, type Position } from "./recent-ids.ts";
import { decodeRecord } from "./record.ts";
import { takeGroup } from "./take-group.ts";

/** Envelopes in one group commit at most, so that a bulk load does not make single events wait long. */
const GROUP_ENVELOPES = 20_000;
/** How often a worker in another process looks for new records. */
const POLL_MS = 20;

interface Consumed {
  settled: number;
  bytes: number;
}
interface Request {
  batch: readonly Encoded[];
  resolve(accepted: readonly Accepted[]): void;
  reject(error: Error): void;
}
interface Encoded {
  partition: number;
  text: string;
  /** Null when the id can't come again. */
  hash: Buffer | null;
}
const NOTHING_CONSUMED: Consumed = { settled: 0, bytes: 0 };

interface Databases {
  /** Never changes: a queue whose name could change would change its tokens. */
  readonly id: string;
  readonly tails: Database<Tail, number>;
  readonly consumed: Database<Consumed, number>;
  readonly records: Database<Buffer, [number, number]>;
  readonly dead: Database<DeadLetter, [number, number]>;
  readonly ids: Database<Buffer, number>;
}

/** Opens (or makes) the queue in the folder that the URL `disk:<folder>` names. */
export async function open(url: string, options: QueueOptions): Promise<Queue> {
  const folder = url.slice("disk:".length);
  makePrivateFolder(folder);
  const { lmdb, databases } = await SharedLmdb.open(
    { path: folder, noSync: !options.guards.fsync, encoding: "msgpack", maxDbs: 8, maxReaders: 512 },
    openDatabases,
  );
  closeFilesIn(folder);
  return new DiskQueue(lmdb, databases, options);
}

function openDatabases(root: RootDatabase): Databases {
  const meta = root.openDB<string, string>({ name: "meta" });
  const id = meta.get("id") ?? randomBytes(8).toString("hex");
  if (meta.get("id") === undefined) meta.putSync("id", id);
  return {
    id,
    tails: root.openDB({ name: "tails" }),
    consumed: root.openDB({ name: "consumed" }),
    records: root.openDB({ name: "records", encoding: "binary" }),
    dead: root.openDB({ name: "dead" }),
    ids: root.openDB({ name: "ids", encoding: "binary" }),
  };
}

/**
 * A queue on LMDB. Publishers of one process share commits: while one is being flushed to disk, everything
 * that arrives is gathered into the next. Several processes may have it open.
 */
class DiskQueue implements Queue {
  readonly scope = "machine";
  readonly numbersAtPublish = true;
  readonly durable: boolean;
  readonly id: string;
  readonly #lmdb: SharedLmdb;
  readonly #options: QueueOptions;
  readonly #tails: Database<Tail, number>;
  readonly #consumed: Database<Consumed, number>;
  readonly #records: Database<Buffer, [number, number]>;
  readonly #dead: Database<DeadLetter, [number, number]>;
  readonly #ids: StoredIds;
  readonly #cursors = new Map<number, number>();
  readonly #waiters = new Set<() => void>();
  #requests: Request[] = [];
  #flushing: Promise<void> | null = null;

  constructor(lmdb: SharedLmdb, databases: Databases, options: QueueOptions) {
    this.id = databases.id;
    this.durable = options.guards.fsync;
    this.#lmdb = lmdb;
    this.#options = options;
    this.#tails = databases.tails;
    this.#consumed = databases.consumed;
    this.#records = databases.records;
    this.#dead = databases.dead;
    this.#ids = new StoredIds(databases.ids, options.recentIds);
    this.#ids.learn();
  }

  publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]> {
    const encoded = batch.map(({ partition, envelope, freshId }) => ({
      partition,
      text: JSON.stringify(encodeEnvelope(envelope)),
      hash: freshId ? null : hashId(envelope.siteId, envelope.id),
    }));
    return new Promise((resolve, reject) => {
      this.#requests.push({ batch: encoded, resolve, reject });
      // After the current turn of the event loop, so that all requests read in it share a commit.
      this.#flushing ??= new Promise((done) => setImmediate(() => void this.#flush().finally(done)));
    });
  }

  async #flush(): Promise<void> {
    while (this.#requests.length > 0) {
      let group: Request[] = [];
      try {
        const accepted = await this.#append(() => {
          // Taken when the transaction begins, not when it is asked for: what arrived in between shares its commit.
          group = takeGroup(this.#requests, GROUP_ENVELOPES);
          return group.flatMap(({ batch }) => batch);
        });
        let from = 0;
        for (const request of group) {
          request.resolve(accepted.slice(from, from + request.batch.length));
          from += request.batch.length;
        }
        this.#wake();
      } catch (error) {
        if (group.length === 0) group = takeGroup(this.#requests, GROUP_ENVELOPES);
        for (const { reject } of group) reject(error as Error);
      }
    }
    this.#flushing = null;
  }

  async #append(take: () => readonly Encoded[]): Promise<Accepted[]> {
    const accepted: Accepted[] = [];
    const added: Entry[] = [];
    await this.#lmdb.write(() => {
      const batch = take();
      this.#ids.learn();
      this.#refuseWhenFull(batch);
      const appender = new Appender(this.#tails, this.#records);
      const inThisGroup = new Map<string, Position>();
      for (const { partition, text, hash } of batch) {
        const earlier =
          hash !== null && this.#options.guards.recentIds
            ? (this.#ids.find(hash) ?? inThisGroup.get(hash.toString("latin1")))
            : undefined;
        const place = earlier ?? { partition, position: appender.add(partition, text) };
        accepted.push({ ...place, duplicate: earlier !== undefined });
        if (hash === null || earlier !== undefined) continue;
        inThisGroup.set(hash.toString("latin1"), place);
        added.push({ hash, place });
      }
      // Behind the last check: a throw does not undo what the transaction holds.
      appender.write();
      this.#ids.write(added);
    });
    this.#ids.add(added);
    return accepted;
  }

  #refuseWhenFull(batch: readonly Encoded[]): void {
    let incoming = 0;
    for (const { text } of batch) incoming += text.length;
    const waiting = this.#waitingBytes();
    if (waiting + incoming <= this.#options.maxBytes) return;
    throw new QueueFull(
      `[queue:disk] ${waiting} bytes are waiting and the limit is ${this.#options.maxBytes}: the worker is behind or stopped; start it, wait, or raise QUEUE_MAX_BYTES`,
    );
  }

  #waitingBytes(): number {
    let bytes = 0;
    for (const { key, value } of this.#tails.getRange()) {
      bytes += value.bytes - (this.#consumed.get(key) ?? NOTHING_CONSUMED).bytes;
    }
    return bytes;
  }

  #wake(): void {
    for (const waiter of this.#waiters) waiter();
  }

  async partitions(): Promise<number> {
    let count = this.#options.partitions;
    for (const partition of this.#tails.getKeys()) count = Math.max(count, partition + 1);
    return count;
  }

  async takeOver(partition: number): Promise<void> {
    this.#cursors.delete(partition);
    // Seen from an older commit, what its last owner settled would come again.
    await this.#lmdb.write(() => {});
  }

  async handOver(): Promise<void> {}

  async receive({ partition, max, waitMs, lingerMs, signal }: ReceiveOptions): Promise<Delivery | null> {
    // What was settled unseen, by a worker that recovers, is not delivered again.
    const from = Math.max(this.#cursors.get(partition) ?? 0, this.#settled(partition) + 1);
    const available = () => this.#next(partition) - from;
    await this.#until(() => available() > 0, waitMs, signal);
    if (available() <= 0) return null;
    await this.#until(() => available() >= max, lingerMs, signal);
    const delivery = this.#read(partition, from, Number.POSITIVE_INFINITY, max);
    this.#cursors.set(partition, delivery.last + 1);
    return delivery;
  }

  async #until(ready: () => boolean, waitMs: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + waitMs;
    while (!ready() && !signal.aborted) {
      const left = deadline - performance.now();
      if (left <= 0) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.#waiters.delete(done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(POLL_MS, left));
        this.#waiters.add(done);
      });
    }
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
    for (const { key, value } of this.#records.getRange({
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
    for (const key of this.#records.getKeys({
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
    await this.#lmdb.write(() => {
      const consumed = this.#consumed.get(partition) ?? NOTHING_CONSUMED;
      let bytes = 0;
      for (const { key, value } of this.#records.getRange({
        start: [partition, 0],
        end: [partition, last + 1],
      })) {
        bytes += value.length;
        this.#records.removeSync(key);
      }
      // Letters of a batch that is settled again are kept already, or were retried or purged since.
      const letters = last > consumed.settled ? dead : [];
      for (const letter of letters) this.#dead.putSync([letter.partition, letter.position], letter);
      this.#consumed.putSync(partition, {
        settled: Math.max(consumed.settled, last),
        bytes: consumed.bytes + bytes,
      });
    });
  }

  async settledPosition(partition: number): Promise<number> {
    return this.#settled(partition);
  }

  async depth(): Promise<QueueDepth> {
    // Reads of one turn of the event loop share a view, which is old by then where the machine is busy.
    this.#tails.resetReadTxn();
    let waiting = 0;
    let oldestAt: number | null = null;
    for (const { key: partition, value: tail } of this.#tails.getRange()) {
      const settled = this.#settled(partition);
      waiting += tail.next - 1 - settled;
      const head = this.#headReceivedAt(partition, settled + 1);
      if (head !== null) oldestAt = Math.min(oldestAt ?? head, head);
    }
    return { waiting, waitingBytes: this.#waitingBytes(), dead: this.#dead.getKeysCount(), oldestAt };
  }

  #headReceivedAt(partition: number, from: number): number | null {
    const head = {
      start: [partition, from] as [number, number],
      end: [partition, Infinity] as [number, number],
      limit: 1,
    };
    for (const { value } of this.#records.getRange(head)) {
      const record = decodeRecord(value);
      const receivedAt = "fault" in record ? null : record.envelopes[0]?.[6];
      return typeof receivedAt === "number" ? receivedAt : null;
    }
    return null;
  }

  async listDead({ limit }: { limit: number }): Promise<readonly DeadLetter[]> {
    return Array.from(this.#dead.getRange({ limit }), ({ value }) => value);
  }

  async findDead(partition: number, first: number, last: number): Promise<readonly DeadLetter[]> {
    return Array.from(
      this.#dead.getRange({ start: [partition, first], end: [partition, last + 1] }),
      ({ value }) => value,
    );
  }

  async retryDead(keys: readonly string[]): Promise<number> {
    let retried = 0;
    await this.#lmdb.write(() => {
      const appender = new Appender(this.#tails, this.#records);
      for (const key of keys.map(parseKey)) {
        const letter = this.#dead.get(key);
        if (letter === undefined || letter.encoding !== "json") continue;
        appender.add(letter.partition, letter.body);
        this.#dead.removeSync(key);
        retried += 1;
      }
      appender.write();
    });
    this.#wake();
    return retried;
  }

  async purgeDead(keys: readonly string[]): Promise<number> {
    let purged = 0;
    await this.#lmdb.write(() => {
      for (const key of keys.map(parseKey)) {
        if (this.#dead.get(key) === undefined) continue;
        this.#dead.removeSync(key);
        purged += 1;
      }
    });
    return purged;
  }

  async close(): Promise<void> {
    await this.#flushing;
    this.#wake();
    await this.#lmdb.close();
  }

  #next(partition: number): number {
    return (this.#tails.get(partition) ?? NO_TAIL).next;
  }

  #settled(partition: number): number {
    return (this.#consumed.get(partition) ?? NOTHING_CONSUMED).settled;
  }
}

function parseKey(key: string): [number, number] {
  const [partition, position] = key.split(":").map(Number);
  if (partition === undefined || position === undefined || Number.isNaN(partition + position)) {
    throw new QueueUnavailable(`"${key}" is not the key of a dead letter; keys look like 0:123`);
  }
  return [partition, position];
}
