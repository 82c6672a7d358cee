import { SECOND } from "../../domain/time.ts";

/** Retry delays during an outage: 1 s * 2^n with jitter, capped, without a limit on attempts. */
export const OUTAGE_BACKOFF = { firstMs: SECOND, maxMs: 60 * SECOND };

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Returns the milliseconds before retry number `attempt` (from 1). `random` is in 0..1: half of the delay is jitter.
 */
export function backoffMs({ firstMs, maxMs }: Backoff, attempt: number, random: number): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return full / 2 + (full / 2) * random;
}
