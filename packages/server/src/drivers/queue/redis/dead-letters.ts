import { QueueUnavailable } from "../../../domain/errors.ts";
import type { EncodedEnvelope } from "../../../domain/event/envelope-codec.ts";
import type { DeadLetter } from "../../../ports/queue.ts";
import type { RedisConnection } from "../../redis/connection.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { RETRY } from "./scripts/retry.ts";

/** Letters that one script moves at most. */
const RETRY_AT_ONCE = 500;

/** Letters lie in a sorted set per partition, by position. */
export class DeadLetters {
  readonly #connection: RedisConnection;
  readonly #keys: QueueKeys;

  constructor(connection: RedisConnection, keys: QueueKeys) {
    this.#connection = connection;
    this.#keys = keys;
  }

  /** By partition and position. */
  async list(partitions: number, limit: number): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for (let partition = 0; partition < partitions && letters.length < limit; partition++) {
      const last = String(limit - letters.length - 1);
      const found = await this.#connection.send<string[]>(["ZRANGE", this.#keys.dead(partition), "0", last]);
      for (const letter of found) letters.push(JSON.parse(letter));
    }
    return letters;
  }

  async find(partition: number, first: number, last: number): Promise<DeadLetter[]> {
    const key = this.#keys.dead(partition);
    const found = await this.#connection.send<string[]>(["ZRANGEBYSCORE", key, String(first), String(last)]);
    return found.map((letter) => JSON.parse(letter));
  }

  async retry(keys: readonly string[]): Promise<number> {
    let moved = 0;
    for (let at = 0; at < keys.length; at += RETRY_AT_ONCE) {
      const letters = await this.#read(keys.slice(at, at + RETRY_AT_ONCE));
      moved += await this.#move(letters.filter(({ encoding }) => encoding === "json"));
    }
    return moved;
  }

  async purge(keys: readonly string[]): Promise<number> {
    let purged = 0;
    for (const [partition, position] of keys.map(parseKey)) {
      const place = String(position);
      const key = this.#keys.dead(partition);
      purged += await this.#connection.send<number>(["ZREMRANGEBYSCORE", key, place, place]);
    }
    return purged;
  }

  async #read(keys: readonly string[]): Promise<DeadLetter[]> {
    const found = keys.map(parseKey).map(([partition, position]) => this.find(partition, position, position));
    return (await Promise.all(found)).flat();
  }

  async #move(letters: readonly DeadLetter[]): Promise<number> {
    if (letters.length === 0) return 0;
    const { meta, bell, stream, dead } = this.#keys;
    const keys = letters.flatMap(({ partition }) => [stream(partition), dead(partition)]);
    const args = letters.flatMap(({ partition, position, body }) => [
      String(partition),
      String(position),
      packReceivedAt(body),
      body,
    ]);
    return this.#connection.run<number>(RETRY, [meta, ...keys], [bell, ...args]);
  }
}

function packReceivedAt(body: string): Buffer {
  const at = (JSON.parse(body) as EncodedEnvelope)[6];
  const packed = Buffer.alloc(8);
  packed.writeDoubleLE(typeof at === "number" ? at : 0);
  return packed;
}

function parseKey(key: string): [number, number] {
  const [partition, position] = key.split(":").map(Number);
  if (partition === undefined || position === undefined || Number.isNaN(partition + position)) {
    throw new QueueUnavailable(`"${key}" is not the key of a dead letter; keys look like 0:123`);
  }
  return [partition, position];
}
