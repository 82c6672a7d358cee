import { describe, it } from "vitest";

interface Claims {
  readonly durable: boolean;
  readonly reach: "process" | "machine" | "network";
}

type Case = (name: string, run: () => Promise<void>, timeoutMs?: number) => void;
type Group = (name: string, cases: () => void) => void;

/** A driver is held to what it claims: cases about a claim that it does not make do not exist for it. */
export function casesOf({ durable, reach }: Claims): {
  whenDurable: Case;
  whenShared: Case;
  groupWhenShared: Group;
} {
  const never = () => {};
  return {
    whenDurable: durable ? it : never,
    whenShared: reach === "process" ? never : it,
    groupWhenShared: reach === "process" ? never : describe,
  };
}
