import { encodeEnvelope } from "../../domain/envelope-codec.ts";
import { QueueFull } from "../../domain/errors.ts";
import type { Accepted, Outgoing } from "../../ports/queue.ts";
import { durably } from "../disk/errors.ts";
import { Append } from "./disk-append.ts";
import { APPENDS, type DiskTables, type Head, readHead } from "./disk-tables.ts";
import { IdChunks } from "./id-chunks.ts";
import type { QueueOptions } from "./options.ts";
import { hashId, type IdEntry, type Place } from "./recent-ids.ts";

/** Envelopes in one group commit at most, so that a bulk load does not make single events wait long. */
const GROUP_ENVELOPES = 20_000;

interface Item {
  readonly partition: number;
  /** Encoded, as JSON. */
  readonly text: string;
  /** Of a sender's id, which may come again; null for one made here. */
  readonly hash: Buffer | null;
}
interface Request {
  readonly items: readonly Item[];
  resolve(accepted: readonly Accepted[]): void;
  reject(error: Error): void;
}
interface Plan {
  readonly append: Append;
  readonly accepted: readonly Accepted[];
  readonly added: readonly IdEntry[];
}

/**
 * The publishing side of the disk queue. What arrives in one turn of the event loop, or while a commit is being flushed
 * to disk, is gathered into the next commit. Positions are given out here, before the commit, under the condition that
 * no other process appends in between; when one did, nothing was written, and the group is planned anew behind it.
 */
export class DiskPublisher {
  readonly #tables: DiskTables;
  readonly #options: QueueOptions;
  readonly #onAppended: () => void;
  readonly #ids: IdChunks;
  /** Null when it has to be read again. */
  #head: Head | null = null;
  #consumedBytes = 0;
  #waiting: Request[] = [];
  #flushing: Promise<void> | null = null;

  constructor(tables: DiskTables, options: QueueOptions, onAppended: () => void) {
    this.#tables = tables;
    this.#options = options;
    this.#onAppended = onAppended;
    this.#ids = new IdChunks(tables.idChunks, options.recentIds);
  }

  publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]> {
    const items = batch.map(({ partition, envelope, freshId }) => ({
      partition,
      text: JSON.stringify(encodeEnvelope(envelope)),
      hash: freshId === true ? null : hashId(envelope.siteId, envelope.id),
    }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      // After the current turn of the event loop, so that all requests read in it share a commit.
      this.#flushing ??= new Promise((done) => setImmediate(() => void this.#flush().finally(done)));
    });
  }

  /** Resolves when everything that was handed in has its answer. */
  async idle(): Promise<void> {
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        acknowledge(group, await this.#append(group));
        this.#onAppended();
      } catch (error) {
        for (const request of group) request.reject(error as Error);
      }
    }
    this.#flushing = null;
  }

  #takeGroup(): Request[] {
    let size = 0;
    let count = 0;
    for (const { items } of this.#waiting) {
      if (count > 0 && size + items.length > GROUP_ENVELOPES) break;
      size += items.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #append(group: readonly Request[]): Promise<readonly Accepted[]> {
    for (;;) {
      this.#head ??= this.#readHead();
      const plan = this.#plan(group, this.#head);
      if (plan.append.isEmpty) return plan.accepted;
      // Until it is known to be on disk.
      this.#head = null;
      if (!(await durably(this.#write(plan)))) continue;
      this.#ids.confirm(plan.append.version, plan.added);
      this.#head = plan.append;
      return plan.accepted;
    }
  }

  /** Resolves with whether it was written: not when another append came first. */
  #write({ append, added }: Plan): Promise<boolean> {
    return this.#tables.head.ifVersion(APPENDS, append.version - 1, () => {
      append.write(this.#tables);
      this.#ids.write(append.version, added);
    });
  }

  #readHead(): Head {
    // What this turn of the event loop has read may be older than the append that came between.
    this.#tables.root.resetReadTxn();
    this.#ids.learn();
    return readHead(this.#tables);
  }

  #plan(group: readonly Request[], head: Head): Plan {
    this.#refuseWhenFull(group, head);
    const append = new Append(head);
    const accepted: Accepted[] = [];
    const added: IdEntry[] = [];
    const inThisGroup = new Map<string, Place>();
    for (const { items } of group) {
      for (const { partition, text, hash } of items) {
        if (hash === null) {
          accepted.push({ partition, position: append.add(partition, text), duplicate: false });
          continue;
        }
        const key = hash.toString("latin1");
        const earlier = this.#options.guards.recentIds
          ? (this.#ids.find(hash) ?? inThisGroup.get(key))
          : undefined;
        const place = earlier ?? { partition, position: append.add(partition, text) };
        accepted.push({ ...place, duplicate: earlier !== undefined });
        if (earlier !== undefined) continue;
        inThisGroup.set(key, place);
        added.push({ hash, place });
      }
    }
    return { append, accepted, added };
  }

  #refuseWhenFull(group: readonly Request[], { tails }: Head): void {
    let appended = 0;
    for (const { items } of group) for (const { text } of items) appended += text.length;
    for (const { bytes } of tails.values()) appended += bytes;
    const { maxBytes } = this.#options;
    if (appended - this.#consumedBytes <= maxBytes) return;
    this.#consumedBytes = 0;
    for (const { value } of this.#tables.consumed.getRange()) this.#consumedBytes += value.bytes;
    if (appended - this.#consumedBytes <= maxBytes) return;
    throw new QueueFull(
      `[queue:disk] ${appended - this.#consumedBytes} bytes would wait and the limit is ${maxBytes}: the worker is behind or stopped, or set QUEUE_MAX_BYTES higher`,
    );
  }
}

function acknowledge(group: readonly Request[], accepted: readonly Accepted[]): void {
  let from = 0;
  for (const { items, resolve } of group) {
    resolve(accepted.slice(from, from + items.length));
    from += items.length;
  }
}
