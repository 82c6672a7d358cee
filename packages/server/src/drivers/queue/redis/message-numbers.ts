import { randomBytes } from "node:crypto";
import { QueueBroken, QueueUnavailable } from "../../../domain/errors.ts";
import type { DeadLetter } from "../../../ports/queue.ts";
import type { RedisConnection } from "../../redis/connection.ts";
import { openConnection } from "../../redis/open-connection.ts";
import type {
  MessageNumbers,
  Numbered,
  PartitionCounts,
  PartitionNumbers,
  Unnumbered,
} from "../rabbitmq/numbers.ts";
import {
  LOAD_OPEN,
  MEND_COUNTS,
  NUMBER_IDS,
  RAISE_PARTITIONS,
  READ_COUNTS,
  READ_SETTLED,
  REMOVE_DEAD,
  SETTLE_NUMBERS,
} from "./number-scripts.ts";

/** Ids in one script at most: Redis serves nobody else meanwhile. */
const IDS_PER_CALL = 5000;
/** Dead letters are ordered by partition, then position: positions have 37 bits of a double's 53. */
const POSITIONS_PER_PARTITION = 2 ** 37;

export interface NumbersOptions {
  /** A `redis:` or `rediss:` URL. */
  readonly url: string;
  /** The queue's own name: several may share a Redis. */
  readonly queue: string;
  /** How many numbered ids are remembered at least; at most twice as many are. */
  readonly recentIds: number;
  readonly guards: { readonly fsync: boolean; readonly recentIds: boolean };
}

