/** A task that runs by the clock. Running it twice, late or after a crash must do no harm. */
export interface Job {
  readonly name: string;
  /** Milliseconds between two runs; the first comes right after start, so that missed ones are caught up. */
  readonly every: number;
  /** `signal` aborts when the scheduler stops: long work ends at its next step, and goes on at the next start. */
  run(signal: AbortSignal): Promise<void>;
}
