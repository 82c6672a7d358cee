import { randomUUID } from "node:crypto";
import { isOutage } from "../domain/errors.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import type { Lease, State } from "../ports/state.ts";

export type OneAtATime = <Result>(run: () => Promise<Result>) => Promise<Result>;

/** Renewed while it is held: who holds it for longer than this is dead. */
const LEASE_MS = 15 * SECOND;
/** What got no reply may still be under way at the other end for as long as its own limit. */
const UNKNOWN_MS = 2 * MINUTE;
const POLL_MS = 20;

/**
 * Runs what it is given while no other holder of that name runs anything, in this process or another. After an outage,
 * whose outcome is unknown, the others wait; this one may try again.
 */
export function createOneAtATime(state: State, name: string): OneAtATime {
  const holder = randomUUID();
  let line: Promise<unknown> = Promise.resolve();

  async function acquire(): Promise<Lease> {
    for (;;) {
      const lease = await state.acquireLease({ name, holder, ttlMs: LEASE_MS });
      if (lease !== null) return lease;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async function runAlone<Result>(run: () => Promise<Result>): Promise<Result> {
    const lease = await acquire();
    const renewing = setInterval(() => void state.renewLease(lease, LEASE_MS).catch(() => {}), LEASE_MS / 3);
    let isOutcomeKnown = true;
    try {
      return await run();
    } catch (error) {
      isOutcomeKnown = !isOutage(error);
      throw error;
    } finally {
      clearInterval(renewing);
      const end = isOutcomeKnown ? state.releaseLease(lease) : state.renewLease(lease, UNKNOWN_MS);
      await end.catch(() => {});
    }
  }

  return function oneAtATime(run) {
    const mine = line.then(() => runAlone(run));
    line = mine.catch(() => {});
    return mine;
  };
}
