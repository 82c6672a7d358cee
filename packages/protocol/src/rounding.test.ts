import { describe, expect, it } from "vitest";
import { nearestQuotient, roundHalfAway } from "./rounding.ts";

describe("roundHalfAway", () => {
  it.each([
    [12.5, 0, 13],
    [-12.5, 0, -13],
    [-0.5, 0, -1],
    [-12.4999, 0, -12],
    [2.345, 2, 2.35],
    [-2.345, 2, -2.35],
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [8.345, 2, 8.35],
    [0.15, 1, 0.2],
    [66.65, 1, 66.7],
    [5e-7, 6, 0.000001],
    [1.5e21, 2, 1.5e21],
    [12_345_678.905, 2, 12_345_678.91],
  ])("rounds %d to %d decimals: %d", (value, places, rounded) => {
    expect(roundHalfAway(value, places)).toBe(rounded);
  });

  it("has no zero below zero", () => {
    expect(Object.is(roundHalfAway(-0.4), 0)).toBe(true);
    expect(Object.is(roundHalfAway(-0), 0)).toBe(true);
  });

  it("leaves what is no number as it is", () => {
    expect(roundHalfAway(Number.NaN)).toBeNaN();
    expect(roundHalfAway(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("nearestQuotient", () => {
  it.each([
    [25n, 2n, 13n],
    [-25n, 2n, -13n],
    [25n, -2n, -13n],
    [-25n, -2n, 13n],
    [1n, 3n, 0n],
    [-1n, 3n, 0n],
    [0n, 7n, 0n],
    // A float would take it for a half.
    [9_007_199_254_740_993n, 18_014_398_509_481_988n, 0n],
  ])("of %d by %d is %d", (above, below, nearest) => {
    expect(nearestQuotient(above, below)).toBe(nearest);
  });
});
