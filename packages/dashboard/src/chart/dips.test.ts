import { describe, expect, it } from "vitest";
import { findDips } from "./dips.ts";

/** Eight weeks, quieter at weekends. */
const WEEKS: readonly number[] = Array.from({ length: 56 }, (_, day) => (day % 7 >= 5 ? 300 : 1000));
const whole = { interval: "day", partial: -1, begun: WEEKS.length } as const;
const withDay = (index: number, value: number) => WEEKS.map((usual, day) => (day === index ? value : usual));

describe("findDips", () => {
  it("finds nothing where each weekday is as it always is", () => {
    expect(findDips(WEEKS, whole)).toEqual([]);
  });

  it("finds a day that lost most of its visitors, and says how many", () => {
    expect(findDips(withDay(23, 250), whole)).toEqual([{ index: 23, change: -75 }]);
  });

  it("does not call a weekend a dip, nor the day that still runs", () => {
    expect(findDips(withDay(55, 40), { ...whole, partial: 55 })).toEqual([]);
  });

  it("does not call what is to come a dip, nor what has come one because of it", () => {
    const half = [...WEEKS.slice(0, 24), ...WEEKS.slice(24).fill(0)];
    expect(findDips(half, { ...whole, partial: 23, begun: 24 })).toEqual([]);
    // Zeros of the days to come would make a usual day of this one.
    const low = half.with(21, 400);
    expect(findDips(low, { ...whole, partial: 23, begun: 24 })).toEqual([{ index: 21, change: -60 }]);
  });

  it("does not take the days before a site began for a dip, nor its first one", () => {
    expect(findDips(WEEKS.with(0, 0).with(1, 0).with(2, 9), whole)).toEqual([]);
  });

  it("keeps quiet about small numbers", () => {
    expect(findDips(WEEKS.map((value) => Math.round(value / 100)).with(23, 0), whole)).toEqual([]);
  });
});
