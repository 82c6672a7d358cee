import { encodeEnvelope } from "../../domain/event/envelope-codec.ts";
import type {
  Accepted,
  DeadLetter,
  Delivery,
  Outgoing,
  Queue,
  QueueDepth,
  ReceiveOptions,
  RedeliverOptions,
  SettleOptions,
} from "../../ports/queue.ts";
import type { QueueOptions } from "./options.ts";
import { AcceptedCounts } from "./rabbitmq/accepted-counts.ts";
import { RabbitConnection } from "./rabbitmq/connection.ts";
import { retryName } from "./rabbitmq/decode-message.ts";
import type { MessageNumbers, PartitionCounts } from "./rabbitmq/numbers.ts";
import { PartitionReader } from "./rabbitmq/partition-reader.ts";
import { type Encoded, Publisher } from "./rabbitmq/publisher.ts";
import { Room } from "./rabbitmq/room.ts";
import { parseRabbitUrl, type RabbitTarget } from "./rabbitmq/target.ts";

/** How long the broker must have served us without a numbered message before it counts as lost. */
const LOST_AFTER_MS = 60_000;
/** How long a queue that was just made is not trusted: see docs/adr/0007. */
const NEW_QUEUE_MS = 2000;

/** Opens (or makes) the queues that `amqp[s]://…[?prefix=…]` names, with their numbers in the Redis of `options.stateUrl`. */
export async function open(url: string, options: QueueOptions): Promise<Queue> {
  return openRabbit(url, options, { lostAfterMs: LOST_AFTER_MS, newQueueMs: NEW_QUEUE_MS });
}

interface Patience {
  readonly lostAfterMs: number;
  readonly newQueueMs: number;
}

/** For tests, which have less. */
export async function openRabbit(url: string, options: QueueOptions, patience: Patience): Promise<Queue> {
  const target = parseRabbitUrl(url);
  const { openMessageNumbers } = await import("./redis/message-numbers.ts");
  const numbers = await openMessageNumbers({ ...options, url: redisUrl(options), queue: target.prefix });
  const publishing = await RabbitConnection.open(target, "publishes");
  // On its own: a broker that takes no messages does not read acknowledgements from the same connection either.
  const consuming = await RabbitConnection.open(target, "consumes");
  const queue = new RabbitQueue({ target, options, numbers, publishing, consuming, patience });
  try {
    await queue.prepare();
    return queue;
  } catch (error) {
    await queue.close();
    throw error;
  }
}

function redisUrl({ stateUrl }: QueueOptions): string {
  if (stateUrl !== undefined && /^rediss?:/.test(stateUrl)) return stateUrl;
  throw new Error(
    "[queue:amqp] RabbitMQ does not number messages, so the queue keeps their positions in Redis: set STATE_URL to a redis: URL",
  );
}

interface Parts {
  readonly target: RabbitTarget;
  readonly options: QueueOptions;
  readonly numbers: MessageNumbers;
  readonly publishing: RabbitConnection;
  readonly consuming: RabbitConnection;
  readonly patience: Patience;
}

/**
 * A queue on RabbitMQ: the broker has the bytes, the ledger (numbers.ts) knows which id has which position. See
 * docs/adr/0007.
 */
class RabbitQueue implements Queue {
  readonly scope = "network";
  readonly numbersAtPublish = false;
  readonly durable: boolean;
  readonly id: string;
  readonly #parts: Parts;
  readonly #accepted: AcceptedCounts;
  readonly #publisher: Publisher;
  readonly #room: Room;
  readonly #readers = new Map<number, PartitionReader>();
  #announced = 0;

