/** Runs what is asked for at once, and again at most every so many ms; never a second time before the first is done. */
export class Throttle {
  readonly #run: () => Promise<unknown>;
  readonly #everyMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #beganAt = Number.NEGATIVE_INFINITY;
  #isRunning = false;
  #isAsked = false;

  /** `run` does not reject. */
  constructor(run: () => Promise<unknown>, everyMs: number) {
    this.#run = run;
    this.#everyMs = everyMs;
  }

  ask(): void {
    if (this.#isRunning) this.#isAsked = true;
    else this.#plan();
  }

  /** Forgets who asked; what runs ends by itself. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isAsked = false;
  }

  #plan(): void {
    const waitMs = Math.max(0, this.#beganAt + this.#everyMs - Date.now());
    this.#timer ??= setTimeout(() => void this.#begin(), waitMs);
  }

  async #begin(): Promise<void> {
    this.#timer = undefined;
    this.#beganAt = Date.now();
    this.#isRunning = true;
    await this.#run();
    this.#isRunning = false;
    if (!this.#isAsked) return;
    this.#isAsked = false;
    this.#plan();
  }
}
