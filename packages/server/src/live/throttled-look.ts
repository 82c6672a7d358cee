export interface Throttle {
  /** Looks begin at least this far apart. */
  readonly apartMs: number;
  /** How long after one that failed the next is made. */
  readonly againMs: number;
  /** How long after one the next is made although nobody asked for it; null: never. */
  readonly staleMs: number | null;
}

/**
 * Looks when asked to, never twice at once, and no more often than its pace allows. What is slow gets as long a rest as it worked.
 *
 * States: idle, waiting (a timer runs), looking, looking and due again, closed. A look that is asked for while one is under
 * way is made after it: what happened meanwhile may not be in it.
 */
export class ThrottledLook {
  readonly #look: () => Promise<void>;
  readonly #throttle: Throttle;
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;
  #isDue = false;
  #isClosed = false;
  /** By performance.now(). */
  #notBefore = 0;

  /** A look that failed rejects. */
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