  constructor(parts: Parts) {
    const { numbers, options, target, publishing } = parts;
    this.id = numbers.queueId;
    this.durable = options.guards.fsync;
    this.#parts = parts;
    this.#accepted = new AcceptedCounts(numbers);
    this.#room = new Room(options.maxBytes, async () => (await this.depth()).waitingBytes);
    this.#publisher = new Publisher({
      target,
      connection: publishing,
      maxBytes: options.maxBytes,
      newQueueMs: parts.patience.newQueueMs,
      onConfirmed: (partition, envelopes, bytes) => this.#accepted.add(partition, envelopes, bytes),
    });
  }

  async prepare(): Promise<void> {
    const { partitions } = this.#parts.options;
    await this.#publisher.prepare(Array.from({ length: partitions }, (_, partition) => partition));
    await this.#announce(partitions);
  }

  async publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]> {
    if (batch.length === 0) return [];
    const encoded = batch.map(({ partition, envelope }) => ({
      partition,
      text: JSON.stringify(encodeEnvelope(envelope)),
    }));
    await this.#send(encoded);
    return batch.map(({ partition }) => ({ partition, position: 0, duplicate: false }));
  }

  async #send(encoded: readonly Encoded[]): Promise<void> {
    this.#room.take(encoded.reduce((sum, { text }) => sum + text.length, 0));
    // Workers look at partitions that were announced, so that comes first.
    await this.#announce(encoded.reduce((most, { partition }) => Math.max(most, partition + 1), 0));
    await this.#publisher.publish(encoded);
  }

  async #announce(partitions: number): Promise<number> {
    if (partitions > this.#announced)
      this.#announced = await this.#parts.numbers.announcePartitions(partitions);
    return this.#announced;
  }

  partitions(): Promise<number> {
    return this.#parts.numbers.announcePartitions(this.#parts.options.partitions);
  }

  async takeOver(partition: number): Promise<void> {
    await this.handOver(partition);
  }

  async handOver(partition: number): Promise<void> {
    const reader = this.#readers.get(partition);
    this.#readers.delete(partition);
    await reader?.close();
  }

  receive(options: ReceiveOptions): Promise<Delivery | null> {
    return this.#reader(options.partition).receive(options);
  }

  redeliver({ partition, first, last }: RedeliverOptions): Promise<Delivery> {
    return this.#reader(partition).redeliver(first, last);
  }

  #reader(partition: number): PartitionReader {
    let reader = this.#readers.get(partition);
    if (reader === undefined) {
      const { target, numbers, consuming: connection, patience } = this.#parts;
      const { lostAfterMs } = patience;
      const probe = () => this.#publisher.probe(partition);
      reader = new PartitionReader({ target, numbers, connection, partition, lostAfterMs, probe });
      this.#readers.set(partition, reader);
    }
    return reader;
  }

  async settle({ partition, last, dead }: SettleOptions): Promise<void> {
    const reader = this.#readers.get(partition);
    if (reader !== undefined) await reader.settle(last, dead);
    else await this.#parts.numbers.settle(partition, last, dead);
  }

  settledPosition(partition: number): Promise<number> {
    return this.#parts.numbers.settled(partition);
  }

  /**
   * Exact for what this process published or holds. What other processes published is counted shortly after their
   * confirms; bytes are reckoned from the mean of all events; the age is of what this process holds, null when that
   * is nothing.
   */
  async depth(): Promise<QueueDepth> {
    const { numbers } = this.#parts;
    await this.#accepted.flush();
    const counts = await numbers.counts(await this.partitions());
    const waiting = counts.reduce(
      (sum, { accepted, taken, open }) => sum + Math.max(0, accepted - taken) + open,
      0,
    );
    const ages = [...this.#readers.values()].map((reader) => reader.oldestAt()).filter((at) => at !== null);
    return {
      waiting,
      waitingBytes: Math.round(waiting * meanBytes(counts)),
      dead: await numbers.deadCount(),
      oldestAt: ages.length === 0 ? null : Math.min(...ages),
    };
  }

  listDead({ limit }: { limit: number }): Promise<readonly DeadLetter[]> {
    return this.#parts.numbers.listDead(limit);
  }

  findDead(partition: number, first: number, last: number): Promise<readonly DeadLetter[]> {
    return this.#parts.numbers.findDead(partition, first, last);
  }

  async retryDead(keys: readonly string[]): Promise<number> {
    const { numbers } = this.#parts;
    const letters = (await numbers.getDead(keys)).filter(({ encoding }) => encoding === "json");
    if (letters.length === 0) return 0;
    // First there, then gone here: a crash between leaves a letter that is tried again under the same name.
    await this.#send(
      letters.map(({ partition, body, key }) => ({ partition, text: body, name: retryName(key) })),
    );
    return numbers.removeDead(letters.map(({ key }) => key));
  }

  purgeDead(keys: readonly string[]): Promise<number> {
    return this.#parts.numbers.removeDead(keys);
  }

  async close(): Promise<void> {
    const { numbers, publishing, consuming } = this.#parts;
    await this.#publisher.close();
    await Promise.all([...this.#readers.keys()].map((partition) => this.handOver(partition)));
    await this.#accepted.flush().catch(() => {});
    await Promise.all([publishing.close(), consuming.close()]);
    await numbers.close();
  }
}

function meanBytes(counts: readonly PartitionCounts[]): number {
  const accepted = counts.reduce((sum, count) => sum + count.accepted, 0);
  const bytes = counts.reduce((sum, count) => sum + count.bytes, 0);
  return accepted === 0 ? 0 : bytes / accepted;
}
