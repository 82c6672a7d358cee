import { describe, expect, it } from "vitest";
import { findDips } from "./dips.ts";

/** Eight weeks, quieter at weekends. */
const WEEKS: readonly number[] = Array.from({ length: 56 }, (_, day) => (day % 7 >= 5 ? 300 : 1000));
const withDay = (index: number, value: number) => WEEKS.map((usual, day) => (day === index ? value : usual));

describe("findDips", () => {
  it("finds nothing where each weekday is as it always is", () => {
    expect(findDips(WEEKS, "day", -1)).toEqual([]);
  });

  it("finds a day that lost most of its visitors, and says how many", () => {
    expect(findDips(withDay(23, 250), "day", -1)).toEqual([{ index: 23, change: -75 }]);
  });

  it("does not call a weekend a dip, nor the day that still runs", () => {
    expect(findDips(withDay(55, 40), "day", 55)).toEqual([]);
  });

  it("does not take the days before a site began for a dip, nor its first one", () => {
    expect(findDips(WEEKS.with(0, 0).with(1, 0).with(2, 9), "day", -1)).toEqual([]);
  });

  it("keeps quiet about small numbers", () => {
    expect(findDips(WEEKS.map((value) => Math.round(value / 100)).with(23, 0), "day", -1)).toEqual([]);
  });
});
