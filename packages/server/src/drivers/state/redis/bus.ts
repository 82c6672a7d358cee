import type { LiveBus } from "../../../ports/live-bus.ts";
import type { RedisConnection } from "../../redis/connection.ts";
import type { Subscriber } from "../../redis/subscriber.ts";
import { callSafely, requireFits } from "../topic-listeners.ts";

/** A live bus over channels, one per topic. Redis keeps channels apart by name only, not by database: hence the prefix. */
export class RedisBus implements LiveBus {
  readonly #connection: RedisConnection;
  readonly #prefix: string;
  #subscriber: Subscriber | null = null;

  constructor(connection: RedisConnection, prefix: string) {
    this.#connection = connection;
    this.#prefix = prefix;
  }

  async publish(topic: string, message: string): Promise<void> {
    requireFits(message);
    await this.#connection.send(["PUBLISH", this.#channel(topic), message]);
  }

  async subscribe(topic: string, listener: (message: string) => void): Promise<() => void> {
    this.#subscriber ??= this.#connection.openSubscriber();
    try {
      return await this.#subscriber.subscribe(this.#channel(topic), (message) =>
        callSafely(listener, message),
      );
    } catch (error) {
      throw this.#connection.explain(error as Error);
    }
  }

  #channel(topic: string): string {
    return `${this.#prefix}:${topic}`;
  }
}
