import { randomBytes } from "node:crypto";
import { QueueFull } from "../../domain/errors.ts";
import { encodeEnvelope } from "../../domain/event/envelope-codec.ts";
import type { Accepted, DeadLetter, Delivery, Outgoing, Queue, ReceiveOptions } from "../../ports/queue.ts";
import type { QueueOptions } from "./options.ts";
import { hashId, RecentIds } from "./recent-ids.ts";

interface Partition {
  /** Encoded envelopes as JSON; index 0 is position `settled + 1`. */
  waiting: string[];
  settled: number;
  cursor: number;
}

/** A queue that ends with its process, for tests and trials. */
export async function open(_url: string, options: QueueOptions): Promise<Queue> {
  const partitions = new Map<number, Partition>();
  const dead = new Map<string, DeadLetter>();
  const recent = new RecentIds(options.recentIds);
  const waiters = new Set<() => void>();
  let waitingBytes = 0;

  function partitionAt(index: number): Partition {
    let partition = partitions.get(index);
    if (partition === undefined) {
      partition = { waiting: [], settled: 0, cursor: 1 };
      partitions.set(index, partition);
    }
    return partition;
  }

  function append(index: number, body: string): number {
    const partition = partitionAt(index);
    partition.waiting.push(body);
    waitingBytes += body.length;
    for (const waiter of waiters) waiter();
    return partition.settled + partition.waiting.length;
  }

  async function until(ready: () => boolean, waitMs: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + waitMs;
    while (!ready() && !signal.aborted && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiters.delete(done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(20, Math.max(0, deadline - performance.now())));
        waiters.add(done);
      });
    }
  }

  function read(index: number, first: number, last: number): Delivery {
    const { waiting, settled } = partitionAt(index);
    const bodies = waiting.slice(first - settled - 1, last - settled);
    const messages = bodies.map((body, offset) => ({ position: first + offset, fields: JSON.parse(body) }));
    return { partition: index, first, last, messages };
  }

  return {
    reach: "process",
    durable: false,
    numbersAtPublish: true,
    id: randomBytes(8).toString("hex"),
    async publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]> {
      const bodies = batch.map(({ envelope }) => JSON.stringify(encodeEnvelope(envelope)));
      const incoming = bodies.reduce((sum, body) => sum + body.length, 0);
      if (waitingBytes + incoming > options.maxBytes) {
        throw new QueueFull(`[queue:memory] ${waitingBytes} bytes wait and the limit is ${options.maxBytes}`);
      }
      return batch.map(({ partition, envelope }, index) => {
        const hash = hashId(envelope.siteId, envelope.id);
        const earlier = options.guards.recentIds ? recent.find(hash) : null;
        if (earlier !== null) return { ...earlier, duplicate: true };
        const place = { partition, position: append(partition, bodies[index] as string) };
        recent.add(hash, place);
        return { ...place, duplicate: false };
      });
    },
    async partitions() {
      return Math.max(options.partitions, ...[...partitions.keys()].map((index) => index + 1));
    },
    async takeOver(index) {
      const partition = partitionAt(index);
      partition.cursor = partition.settled + 1;
    },
    async handOver() {},
    async receive({ partition: index, max, waitMs, lingerMs, signal }: ReceiveOptions) {
      const partition = partitionAt(index);
      // What was settled unseen, by a worker that recovers, is not delivered again.
      partition.cursor = Math.max(partition.cursor, partition.settled + 1);
      const available = () => partition.settled + partition.waiting.length - partition.cursor + 1;
      await until(() => available() > 0, waitMs, signal);
      if (available() === 0) return null;
      await until(() => available() >= max, lingerMs, signal);
      const last = partition.cursor + Math.min(max, available()) - 1;
      const delivery = read(index, partition.cursor, last);
      partition.cursor = last + 1;
      return delivery;
    },
    async redeliver({ partition: index, first, last }) {
      const partition = partitionAt(index);
      partition.cursor = Math.max(partition.cursor, last + 1);
      return read(index, first, last);
    },
    async settle({ partition: index, last, dead: letters }) {
      const partition = partitionAt(index);
      // What is settled again has its letters already, or they were retried or purged since.
      if (last <= partition.settled) return;
      const gone = partition.waiting.splice(0, last - partition.settled);
      waitingBytes -= gone.reduce((sum, body) => sum + body.length, 0);
      partition.settled = last;
      for (const letter of letters) dead.set(letter.key, letter);
    },
    async settledPosition(index) {
      return partitionAt(index).settled;
    },
    async depth() {
      const all = [...partitions.values()];
      const heads = all.flatMap(({ waiting }) =>
        waiting[0] === undefined ? [] : [JSON.parse(waiting[0])[6] as number],
      );
      return {
        waiting: all.reduce((sum, { waiting }) => sum + waiting.length, 0),
        waitingBytes,
        dead: dead.size,
        oldestAt: heads.length === 0 ? null : Math.min(...heads),
      };
    },
    async listDead({ limit }) {
      return [...dead.values()].slice(0, limit);
    },
    async findDead(index, first, last) {
      const among = ({ partition, position }: DeadLetter) =>
        partition === index && position >= first && position <= last;
      return [...dead.values()].filter(among);
    },
    async retryDead(keys) {
      let retried = 0;
      for (const key of keys) {
        const letter = dead.get(key);
        if (letter === undefined || letter.encoding !== "json") continue;
        append(letter.partition, letter.body);
        dead.delete(key);
        retried += 1;
      }
      return retried;
    },
    async purgeDead(keys) {
      return keys.filter((key) => dead.delete(key)).length;
    },
    async close() {
      for (const waiter of waiters) waiter();
    },
  };
}
