import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Longer than what is hidden takes, on a machine that is not overloaded. */
const LEAST_MS = 300;

/**
 * Resolves, or throws, no earlier than a fixed time after the call. For what must not show by its time whether there is
 * an account.
 */
export async function inEqualTime<Result>(run: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + LEAST_MS;
  try {
    return await run();
  } finally {
    await sleepUntil(until);
  }
}

/** Does the same for refusals only. */
export async function refuseInEqualTime<Outcome extends { readonly succeeded: boolean }>(
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const until = performance.now() + LEAST_MS;
  let succeeded = false;
  try {
    const outcome = await run();
    succeeded = outcome.succeeded;
    return outcome;
  } finally {
    if (!succeeded) await sleepUntil(until);
  }
}

async function sleepUntil(until: number): Promise<void> {
  const leftMs = until - performance.now();
  if (leftMs > 0) await sleep(leftMs);
}
