/** Sends that go out at once. */
const AT_ONCE = 16;
const TICK_MS = 2;
/** How long the last of very many waits, about. */
const SPREAD_TICKS = 50;

/**
 * Sends in turn, a few at a time: what thousands of viewers are told at the same moment must hold up nothing else, neither
 * here nor in the process that relays it. A few go out at once, many within about 100 ms; the order stays.
 */
export class PacedSends {
  #waiting: (() => void)[] = [];
  #next = 0;
  #budget = AT_ONCE;
  #timer: NodeJS.Timeout | null = null;

  /** `send` must not throw. */
  add(send: () => void): void {
    if (this.#budget > 0 && this.#next === this.#waiting.length) {
      this.#budget -= 1;
      send();
    } else this.#waiting.push(send);
    this.#timer ??= setTimeout(() => this.#tick(), TICK_MS);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#waiting = [];
    this.#next = 0;
  }

  #tick(): void {
    const left = this.#waiting.length - this.#next;
    const now = Math.min(left, Math.max(AT_ONCE, Math.ceil(left / SPREAD_TICKS)));
    for (const end = this.#next + now; this.#next < end; this.#next++) this.#waiting[this.#next]?.();
    if (left === now) {
      this.#waiting = [];
      this.#next = 0;
    }
    this.#budget = Math.max(0, AT_ONCE - now);
    this.#timer = left === 0 ? null : setTimeout(() => this.#tick(), TICK_MS);
  }
}
