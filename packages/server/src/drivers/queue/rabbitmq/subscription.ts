import type { AsyncMessage, Channel } from "rabbitmq-client";
import { CALL_MS, closeChannel, type RabbitConnection, unavailable, within } from "./connection.ts";
import { HeldMessages } from "./held-messages.ts";
import { deadQueueName, PROBE, queueName, type RabbitTarget } from "./target.ts";

/** Messages that a worker holds of one partition and has not settled. With 64 KiB each that is 128 MiB at most. */
export const PREFETCH = 2000;
/**
 * How long a message may be held, 14 days: a store can be away for longer than the broker's consumer_timeout (30
 * minutes). Known from 3.12 on, and to late patches of 3.11; others ignore it.
 */
const HOLD_MS = 1_209_600_000;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 3000;

/** A message as it came. */
export interface RawMessage {
  readonly body: Buffer;
  readonly messageId: string;
  readonly tag: number;
  readonly redelivered: boolean;
  /** It was handed out too often and comes from the queue for those. */
  readonly dead: boolean;
  readonly held: HeldMessages;
}

export interface SubscriptionOptions {
  readonly connection: RabbitConnection;
  readonly target: RabbitTarget;
  readonly partition: number;
  onMessage(message: RawMessage): void;
  /** Everything that was held goes to the next receiver, which may be this one. */
  onLost(): void;
}

/** Consumes the two queues of a partition on one channel, and makes a new one whenever that ends. */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #waiters = new Set<() => void>();
  #channel: Channel | null = null;
  #held: HeldMessages | null = null;
  #chosenAt: number | null = null;
  #fault: unknown = null;
  #closed = false;
  #wake = () => {};
  readonly #running: Promise<void>;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Whether the broker holds messages back until some are settled. */
  get full(): boolean {
    return (this.#held?.size ?? 0) >= PREFETCH;
  }

  /** Resolves while messages can come. Throws QueueUnavailable when that takes longer than a call. */
  async up(): Promise<void> {
    if (this.#channel !== null || this.#closed) return;
    const opened = new Promise<void>((resolve) => this.#waiters.add(resolve));
    await within(CALL_MS, opened).catch((late) => {
      throw this.#fault instanceof Error ? this.#fault : unavailable(late);
    });
  }

  /**
   * Since when (performance.now()) the broker is known to give the partition's messages to us, null when it is not.
   * It tells nobody; but who got one gets all of them until its channel ends.
   */
  get chosenAt(): number | null {
    return this.#chosenAt;
  }

  /** How many messages wait in both queues. Those that waited before and came to us have arrived. Throws QueueUnavailable. */
  async ready(): Promise<number> {
    await this.up();
    const { target, partition } = this.#options;
    const channel = this.#channel;
    if (channel === null) return 0;
    const look = async (queue: string) =>
      (await within(CALL_MS, channel.queueDeclare({ queue, passive: true }))).messageCount;
    try {
      const waiting = await look(queueName(target, partition));
      // The broker answers the second call behind what it had to deliver at the first.
      return waiting + (await look(deadQueueName(target, partition)));
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** What was not settled goes to the next receiver. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    if (this.#channel !== null) await closeChannel(this.#channel);
    this.#lose();
    await within(CALL_MS, this.#running).catch(() => {});
  }

  async #run(): Promise<void> {
    let waitMs = RETRY_MIN_MS;
    while (!this.#closed) {
      try {
        await this.#consume();
        waitMs = RETRY_MIN_MS;
      } catch (error) {
        this.#fault = error;
        waitMs = Math.min(RETRY_MAX_MS, waitMs * 2);
      }
      this.#lose();
      if (!this.#closed) await this.#pause(waitMs);
    }
  }

  /** Resolves when the channel ended. */
  async #consume(): Promise<void> {
    const channel = await this.#options.connection.openChannel();
    const ended = new Promise<void>((resolve) => channel.once("close", () => resolve()));
    // The queue was deleted, or its leader moved: consumed again on a new channel.
    channel.on("basic.cancel", () => void closeChannel(channel));
    const held = new HeldMessages(channel);
    this.#held = held;
    try {
      await within(CALL_MS, this.#consumeBoth(channel, held));
    } catch (error) {
      void closeChannel(channel);
      throw unavailable(error);
    }
    if (this.#closed) return closeChannel(channel);
    this.#channel = channel;
    this.#fault = null;
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
    await ended;
  }

  async #consumeBoth(channel: Channel, held: HeldMessages): Promise<void> {
    const { target, partition } = this.#options;
    await channel.basicQos({ prefetchCount: PREFETCH });
    const consume = (queue: string, dead: boolean) =>
      channel.basicConsume({ queue, arguments: { "x-consumer-timeout": HOLD_MS } }, (message) =>
        this.#take(message, held, dead),
      );
    await consume(deadQueueName(target, partition), true);
    await consume(queueName(target, partition), false);
  }

  #take(message: AsyncMessage, held: HeldMessages, dead: boolean): void {
    if (held.lost || held !== this.#held) return;
    const { body, messageId, deliveryTag, redelivered } = message;
    if (!dead) this.#chosenAt ??= performance.now();
    if (messageId === PROBE) {
      held.add(deliveryTag, 0);
      held.acknowledge();
      return;
    }
    this.#options.onMessage({
      body: bytesOf(body),
      messageId: messageId ?? "",
      tag: deliveryTag,
      redelivered,
      dead,
      held,
    });
  }

  #lose(): void {
    this.#channel = null;
    this.#chosenAt = null;
    if (this.#held === null || this.#held.lost) return;
    this.#held.lose();
    this.#options.onLost();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The library reads the bodies of foreign publishers by their content type. */
function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}
