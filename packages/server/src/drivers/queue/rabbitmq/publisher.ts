import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Channel } from "rabbitmq-client";
import { QueueFull } from "../../../domain/errors.ts";
import { encodeRecord } from "../record.ts";
import { takeGroup } from "../take-group.ts";
import { CALL_MS, closeChannel, codeOf, type RabbitConnection, unavailable, within } from "./connection.ts";
import { declarePartition, partitionExists } from "./declare.ts";
import { PROBE, queueName, type RabbitTarget } from "./target.ts";

/** Text of the envelopes in one message, about: a worker holds PREFETCH messages of a partition in memory. */
const MESSAGE_BYTES = 64 * 1024;
/** Envelopes in one group at most, so that a bulk load does not make single events wait long. */
const GROUP_ENVELOPES = 20_000;

/** An envelope as JSON and where it goes. */
export interface Encoded {
  readonly partition: number;
  readonly text: string;
  /** What a message goes under that is not known by the ids in it; it goes alone. */
  readonly name?: string;
}

interface Request {
  readonly batch: readonly Encoded[];
  resolve(): void;
  reject(error: Error): void;
}

interface Parcel {
  readonly partition: number;
  readonly texts: string[];
  readonly requests: Set<Request>;
  readonly name: string | undefined;
  bytes: number;
}

export interface PublisherOptions {
  readonly target: RabbitTarget;
  readonly connection: RabbitConnection;
  /** Ready bytes of one partition above which the broker takes no more. */
  readonly maxBytes: number;
  /** How long after it was made a queue is not trusted yet. */
  readonly newQueueMs: number;
  /** Told what the broker has for good. */
  onConfirmed(partition: number, envelopes: number, bytes: number): void;
}

