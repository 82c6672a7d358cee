import { describe, it } from "vitest";

interface Claims {
  readonly durable: boolean;
  readonly scope: "process" | "machine" | "network";
}

type Case = (name: string, run: () => Promise<void>, timeoutMs?: number) => void;
type Group = (name: string, cases: () => void) => void;

/** A driver is held to what it claims: cases about a claim that it does not make do not exist for it. */
export function casesOf({ durable, scope }: Claims): {
  whenDurable: Case;
  whenShared: Case;
  groupWhenShared: Group;
} {
  const never = () => {};
  return {
    whenDurable: durable ? it : never,
    whenShared: scope === "process" ? never : it,
    groupWhenShared: scope === "process" ? never : describe,
  };
}
