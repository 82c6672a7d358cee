import type { BufferState } from "./line-buffer.ts";

export const SUMMARY_MS = 10_000;

/** What came since the last summary. */
export interface Summary {
  readonly lines: number;
  readonly errors: number;
}

/** Says every ten seconds how much came, unless nothing did. Returns what ends it. */
export function summarizeLines(
  read: () => Pick<BufferState, "taken" | "errors">,
  say: (summary: Summary) => void,
): () => void {
  let said = read();
  const timer = setInterval(() => {
    const now = read();
    if (now.taken === said.taken) return;
    say({ lines: now.taken - said.taken, errors: now.errors - said.errors });
    said = now;
  }, SUMMARY_MS);
  return () => clearInterval(timer);
}
