/**
 * Does what is due. Running it twice, late or after a crash must do no harm. `signal` aborts when the scheduler stops:
 * long work ends at its next step, and goes on at the next start.
 */
export type Run = (signal: AbortSignal) => Promise<void>;

/** A task that runs by the clock. */
export interface Job {
  readonly name: string;
  /** Milliseconds between two runs; the first comes right after start, so that missed ones are caught up. */
  readonly every: number;
  readonly run: Run;
}
