import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace } from "./pace.ts";

describe("Pace", () => {
  it("lets a burst pass at once, and then as many as the rate", () => {
    const pace = new Pace({ perSecond: 10, burst: 3 }, 0);
    expect([pace.take(0), pace.take(0), pace.take(0), pace.take(0)]).toEqual([0, 0, 0, 100]);
    expect(pace.take(99)).toBeLessThanOrEqual(2);
    expect(pace.take(100)).toBe(0);
    expect(pace.take(100)).toBe(100);
  });

  it("never lets more pass than burst and rate allow, and whoever waits as it says passes", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 100 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 50 }), (gaps, perSecond) => {
        const pace = new Pace({ perSecond, burst: 5 }, 0);
        let now = 0;
        let taken = 0;
        for (const gap of gaps) {
          now += gap;
          const waitMs = pace.take(now);
          if (waitMs > 0) {
            now += waitMs;
            expect(pace.take(now)).toBe(0);
          }
          taken += 1;
          expect(taken).toBeLessThanOrEqual(5 + (now * perSecond) / 1000 + 1e-6);
        }
      }),
    );
  });
});
