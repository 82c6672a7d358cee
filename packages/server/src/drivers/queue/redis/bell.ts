import type { RedisConnection } from "../../redis/connection.ts";

/** How often a waiting worker asks by itself: a message of the bell may be lost, the connection may be new. */
const POLL_MS = 400;
/** The same when the bell can't be heard, since the user has no right to the channel or the connection is away. */
const POLL_UNHEARD_MS = 25;

/** Wakes receives of this process when a partition has grown, whoever published. */
export class Bell {
  readonly #next = new Map<number, number>();
  readonly #waiters = new Map<() => void, number>();
  readonly #isHeard: () => boolean;

  /** Resolves at once; until the subscription stands, waiting is by asking. */
  static listen(connection: RedisConnection, channel: string): Bell {
    const subscriber = connection.openSubscriber();
    const bell: Bell = new Bell(subscriber.subscribeLater(channel, (message) => bell.#ring(message)));
    return bell;
  }

  private constructor(isHeard: () => boolean) {
    this.#isHeard = isHeard;
  }

  /** The next position of a partition as far as it is known here. */
  nextOf(partition: number): number {
    return this.#next.get(partition) ?? 1;
  }

  tell(partition: number, next: number): void {
    this.#next.set(partition, Math.max(next, this.nextOf(partition)));
    for (const [wake, waitsFor] of [...this.#waiters]) if (waitsFor === partition) wake();
  }

  wakeAll(): void {
    for (const wake of [...this.#waiters.keys()]) wake();
  }

  /** Waits until `ready`, for waitMs at most, and asks the server now and then. Throws what `ask` throws. */
  async until(
    partition: number,
    ready: () => boolean,
    { waitMs, signal, ask }: { waitMs: number; signal: AbortSignal; ask: () => Promise<unknown> },
  ): Promise<void> {
    const deadline = performance.now() + waitMs;
    while (!ready() && !signal.aborted) {
      const left = deadline - performance.now();
      if (left <= 0) return;
      const forMs = Math.min(this.#isHeard() ? POLL_MS : POLL_UNHEARD_MS, left);
      const woken = await this.#rung(partition, forMs, signal);
      if (!woken && !signal.aborted) await ask();
    }
  }

  #rung(partition: number, forMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (woken: boolean) => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve(woken);
      };
      const wake = () => end(true);
      const timer = setTimeout(() => end(false), forMs);
      this.#waiters.set(wake, partition);
      signal.addEventListener("abort", wake);
    });
  }

  /** "partition:next position", as the append script says it. */
  #ring(message: string): void {
    const [partition, next] = message.split(":").map(Number);
    if (partition !== undefined && next !== undefined && next > 0) this.tell(partition, next);
  }
}
