import { Turns } from "../turns.ts";
import type { RedisClient } from "./client.ts";

/** Hears channels, on a connection of its own that comes back by itself for ever, and then hears them again. */
export class Subscriber {
  readonly #client: RedisClient;
  readonly #answerMs: number;
  /** One command at a time: the library loses a subscription when two of a channel and an end overlap. */
  readonly #turns = new Turns();

  /** Connects in the background. */
  constructor(client: RedisClient, answerMs: number) {
    this.#client = client;
    this.#answerMs = answerMs;
    client.on("error", () => {});
    client.connect().catch(() => {});
  }

  /** Resolves once the channel is heard, to a function that ends that. Throws when it is not after answerMs. */
  async subscribe(channel: string, hear: (message: string) => void): Promise<() => void> {
    let isWanted = true;
    const hearWanted = (message: string) => {
      if (isWanted) hear(message);
    };
    const end = () => {
      isWanted = false;
      void this.#turns.take(() => this.#client.unsubscribe(channel, hearWanted)).catch(() => {});
    };
    const heard = this.#turns.take(async () => {
      await this.#ready();
      if (isWanted) await this.#client.subscribe(channel, hearWanted);
    });
    try {
      await this.#inTime(heard);
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }

  /**
   * Hears the channel as soon as the server can be reached, unless it refuses that. Returns whether it does so right now.
   */
  subscribeLater(channel: string, hear: (message: string) => void): () => boolean {
    let isHeard = false;
    const heard = this.#turns.take(async () => {
      await this.#ready();
      await this.#client.subscribe(channel, hear);
    });
    heard.then(
      () => {
        isHeard = true;
      },
      () => this.close(),
    );
    // The library subscribes again before it calls a connection ready.
    return () => isHeard && this.#client.isReady;
  }

  close(): void {
    if (this.#client.isOpen) this.#client.destroy();
  }

  #ready(): Promise<void> {
    if (this.#client.isReady) return Promise.resolve();
    return new Promise((resolve) => this.#client.once("ready", () => resolve()));
  }

  #inTime(heard: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`no answer within ${this.#answerMs} ms`));
      const timer = setTimeout(late, this.#answerMs);
      heard.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}