/** Throws QueueUnavailable when no server answers, and an Error with the remedy when it would not keep what it is told. */
export async function openMessageNumbers(options: NumbersOptions): Promise<MessageNumbers> {
  const { connection, target } = await openConnection(options.url, {
    component: "queue:amqp",
    durable: options.guards.fsync,
    unavailable: (message, cause) => new QueueUnavailable(message, { cause }),
  });
  try {
    const tag = `${target.tag}:numbers:${options.queue}`;
    return new RedisNumbers(connection, tag, await nameQueue(connection, `${tag}:id`), options);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Writes only when it has to: a worker that comes back may find memory full. */
async function nameQueue(connection: RedisConnection, key: string): Promise<string> {
  const known = await connection.send<string | null>(["GET", key]);
  if (known !== null) return known;
  await connection.send(["SET", key, randomBytes(8).toString("hex"), "NX"]);
  return connection.send<string>(["GET", key]);
}

/** Per partition a hash of counts and a list of open ids; for all of them two hashes from id to place, young and old. */
class RedisNumbers implements MessageNumbers {
  readonly queueId: string;
  readonly #redis: RedisConnection;
  readonly #tag: string;
  readonly #options: NumbersOptions;

  constructor(redis: RedisConnection, tag: string, queueId: string, options: NumbersOptions) {
    this.#redis = redis;
    this.#tag = tag;
    this.queueId = queueId;
    this.#options = options;
  }

  async number(partition: number, ids: readonly Unnumbered[]): Promise<Numbered> {
    const positions: number[] = [];
    let first = 0;
    for (let from = 0; from < ids.length; from += IDS_PER_CALL) {
      const [free = 0, ...given] = await this.#number(partition, ids.slice(from, from + IDS_PER_CALL));
      if (from === 0) first = free;
      for (const position of given) positions.push(position);
    }
    return { first, positions };
  }

  #number(partition: number, ids: readonly Unnumbered[]): Promise<number[]> {
    const { recentIds, guards } = this.#options;
    return this.#redis.run(
      NUMBER_IDS,
      [...this.#partitionKeys(partition), this.#key("young"), this.#key("old")],
      [
        String(partition),
        String(recentIds),
        guards.recentIds ? "1" : "0",
        Buffer.concat(ids.map(({ id }) => id)),
        ids.map(({ redelivered }) => (redelivered ? "r" : "n")).join(""),
      ],
    );
  }

  async load(partition: number): Promise<PartitionNumbers> {
    const [settled, open] = await this.#redis.run<[number, Buffer[]]>(
      LOAD_OPEN,
      this.#partitionKeys(partition),
      [],
      { bytes: true },
    );
    return { settled, open };
  }

  async settle(partition: number, last: number, dead: readonly DeadLetter[]): Promise<void> {
    const letters = dead.flatMap((letter) => [
      letter.key,
      String(rankOf(letter.partition, letter.position)),
      JSON.stringify(letter),
    ]);
    const given = await this.#redis.run<number>(
      SETTLE_NUMBERS,
      [...this.#partitionKeys(partition), ...this.#deadKeys()],
      [String(last), ...letters],
    );
    if (last <= given) return;
    throw new QueueBroken(
      `[queue:amqp] partition ${partition} can't be settled up to ${last}, Redis assigned no position above ${given}: its data is older than the written batches, restore the lost data`,
    );
  }

  settled(partition: number): Promise<number> {
    return this.#redis.run(READ_SETTLED, this.#partitionKeys(partition), []);
  }

  async count(
    partition: number,
    { envelopes, bytes }: { readonly envelopes: number; readonly bytes: number },
  ): Promise<void> {
    const [counts] = this.#partitionKeys(partition);
    await Promise.all([
      this.#redis.send(["HINCRBY", counts, "accepted", String(envelopes)]),
      this.#redis.send(["HINCRBY", counts, "bytes", String(bytes)]),
    ]);
  }

  async countCopies(partition: number, envelopes: number): Promise<void> {
    const [counts] = this.#partitionKeys(partition);
    await this.#redis.send(["HINCRBY", counts, "taken", String(envelopes)]);
  }

  async nothingWaits(partition: number): Promise<void> {
    await this.#redis.run(MEND_COUNTS, this.#partitionKeys(partition).slice(0, 1), []);
  }

  async counts(partitions: number): Promise<readonly PartitionCounts[]> {
    const keys = Array.from({ length: partitions }, (_, partition) => this.#partitionKeys(partition)).flat();
    const numbers = await this.#redis.run<number[]>(READ_COUNTS, keys, []);
    return Array.from({ length: partitions }, (_, partition) => {
      const [accepted = 0, bytes = 0, taken = 0, open = 0] = numbers.slice(partition * 4, partition * 4 + 4);
      return { accepted, bytes, taken, open };
    });
  }

  announcePartitions(count: number): Promise<number> {
    return this.#redis.run(RAISE_PARTITIONS, [this.#key("partitions")], [String(count)]);
  }

  deadCount(): Promise<number> {
    return this.#redis.send(["HLEN", this.#key("dead")]);
  }

  async listDead(limit: number): Promise<readonly DeadLetter[]> {
    return this.getDead(await this.#redis.send(["ZRANGE", this.#key("dead-order"), "0", String(limit - 1)]));
  }

  async findDead(partition: number, first: number, last: number): Promise<readonly DeadLetter[]> {
    const from = String(rankOf(partition, first));
    const to = String(rankOf(partition, last));
    return this.getDead(await this.#redis.send(["ZRANGE", this.#key("dead-order"), from, to, "BYSCORE"]));
  }

  async getDead(keys: readonly string[]): Promise<readonly DeadLetter[]> {
    if (keys.length === 0) return [];
    const letters = await this.#redis.send<(string | null)[]>(["HMGET", this.#key("dead"), ...keys]);
    return letters.flatMap((text) => (text === null ? [] : [JSON.parse(text) as DeadLetter]));
  }

  async removeDead(keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    return this.#redis.run(REMOVE_DEAD, this.#deadKeys(), keys);
  }

  async close(): Promise<void> {
    this.#redis.close();
  }

  #key(name: string): string {
    return `${this.#tag}:${name}`;
  }

  #partitionKeys(partition: number): [counts: string, open: string] {
    return [this.#key(`counts:${partition}`), this.#key(`open:${partition}`)];
  }

  #deadKeys(): [letters: string, order: string] {
    return [this.#key("dead"), this.#key("dead-order")];
  }
}

function rankOf(partition: number, position: number): number {
  return partition * POSITIONS_PER_PARTITION + position;
}
