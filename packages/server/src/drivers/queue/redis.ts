import { randomBytes } from "node:crypto";
import { QueueUnavailable } from "../../domain/errors.ts";
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
import type { RedisConnection } from "../redis/connection.ts";
import { openConnection } from "../redis/open-connection.ts";
import type { QueueOptions } from "./options.ts";
import { Bell } from "./redis/bell.ts";
import { DeadLetters } from "./redis/dead-letters.ts";
import { Publisher } from "./redis/publisher.ts";
import { type QueueKeys, queueKeys } from "./redis/queue-keys.ts";
import { requireForward, StreamReader } from "./redis/reader.ts";
import { DEPTH } from "./redis/scripts/depth.ts";
import { SETTLE } from "./redis/scripts/settle.ts";

const COMPONENT = "queue:redis";

/**
 * Opens (or makes) the queue under the URL's prefix: `redis://host:port/0?prefix=millrace`. Needs Redis 6.2 or later.
 * Throws, with the remedy, when the server is not set to keep what it acknowledges.
 */
export async function open(url: string, options: QueueOptions): Promise<Queue> {
  const { connection, target } = await openConnection(url, {
    component: COMPONENT,
    durable: options.guards.fsync,
    unavailable: (message, cause) => new QueueUnavailable(message, { cause }),
  });
  try {
    const keys = queueKeys(target.tag);
    const id = await nameQueue(connection, keys);
    return new RedisQueue({ connection, keys, id, options });
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Writes only when it has to: a worker that comes back may find memory full. */
async function nameQueue(connection: RedisConnection, { meta }: QueueKeys): Promise<string> {
  const known = await connection.send<string | null>(["HGET", meta, "id"]);
  if (known !== null) return known;
  await connection.send(["HSETNX", meta, "id", randomBytes(8).toString("hex")]);
  return connection.send<string>(["HGET", meta, "id"]);
}

/**
 * One stream per partition, whose entry ids are our positions. There is no consumer group: a partition has one worker,
 * whose lease is fenced in the state, so a list of what is pending would only cost a write per message (ADR 6).
 */
class RedisQueue implements Queue {
  readonly scope = "network";
  readonly numbersAtPublish = true;
  readonly durable: boolean;
  readonly id: string;
  readonly #connection: RedisConnection;
  readonly #keys: QueueKeys;
  readonly #options: QueueOptions;
  readonly #publisher: Publisher;
  readonly #reader: StreamReader;
  readonly #dead: DeadLetters;
  readonly #cursors = new Map<number, number>();
  #bell: Bell | null = null;

  constructor(parts: { connection: RedisConnection; keys: QueueKeys; id: string; options: QueueOptions }) {
    this.#connection = parts.connection;
    this.#keys = parts.keys;
    this.#options = parts.options;
    this.id = parts.id;
    this.durable = parts.options.guards.fsync;
    this.#publisher = new Publisher(parts.connection, parts.keys, parts.options);
    this.#reader = new StreamReader(parts.connection, parts.keys);
    this.#dead = new DeadLetters(parts.connection, parts.keys);
  }

  publish(batch: readonly Outgoing[]): Promise<readonly Accepted[]> {
    return this.#publisher.publish(batch);
  }

  async partitions(): Promise<number> {
    const used = await this.#connection.send<string | null>(["HGET", this.#keys.meta, "parts"]);
    return Math.max(this.#options.partitions, Number(used ?? 0));
  }

  async takeOver(partition: number): Promise<void> {
    this.#cursors.delete(partition);
  }

  async handOver(): Promise<void> {}

  async receive({ partition, max, waitMs, lingerMs, signal }: ReceiveOptions): Promise<Delivery | null> {
    this.#bell ??= Bell.listen(this.#connection, this.#keys.bell);
    const bell = this.#bell;
    // What was settled unseen, by a worker that recovers, is not delivered again.
    const settled = await this.settledPosition(partition);
    const from = Math.max(this.#cursors.get(partition) ?? 0, settled + 1);
    const ask = async () => {
      const next = await this.#reader.nextOf(partition);
      requireForward(partition, from, next);
      bell.tell(partition, next);
    };
    const available = () => bell.nextOf(partition) - from;
    if (available() < max) await ask();
    await bell.until(partition, () => available() > 0, { waitMs, signal, ask });
    if (available() <= 0) return null;
    await bell.until(partition, () => available() >= max, { waitMs: lingerMs, signal, ask });
    const delivery = await this.#reader.read({ partition, from, to: "end", max });
    if (delivery.messages.length === 0) return null;
    this.#cursors.set(partition, delivery.last + 1);
    return delivery;
  }

  async redeliver({ partition, first, last }: RedeliverOptions): Promise<Delivery> {
    this.#cursors.set(partition, Math.max(this.#cursors.get(partition) ?? 0, last + 1));
    return this.#reader.read({ partition, from: first, to: last, max: Number.POSITIVE_INFINITY });
  }

  async settle({ partition, last, dead }: SettleOptions): Promise<void> {
    const letters = dead.flatMap((letter) => [String(letter.position), JSON.stringify(letter)]);
    await this.#connection.run(
      SETTLE,
      [this.#keys.meta, this.#keys.stream(partition), this.#keys.dead(partition)],
      [String(partition), String(last), ...letters],
    );
  }

  async settledPosition(partition: number): Promise<number> {
    const settled = await this.#connection.send<string | null>([
      "HGET",
      this.#keys.meta,
      `settled:${partition}`,
    ]);
    return Number(settled ?? 0);
  }

  async depth(): Promise<QueueDepth> {
    const partitions = Array.from({ length: await this.partitions() }, (_, partition) => partition);
    const keys = partitions.flatMap((partition) => [
      this.#keys.stream(partition),
      this.#keys.dead(partition),
    ]);
    const reply = await this.#connection.run<string[]>(DEPTH, [this.#keys.meta, ...keys], []);
    const [waiting, waitingBytes, dead] = reply.map(Number) as [number, number, number];
    return { waiting, waitingBytes, dead, oldestAt: reply[3] ? Number(reply[3]) : null };
  }

  async listDead({ limit }: { limit: number }): Promise<readonly DeadLetter[]> {
    return this.#dead.list(await this.partitions(), limit);
  }

  findDead(partition: number, first: number, last: number): Promise<readonly DeadLetter[]> {
    return this.#dead.find(partition, first, last);
  }

  retryDead(keys: readonly string[]): Promise<number> {
    return this.#dead.retry(keys);
  }

  purgeDead(keys: readonly string[]): Promise<number> {
    return this.#dead.purge(keys);
  }

  async close(): Promise<void> {
    await this.#publisher.idle();
    this.#bell?.wakeAll();
    this.#connection.close();
  }
}