/**
 * Publishers of one process share messages: while one group waits for its confirms, everything that arrives is
 * gathered into the next. A message holds the envelopes of one partition as a record (record.ts).
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #declared = new Set<number>();
  readonly #returned = new Set<string>();
  #channel: Channel | null = null;
  #requests: Request[] = [];
  #flushing: Promise<void> | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Resolves when the broker confirmed every envelope. Throws QueueFull or QueueUnavailable; parts may be there then. */
  publish(batch: readonly Encoded[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#requests.push({ batch, resolve, reject });
      // After the current turn of the event loop, so that all requests read in it share messages.
      this.#flushing ??= setImmediate().then(() => this.#flush());
    });
  }

  /** Sends a message that says nothing: who gets it is the one whom the broker gives the partition's messages. */
  probe(partition: number): Promise<void> {
    return this.publish([{ partition, text: "[]", name: PROBE }]);
  }

  /** Makes the queues of partitions unless they are there. */
  async prepare(partitions: readonly number[]): Promise<void> {
    const channel = await this.#open();
    await Promise.all(partitions.map((partition) => this.#prepared(channel, partition)));
  }

  async close(): Promise<void> {
    await this.#flushing;
    if (this.#channel !== null) await closeChannel(this.#channel);
  }

  async #flush(): Promise<void> {
    while (this.#requests.length > 0) {
      const group = takeGroup(this.#requests, GROUP_ENVELOPES);
      try {
        await this.#send(group);
      } catch (error) {
        // Those who came meanwhile would wait as long for the same.
        for (const { reject } of [...group, ...this.#requests.splice(0)]) reject(error as Error);
      }
    }
    this.#flushing = null;
  }

  async #send(group: readonly Request[]): Promise<void> {
    this.#refuseWhenBlocked();
    const parcels = pack(group);
    const channel = await this.#open();
    const partitions = [...new Set(parcels.map(({ partition }) => partition))];
    await Promise.all(partitions.map((partition) => this.#prepared(channel, partition)));
    this.#returned.clear();
    const outcomes = await this.#confirmed(channel, parcels);
    const failed = new Map<Request, Error>();
    for (const [index, { requests }] of parcels.entries()) {
      const fault = outcomes[index];
      if (fault) for (const request of requests) failed.set(request, fault);
    }
    for (const request of group) {
      const fault = failed.get(request);
      if (fault === undefined) request.resolve();
      else request.reject(fault);
    }
  }

  #refuseWhenBlocked(): void {
    const { blocked } = this.#options.connection;
    if (blocked !== null) throw unavailable(new Error(`it accepts no messages, ${blocked}`));
  }

  /** One outcome per parcel: null when the broker has it for good. */
  async #confirmed(channel: Channel, parcels: readonly Parcel[]): Promise<(Error | null)[]> {
    const watch = this.#watchBlocked();
    const sent = parcels.map((parcel) => {
      const confirm = Promise.race([this.#publishOne(channel, parcel), watch.blocked]);
      return within(CALL_MS, confirm).then(
        () => null,
        (error: unknown) => error,
      );
    });
    const faults = await Promise.all(sent);
    watch.stop();
    // The broker confirms what it returned as unroutable; the library tells of the return a turn later.
    await setImmediate();
    if (faults.some((fault) => fault !== null && codeOf(fault) !== "NACK")) this.#abandon(channel);
    return parcels.map((parcel, index) => this.#outcome(parcel, faults[index]));
  }

  #publishOne(channel: Channel, { partition, texts, name }: Parcel): Promise<void> {
    return channel.basicPublish(
      {
        routingKey: queueName(this.#options.target, partition),
        durable: true,
        mandatory: true,
        ...(name === undefined ? {} : { messageId: name }),
      },
      encodeRecord(texts),
    );
  }

  #outcome({ partition, texts, name, bytes }: Parcel, fault: unknown): Error | null {
    const { target, maxBytes, onConfirmed } = this.#options;
    const queue = queueName(target, partition);
    if (this.#returned.has(queue)) {
      this.#declared.delete(partition);
      return unavailable(new Error(`the queue ${queue} is gone`));
    }
    if (fault === null) {
      if (name !== PROBE) onConfirmed(partition, texts.length, bytes);
      return null;
    }
    if (codeOf(fault) !== "NACK") return unavailable(fault);
    return new QueueFull(
      `[queue:amqp] ${queue} is full, its limit is ${maxBytes} bytes: the worker is behind or stopped; start it, wait, or raise QUEUE_MAX_BYTES`,
      { cause: fault },
    );
  }

  /** An alarm says nothing about messages under way: the broker stops reading and confirms nothing. */
  #watchBlocked(): { blocked: Promise<never>; stop(): void } {
    let timer: NodeJS.Timeout | undefined;
    const blocked = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        const reason = this.#options.connection.blocked;
        if (reason !== null) reject(new Error(`it accepts no messages, ${reason}`));
      }, 20);
    });
    blocked.catch(() => {});
    return { blocked, stop: () => clearInterval(timer) };
  }

  async #open(): Promise<Channel> {
    if (this.#channel?.active) return this.#channel;
    const channel = await this.#options.connection.openChannel();
    try {
      await within(CALL_MS, channel.confirmSelect());
    } catch (error) {
      void closeChannel(channel);
      throw unavailable(error);
    }
    channel.on("basic.return", ({ routingKey }) => this.#returned.add(routingKey));
    this.#declared.clear();
    this.#channel = channel;
    return channel;
  }

  async #prepared(channel: Channel, partition: number): Promise<void> {
    if (this.#declared.has(partition)) return;
    const { target, maxBytes, newQueueMs } = this.#options;
    const isNew = !(await this.#exists(partition));
    await declarePartition(channel, target, partition, maxBytes);
    // A node that is killed within a second of making a quorum queue has no leader for it after its restart, and
    // what it confirmed is gone (seen with 3.10).
    if (isNew) await sleep(newQueueMs);
    this.#declared.add(partition);
  }

  /** On a channel of its own, which ends when the queue is not there. */
  async #exists(partition: number): Promise<boolean> {
    const { connection, target } = this.#options;
    const channel = await connection.openChannel();
    try {
      return await partitionExists(channel, target, partition);
    } finally {
      await closeChannel(channel);
    }
  }

  /** Confirms that come too late must meet nobody. */
  #abandon(channel: Channel): void {
    if (this.#channel === channel) this.#channel = null;
    void closeChannel(channel);
  }
}

/** Messages per partition in the order given, each as large as it may be. */
function pack(group: readonly Request[]): Parcel[] {
  const parcels: Parcel[] = [];
  const filling = new Map<number, Parcel>();
  for (const request of group) {
    for (const { partition, text, name } of request.batch) {
      let parcel = filling.get(partition);
      if (parcel === undefined || parcel.bytes + text.length > MESSAGE_BYTES || name !== undefined) {
        parcel = { partition, texts: [], requests: new Set(), name, bytes: 0 };
        parcels.push(parcel);
        if (name === undefined) filling.set(partition, parcel);
        else filling.delete(partition);
      }
      parcel.texts.push(text);
      parcel.bytes += text.length;
      parcel.requests.add(request);
    }
  }
  return parcels;
}
