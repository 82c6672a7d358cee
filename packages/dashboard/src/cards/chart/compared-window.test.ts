import { expect, it } from "vitest";
import type { Interval } from "../../format/date.ts";
import { comparedWindow } from "./compared-window.ts";

const TODAY = ["2026-03-10T00:00:00+01:00", "2026-03-10T23:59:59+01:00"] as const;
const MARCH = ["2026-03-01T00:00:00+01:00", "2026-03-31T23:59:59+02:00"] as const;
const WEEK = ["2026-03-03T00:00:00+01:00", "2026-03-09T23:59:59+01:00"] as const;

it.each<{
  compared: [string, string];
  shown: readonly [string, string];
  interval: Interval;
  window: string;
  description: string;
}>([
  {
    description: "all of yesterday, though today is compared with its part up to now",
    compared: ["2026-03-09T00:00:00+01:00", "2026-03-09T15:50:12+01:00"],
    shown: TODAY,
    interval: "hour",
    window: "2026-03-09T00:00:00+01:00,2026-03-09T23:59:59",
  },
  {
    description: "all of a shorter month",
    compared: ["2026-02-01T00:00:00+01:00", "2026-02-10T15:50:12+01:00"],
    shown: MARCH,
    interval: "day",
    window: "2026-02-01T00:00:00+01:00,2026-02-28T23:59:59",
  },
  {
    description: "all of a month a year earlier",
    compared: ["2025-03-01T00:00:00+01:00", "2025-03-10T15:50:12+01:00"],
    shown: MARCH,
    interval: "day",
    window: "2025-03-01T00:00:00+01:00,2025-03-31T23:59:59",
  },
  {
    description: "as it is when nothing runs",
    compared: ["2026-02-24T00:00:00+01:00", "2026-03-02T23:59:59+01:00"],
    shown: WEEK,
    interval: "hour",
    window: "2026-02-24T00:00:00+01:00,2026-03-02T23:59:59",
  },
])("draws $description", ({ compared, shown, interval, window }) => {
  expect(comparedWindow(compared, shown, interval)).toBe(window);
});

it("does not reach into the period that it is compared with", () => {
  const days = ["2026-02-25T00:00:00+01:00", "2026-03-10T15:00:00+01:00"] as const;
  expect(comparedWindow(["2026-02-11T00:00:00+01:00", "2026-02-20T15:00:00+01:00"], days, "day")).toBe(
    "2026-02-11T00:00:00+01:00,2026-02-24T23:59:59",
  );
});
