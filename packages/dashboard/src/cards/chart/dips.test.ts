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
    expect(findDips(withDay(23, 250), whole)).toEqual([{ first: 23, last: 23, index: 23, change: -75 }]);
  });

  it("does not call a weekend a dip, nor the day that still runs", () => {
    expect(findDips(withDay(55, 40), { ...whole, partial: 55 })).toEqual([]);
  });

  it("does not call what is to come a dip, nor what has come one because of it", () => {
    const half = [...WEEKS.slice(0, 24), ...WEEKS.slice(24).fill(0)];
    expect(findDips(half, { ...whole, partial: 23, begun: 24 })).toEqual([]);
    // Zeros of the days to come would make a usual day of this one.
    const low = half.with(21, 400);
    expect(findDips(low, { ...whole, partial: 23, begun: 24 })).toEqual([
      { first: 21, last: 21, index: 21, change: -60 },
    ]);
  });

  it("does not take the days before a site began for a dip, nor its first one", () => {
    expect(findDips(WEEKS.with(0, 0).with(1, 0).with(2, 9), whole)).toEqual([]);
  });

  it("keeps quiet about small numbers", () => {
    expect(findDips(WEEKS.map((value) => Math.round(value / 100)).with(23, 0), whole)).toEqual([]);
  });

  it("takes days in a row for one dip, told by its deepest", () => {
    expect(findDips(WEEKS.with(22, 300).with(23, 100).with(24, 200), whole)).toEqual([
      { first: 22, last: 24, index: 23, change: -90 },
    ]);
  });

  it("knows that the lowest of many buckets is low by chance", () => {
    const random = randomOf(7);
    const shape = [2, 1, 1, 1, 2, 3, 5, 8, 12, 16, 18, 20, 20, 20, 19, 18, 17, 16, 15, 12, 9, 7, 5, 3];
    const alarms = Array.from({ length: 200 }, () => {
      const hours = Array.from({ length: 168 }, (_, hour) => poisson((shape[hour % 24] ?? 0) * 2, random));
      return findDips(hours, { interval: "hour", partial: -1, begun: hours.length }).length;
    });
    expect(alarms.filter((count) => count > 0).length).toBeLessThanOrEqual(4);
  });

  it("knows that page views come several at once", () => {
    const random = randomOf(11);
    const alarms = Array.from({ length: 200 }, () => {
      const days = Array.from({ length: 60 }, () => {
        const visits = poisson(12, random);
        return Array.from({ length: visits }, () => 1 + poisson(3, random)).reduce((sum, n) => sum + n, 0);
      });
      return findDips(days, { interval: "day", partial: -1, begun: days.length }).length;
    });
    expect(alarms.filter((count) => count > 0).length).toBeLessThanOrEqual(6);
  });

  it("does not look into the hours of more than a week", () => {
    const hours = Array.from({ length: 30 * 24 }, () => 200).with(400, 0);
    expect(findDips(hours, { interval: "hour", partial: -1, begun: hours.length })).toEqual([]);
    const week = hours.slice(300, 468);
    expect(findDips(week, { interval: "hour", partial: -1, begun: week.length })).toHaveLength(1);
  });
});

/** A small generator with a seed, so that chance is the same in each run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function poisson(mean: number, random: () => number): number {
  let count = 0;
  for (let left = random(); left > Math.exp(-mean); left *= random()) count++;
  return count;
}
