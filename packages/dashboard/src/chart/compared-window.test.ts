import { describe, expect, it } from "vitest";
import type { Interval } from "../format/date.ts";
import { comparedWindow } from "./compared-window.ts";

describe("comparedWindow", () => {
  it.each<{ interval: Interval; to: string; shown: string }>([
    { interval: "hour", to: "2026-03-11T12:00:07+01:00", shown: "2026-03-11T12:59:59" },
    { interval: "day", to: "2026-03-11T12:00:07+01:00", shown: "2026-03-11T23:59:59" },
    { interval: "month", to: "2026-03-11T12:00:07+01:00", shown: "2026-03-11T23:59:59" },
    { interval: "day", to: "2026-03-29T01:30:00+01:00", shown: "2026-03-29T23:59:59" },
    { interval: "day", to: "2026-03-11T23:59:59+01:00", shown: "2026-03-11T23:59:59" },
    { interval: "minute", to: "2026-03-11T12:00:07+01:00", shown: "2026-03-11T12:00:07+01:00" },
  ])("ends with the $interval that $to is in", ({ interval, to, shown }) => {
    const from = "2026-03-11T00:00:00+01:00";
    expect(comparedWindow([from, to], interval)).toBe(`${from},${shown}`);
  });
});
