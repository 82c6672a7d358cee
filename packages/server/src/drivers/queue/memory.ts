import { randomBytes } from "node:crypto";
import { QueueFull } from "../../domain/errors.ts";
import { encodeEnvelope } from "../../domain/event/envelope-codec.ts";
import type {
  Accepted,
  DeadLetter,
  Delivery,
  Outgoing,
  Queue,
  QueueDepth,
  ReceiveOptions,
} from "../../ports/queue.ts";
import type { QueueOptions } from "./options.ts";
import { hashId, RecentIds } from "./recent-ids.ts";

interface Partition {
  /** Encoded envelopes as JSON; index 0 is position `settled + 1`. */
  waiting: string[];
  settled: number;
  cursor: number;
}

/** Wakes those who wait for messages. */
class Bell {
  readonly #waiters = new Set<() => void>();

  ring(): void {
    for (const waiter of this.#waiters) waiter();
  }

  async until(ready: () => boolean, waitMs: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + waitMs;
    while (!ready() && !signal.aborted && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.#waiters.delete(done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(20, Math.max(0, deadline - performance.now())));
        this.#waiters.add(done);
      });
    }
  }
}

/** The partitions with what waits in them. */
class Partitions {
  readonly #all = new Map<number, Partition>();
  bytes = 0;

  get count(): number {
    return Math.max(0, ...[...this.#all.keys()].map((index) => index + 1));
  }

  at(index: number): Partition {
    let partition = this.#all.get(index);
    if (partition === undefined) {
      partition = { waiting: [], settled: 0, cursor: 1 };
      this.#all.set(index, partition);
    }
    return partition;
  }

  /** Returns the position. */
  append(index: number, body: string): number {
    const partition = this.at(index);
    partition.waiting.push(body);
    this.bytes += body.length;
    return partition.settled + partition.waiting.length;
  }

  read(index: number, first: number, last: number): Delivery {
    const { waiting, settled } = this.at(index);
    const bodies = waiting.slice(first - settled - 1, last - settled);
    const messages = bodies.map((body, offset) => ({ position: first + offset, fields: JSON.parse(body) }));
    return { partition: index, first, last, messages };
  }

  /** False when that was settled before. */
  settle(index: number, last: number): boolean {
    const partition = this.at(index);
    if (last <= partition.settled) return false;
    const gone = partition.waiting.splice(0, last - partition.settled);
    this.bytes -= gone.reduce((sum, body) => sum + body.length, 0);
    partition.settled = last;
    return true;
  }

  depth(): Omit<QueueDepth, "dead"> {
    const all = [...this.#all.values()];
    const heads = all.flatMap(({ waiting }) =>
      waiting[0] === undefined ? [] : [JSON.parse(waiting[0])[6] as number],
    );
    return {
      waiting: all.reduce((sum, { waiting }) => sum + waiting.length, 0),
      waitingBytes: this.bytes,
      oldestAt: heads.length === 0 ? null : Math.min(...heads),
    };
  }
}

function createDeadLetters(append: (partition: number, body: string) => void): Pick<
  Queue,
  "listDead" | "findDead" | "retryDead" | "purgeDead"
> & {
  readonly letters: Map<string, DeadLetter>;
} {
  const letters = new Map<string, DeadLetter>();
  return {
    letters,
    listDead: async ({ limit }) => [...letters.values()].slice(0, limit),
    async findDead(index, first, last) {
      const among = ({ partition, position }: DeadLetter) =>
        partition === index && position >= first && position <= last;
      return [...letters.values()].filter(among);
    },
    async retryDead(keys) {
      let retried = 0;
      for (const key of keys) {
        const letter = letters.get(key);
        if (letter === undefined || letter.encoding !== "json") continue;
        append(letter.partition, letter.body);
        letters.delete(key);
        retried += 1;
      }
      return retried;
    },
    purgeDead: async (keys) => keys.filter((key) => letters.delete(key)).length,
  };
}

/** A queue that ends with its process, for tests and trials. */
export async function open(_url: string, options: QueueOptions): Promise<Queue> {
  const partitions = new Partitions();
  const bell = new Bell();
  const recent = new RecentIds(options.recentIds);
  const { letters, ...deadLetters } = createDeadLetters(append);

  function append(index: number, body: string): number {
    const position = partitions.append(index, body);
    bell.ring();
    return position;
  }

  return {
    scope: "process",
    durable: false,
    numbersAtPublish: true,
    id: randomBytes(8).toString("hex"),
    async publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]> {
      const bodies = batch.map(({ envelope }) => JSON.stringify(encodeEnvelope(envelope)));
      const incoming = bodies.reduce((sum, body) => sum + body.length, 0);
      if (partitions.bytes + incoming > options.maxBytes) {
        throw new QueueFull(
          `[queue:memory] ${partitions.bytes} bytes are waiting and the limit is ${options.maxBytes}`,
        );
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
    partitions: async () => Math.max(options.partitions, partitions.count),
    async takeOver(index) {
      const partition = partitions.at(index);
      partition.cursor = partition.settled + 1;
    },
    async handOver() {},
    async receive({ partition: index, max, waitMs, lingerMs, signal }: ReceiveOptions) {
      const partition = partitions.at(index);
      // What was settled unseen, by a worker that recovers, is not delivered again.
      partition.cursor = Math.max(partition.cursor, partition.settled + 1);
      const available = () => partition.settled + partition.waiting.length - partition.cursor + 1;
      await bell.until(() => available() > 0, waitMs, signal);
      if (available() === 0) return null;
      await bell.until(() => available() >= max, lingerMs, signal);
      const last = partition.cursor + Math.min(max, available()) - 1;
      const delivery = partitions.read(index, partition.cursor, last);
      partition.cursor = last + 1;
      return delivery;
    },
    async redeliver({ partition: index, first, last }) {
      const partition = partitions.at(index);
      partition.cursor = Math.max(partition.cursor, last + 1);
      return partitions.read(index, first, last);
    },
    async settle({ partition, last, dead }) {
      // What is settled again has its letters already, or they were retried or purged since.
      if (!partitions.settle(partition, last)) return;
      for (const letter of dead) letters.set(letter.key, letter);
    },
    settledPosition: async (index) => partitions.at(index).settled,
    depth: async () => ({ ...partitions.depth(), dead: letters.size }),
    ...deadLetters,
    close: async () => bell.ring(),
  };
}
