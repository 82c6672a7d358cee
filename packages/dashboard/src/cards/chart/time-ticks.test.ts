import { describe, expect, it } from "vitest";
import { addDays } from "../../format/date.ts";
import { anchorOf, timeTicks } from "./time-ticks.ts";

const hoursOf = (days: number) =>
  Array.from({ length: days * 24 }, (_, hour) => ({
    label: `${addDays("2026-03-01", Math.floor(hour / 24))} ${String(hour % 24).padStart(2, "0")}:00:00`,
    figures: {},
  }));

describe("timeTicks", () => {
  it("labels the hours of many days by their dates alone", () => {
    const points = hoursOf(30);
    const ticks = timeTicks({ points, interval: "hour" }, 1100);
    expect(ticks.length).toBeGreaterThan(5);
    expect(ticks.every(({ by }) => by === "date")).toBe(true);
    expect(ticks.every(({ index }) => points[index]?.label.endsWith("00:00:00"))).toBe(true);
    // A label has room, evenly.
    const gaps = new Set(ticks.slice(1).map(({ index }, at) => index - (ticks[at]?.index ?? 0)));
    expect([...gaps]).toEqual([72]);
  });

  it("labels the hours of a day by the clock, and of two by the clock and the second day's date", () => {
    expect(new Set(timeTicks({ points: hoursOf(1), interval: "hour" }, 1100).map(({ by }) => by))).toEqual(
      new Set(["clock"]),
    );
    const ticks = timeTicks({ points: hoursOf(2), interval: "hour" }, 1100);
    expect(ticks.filter(({ by }) => by === "date").map(({ index }) => index)).toEqual([0, 24]);
  });

  it("labels days by their dates", () => {
    const points = Array.from({ length: 30 }, (_, day) => ({
      label: addDays("2026-03-01", day),
      figures: {},
    }));
    expect(timeTicks({ points, interval: "day" }, 1100).every(({ by }) => by === "date")).toBe(true);
  });
});

describe("anchorOf", () => {
  it.each([
    { x: 52, anchor: "start" },
    { x: 400, anchor: "middle" },
    { x: 1180, anchor: "end" },
    { x: 1188, anchor: "end" },
  ])("stays within the chart at $x: $anchor", ({ x, anchor }) => {
    expect(anchorOf(x, { left: 52, right: 1188 })).toBe(anchor);
  });
});
