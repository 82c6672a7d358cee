/**
 * Does what is due. Idempotent: running it twice, late or after a crash does no harm. `signal` aborts when the
 * scheduler stops: long work ends at its next step and continues at the next start.
 */
export type Run = (signal: AbortSignal) => Promise<void>;

/** A task that runs by the clock. */
export interface Job {
  readonly name: string;
  /** Milliseconds between two runs. The first run is right after start, to catch up on missed ones. */
  readonly every: number;
  readonly run: Run;
}
