import type { MessageNumbers } from "./numbers.ts";

interface Count {
  envelopes: number;
  bytes: number;
}

/**
 * Tells the ledger how much the broker confirmed, for depth() alone. No publisher waits for it, and a ledger that is
 * away gets it later.
 */
export class AcceptedCounts {
  readonly #numbers: MessageNumbers;
  #pending = new Map<number, Count>();
  #flushing: Promise<void> | null = null;

  constructor(numbers: MessageNumbers) {
    this.#numbers = numbers;
  }

  add(partition: number, envelopes: number, bytes: number): void {
    const count = this.#pending.get(partition) ?? { envelopes: 0, bytes: 0 };
    count.envelopes += envelopes;
    count.bytes += bytes;
    this.#pending.set(partition, count);
    // A failure is met by the next flush, which tells all of it.
    if (this.#flushing === null) this.flush().catch(() => {});
  }

  /** Resolves when the ledger knows all that was added before. Throws QueueUnavailable. */
  async flush(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
    if (this.#pending.size === 0) return;
    this.#flushing = this.#send().finally(() => {
      this.#flushing = null;
    });
    await this.#flushing;
  }

  async #send(): Promise<void> {
    for (const [partition, count] of this.#pending) {
      this.#pending.delete(partition);
      try {
        await this.#numbers.count(partition, count);
      } catch (error) {
        const since = this.#pending.get(partition) ?? { envelopes: 0, bytes: 0 };
        this.#pending.set(partition, {
          envelopes: since.envelopes + count.envelopes,
          bytes: since.bytes + count.bytes,
        });
        throw error;
      }
    }
  }
}
