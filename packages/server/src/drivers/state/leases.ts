import type { Lease } from "../../ports/state.ts";

/** A lease as drivers without a clock of their own keep it. */
export interface HeldLease {
  readonly holder: string;
  readonly fence: number;
  /** Epoch ms at which it runs out. */
  readonly until: number;
}

/** The lease as it stands when `holder` gets it; null while it is somebody else's. */
export function grantLease(
  held: HeldLease | undefined,
  { holder, ttlMs, now }: { holder: string; ttlMs: number; now: number },
): HeldLease | null {
  if (held !== undefined && held.until > now && held.holder !== holder) return null;
  const fence = held?.holder === holder && held.until > now ? held.fence : (held?.fence ?? 0) + 1;
  return { holder, fence, until: now + ttlMs };
}

/** Whether nobody else got the lease since, run out or not. */
export function isStillHeld(held: HeldLease | undefined, lease: Lease): boolean {
  return held?.fence === lease.fence && held.holder === lease.holder;
}

/** The members whose time has not run out, with that time (epoch ms). */
export function livingMembers(members: ReadonlyMap<string, number>, now: number): Map<string, number> {
  return new Map([...members].filter(([, until]) => until > now));
}
