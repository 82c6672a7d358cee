import { randomUUID } from "node:crypto";
import { MINUTE } from "../domain/time.ts";
import type { State } from "../ports/state.ts";

export type OneAtATime = <Result>(run: () => Promise<Result>) => Promise<Result>;

/** Far above what a batch takes: who holds it for longer is dead. */
const LEASE_MS = 3 * MINUTE;
const POLL_MS = 20;

/** Runs what it is given while nobody else who uses that name runs anything, in this process or another. */
export function createOneAtATime(state: State, name: string): OneAtATime {
  const holder = randomUUID();
  let line: Promise<unknown> = Promise.resolve();

  async function runAlone<Result>(run: () => Promise<Result>): Promise<Result> {
    let lease = await state.acquireLease({ name, holder, ttlMs: LEASE_MS });
    while (lease === null) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      lease = await state.acquireLease({ name, holder, ttlMs: LEASE_MS });
    }
    try {
      return await run();
    } finally {
      await state.releaseLease(lease).catch(() => {});
    }
  }

  return function oneAtATime(run) {
    const mine = line.then(() => runAlone(run));
    line = mine.catch(() => {});
    return mine;
  };
}
