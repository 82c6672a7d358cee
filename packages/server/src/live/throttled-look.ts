export interface Throttle {
  /** Least time between the starts of two looks. */
  readonly apartMs: number;
  /** Delay before the next look after one that failed. */
  readonly againMs: number;
  /** Longest time between two looks if none is requested; null: no limit. */
  readonly staleMs: number | null;
}

/**
 * Throttles a function: it runs on request, never twice at once, and no more often than `throttle` allows. After a slow
 * run it pauses for as long as the run took.
 *
 * States: idle, waiting (a timer runs), looking, looking and due again, closed. A request during a run leads to another
 * run afterwards, since the current one may miss what happened meanwhile.
 */
export class ThrottledLook {
  readonly #look: () => Promise<void>;
  readonly #throttle: Throttle;
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;
  #isDue = false;
  #isClosed = false;
  /** As performance.now(). */
  #notBefore = 0;

  /** `look` rejects when it fails. */
  constructor(look: () => Promise<void>, throttle: Throttle) {
    this.#look = look;
    this.#throttle = throttle;
  }

  ask(): void {
    if (this.#isLooking) this.#isDue = true;
    else this.#runIn(this.#notBefore - performance.now());
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #runIn(waitMs: number): void {
    if (this.#isClosed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, waitMs));
  }

  async #run(): Promise<void> {
    const { apartMs, againMs, staleMs } = this.#throttle;
    this.#isLooking = true;
    this.#isDue = false;
    const beganAt = performance.now();
    const hasWorked = await this.#look().then(
      () => true,
      () => false,
    );
    const endedAt = performance.now();
    this.#isLooking = false;
    this.#notBefore = Math.max(beganAt + apartMs, endedAt + (endedAt - beganAt));
    if (!hasWorked) this.#runIn(againMs);
    else if (this.#isDue) this.#runIn(this.#notBefore - endedAt);
    else if (staleMs !== null) this.#runIn(staleMs);
  }
}
