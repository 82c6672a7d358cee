import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../../src/domain/time.ts";
import { startOfDate } from "../../../src/domain/time-zone/zoned-time.ts";
import type { PlanDimension } from "../../../src/ports/event-store.ts";
import { timeLabels } from "../../../src/query/ranges/time-labels.ts";
import { NOON } from "../../build/build-envelope.ts";
import { figures, planFor, type Scene } from "./scene.ts";

/** Days, hours, weeks and months are those of the zone. */
export function describeTimeBuckets(scene: Scene): void {
  const { rowsOf, siteWith } = scene;

  describe("days and hours of a zone", () => {
    it.each<{ zone: string; date: string; hours: number; what: string }>([
      { zone: "UTC", date: "2026-03-29", hours: 24, what: "a plain day" },
      { zone: "Asia/Kathmandu", date: "2026-03-29", hours: 24, what: "45 minutes off" },
      { zone: "Europe/Berlin", date: "2026-03-29", hours: 23, what: "clocks go forward" },
      { zone: "Europe/Berlin", date: "2026-10-25", hours: 25, what: "clocks go back" },
      { zone: "America/St_Johns", date: "2026-03-08", hours: 23, what: "half an hour off, forward" },
      { zone: "America/St_Johns", date: "2026-11-01", hours: 25, what: "half an hour off, back" },
      {
        zone: "Australia/Lord_Howe",
        date: "2026-04-05",
        hours: 24.5,
        what: "clocks go back by half an hour",
      },
      { zone: "America/Santiago", date: "2026-09-06", hours: 23, what: "midnight does not exist" },
    ])("$zone $date has $hours hours ($what) and every bucket a label", async ({ zone, date, hours }) => {
      const from = startOfDate(zone, date);
      const to = from + hours * HOUR;
      const ticks = Array.from({ length: hours * 4 + 8 }, (_, n) => ({
        timestamp: from + (n - 4) * 15 * MINUTE,
      }));
      const site = await siteWith(ticks);
      const bucketsOf = async (dimension: PlanDimension, range = { from, to }) =>
        (
          await rowsOf(
            planFor(site, {
              zone,
              ...range,
              dimensions: [dimension],
              metrics: ["events"],
              orderBy: [[dimension, "asc"]],
            }),
          )
        ).map((row): [string, number] => [row.dimensions[0] ?? "", row.metrics[0] ?? 0]);

      expect(await bucketsOf("time:day")).toEqual([[date, hours * 4]]);
      for (const dimension of ["time:hour", "time:minute", "time:day", "time:week", "time:month"] as const) {
        const shown = await bucketsOf(dimension);
        const labels = timeLabels(dimension, { from, to }, zone);
        expect(labels).toEqual([...labels].sort());
        expect(labels, dimension).toEqual(expect.arrayContaining(shown.map(([bucket]) => bucket)));
        if (dimension !== "time:minute") expect(shown.map(([bucket]) => bucket)).toEqual(labels);
        expect(shown.reduce((sum, [, events]) => sum + events, 0)).toBe(hours * 4);
      }
      const around = await bucketsOf("time:day", { from: from - HOUR, to: to + HOUR });
      expect(around.map(([, events]) => events)).toEqual([4, hours * 4, 4]);
    });

    it("shows the two hours that a clock repeats as one bucket and leaves out the one that it skips", async () => {
      const zone = "Europe/Berlin";
      const repeated = await siteWith(
        ["00:30", "01:30"].map((at) => ({ timestamp: Date.parse(`2026-10-25T${at}:00Z`) })),
      );
      const skipped = await siteWith(
        ["00:59", "01:00"].map((at) => ({ timestamp: Date.parse(`2026-03-29T${at}:00Z`) })),
      );
      const hoursOf = async (site: number) =>
        figures(
          await rowsOf(
            planFor(site, {
              zone,
              dimensions: ["time:hour"],
              metrics: ["events"],
              orderBy: [["time:hour", "asc"]],
            }),
          ),
        );
      expect(await hoursOf(repeated)).toEqual([["2026-10-25 02:00:00", 2]]);
      expect(await hoursOf(skipped)).toEqual([
        ["2026-03-29 01:00:00", 1],
        ["2026-03-29 03:00:00", 1],
      ]);
    });

    it("begins weeks on Monday of the zone", async () => {
      const zone = "Asia/Kathmandu";
      const monday = startOfDate(zone, "2026-03-16");
      const site = await siteWith([{ timestamp: monday - 1 }, { timestamp: monday }]);
      const rows = await rowsOf(
        planFor(site, {
          zone,
          dimensions: ["time:week"],
          metrics: ["events"],
          orderBy: [["time:week", "asc"]],
        }),
      );
      expect(figures(rows)).toEqual([
        ["2026-03-09", 1],
        ["2026-03-16", 1],
      ]);
    });
  });

  it.each([
    { at: "1970-01-01T00:00:10Z", day: "1969-12-31", week: "1969-12-29", month: "1969-12-01" },
    { at: "2149-06-08T12:00:00Z", day: "2149-06-08", week: "2149-06-02", month: "2149-06-01" },
    { at: "2199-12-31T23:59:59Z", day: "2199-12-31", week: "2199-12-30", month: "2199-12-01" },
  ])("$at lies on $day in New York", async ({ at, day, week, month }) => {
    const timestamp = Date.parse(at);
    const site = await siteWith([{ timestamp, receivedAt: NOON }]);
    const dimensions = ["time:day", "time:week", "time:month"] as const;
    const plan = planFor(site, {
      zone: "America/New_York",
      dimensions,
      to: timestamp + 1,
      metrics: ["events"],
    });
    expect(figures(await rowsOf(plan))).toEqual([[day, week, month, 1]]);
  });
}
