import { QueueFull } from "../../../domain/errors.ts";

/** How old the number of waiting bytes may be. */
const LOOK_MS = 1000;

/**
 * Keeps all partitions together below the limit, within what is published in a second: the broker knows a limit of
 * each queue alone. Publishers never wait for the look at how much waits; while that fails the last one counts.
 */
export class Room {
  readonly #maxBytes: number;
  readonly #waitingBytes: () => Promise<number>;
  #known = 0;
  /** Bytes taken here since the look began that `known` comes from. */
  #since = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(maxBytes: number, waitingBytes: () => Promise<number>) {
    this.#maxBytes = maxBytes;
    this.#waitingBytes = waitingBytes;
  }

  /** Throws QueueFull. */
  take(bytes: number): void {
    this.#lookNowAndThen();
    const waiting = this.#known + this.#since;
    if (waiting + bytes > this.#maxBytes) {
      throw new QueueFull(
        `[queue:amqp] ${waiting} bytes are waiting and the limit is ${this.#maxBytes}: the worker is behind or stopped; start it, wait, or raise QUEUE_MAX_BYTES`,
      );
    }
    this.#since += bytes;
  }

  #lookNowAndThen(): void {
    if (performance.now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = performance.now();
    const before = this.#since;
    this.#waitingBytes().then(
      (bytes) => {
        this.#known = bytes;
        this.#since -= before;
      },
      () => {},
    );
  }
}
