/** How often to look for what another process brought. */
const POLL_MS = 20;

/** Lets workers wait for events: woken at once by those of this process, and by looking again for those of others. */
export class Arrivals {
  readonly #waiters = new Set<() => void>();

  announce(): void {
    for (const wake of this.#waiters) wake();
  }

  /** Resolves when `ready()` says so, after waitMs, or when aborted. */
  async until(ready: () => boolean, waitMs: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + waitMs;
    while (!ready() && !signal.aborted) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return;
      await this.#next(Math.min(POLL_MS, leftMs));
    }
  }

  #next(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      this.#waiters.add(wake);
    });
  }
}
