import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs, OUTAGE_BACKOFF } from "./backoff.ts";

describe("backoffMs", () => {
  it.each([
    { attempt: 1, random: 1, ms: 1000 },
    { attempt: 1, random: 0, ms: 500 },
    { attempt: 2, random: 1, ms: 2000 },
    { attempt: 6, random: 1, ms: 32_000 },
    { attempt: 7, random: 1, ms: 60_000 },
    { attempt: 7, random: 0, ms: 30_000 },
    { attempt: 1_000_000, random: 1, ms: 60_000 },
  ])("waits $ms ms before retry $attempt when the dice say $random", ({ attempt, random, ms }) => {
    expect(backoffMs(OUTAGE_BACKOFF, attempt, random)).toBe(ms);
  });

  it("never waits for nothing, nor longer than its cap: an outage of hours makes no storm", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const ms = backoffMs(OUTAGE_BACKOFF, attempt, random);
          expect(ms).toBeGreaterThanOrEqual(OUTAGE_BACKOFF.firstMs / 2);
          expect(ms).toBeLessThanOrEqual(OUTAGE_BACKOFF.maxMs);
        },
      ),
    );
  });
});
