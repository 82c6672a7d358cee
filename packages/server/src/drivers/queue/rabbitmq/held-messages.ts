import type { Channel } from "rabbitmq-client";

/**
 * The messages that one channel has been given and not acknowledged. A message is done when all its envelopes are;
 * acknowledged are only those before which everything is done, with one call. The rest waits for its elders: should
 * the channel end before, it comes again and is recognised.
 */
export class HeldMessages {
  readonly #channel: Channel;
  /** Envelopes that are not done, by delivery tag. The broker counts tags up, so the map is in their order. */
  readonly #left = new Map<number, number>();
  #lost = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Messages that count towards the prefetch limit. */
  get size(): number {
    return this.#left.size;
  }

  /** The channel is gone: the broker gives its messages to somebody else, and its tags mean nothing any more. */
  get lost(): boolean {
    return this.#lost;
  }

  add(tag: number, envelopes: number): void {
    this.#left.set(tag, envelopes);
  }

  done(tag: number): void {
    this.#left.set(tag, (this.#left.get(tag) ?? 1) - 1);
  }

  /** Called after a row of `done`. */
  acknowledge(): void {
    if (this.#lost) return;
    let last = 0;
    for (const [tag, left] of this.#left) {
      if (left > 0) break;
      last = tag;
      this.#left.delete(tag);
    }
    if (last > 0 && this.#channel.active) this.#channel.basicAck({ deliveryTag: last, multiple: true });
  }

  lose(): void {
    this.#lost = true;
    this.#left.clear();
  }
}
