import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { resolveDateRange } from "./date-range.ts";
import { timeLabels } from "./time-labels.ts";

// That these are the very buckets of the stores is shown in test/contract/event-store.contract.ts.
const NOW = Date.parse("2026-03-10T12:34:56Z");
const range = (from: string, to: string, zone: string) => resolveDateRange([from, to], zone, NOW);

describe("timeLabels", () => {
  it.each([
    { zone: "Europe/Berlin", date: "2026-03-29", hours: 23, without: "2026-03-29 02:00:00" },
    { zone: "America/St_Johns", date: "2026-03-08", hours: 23, without: "2026-03-08 02:00:00" },
    { zone: "America/Santiago", date: "2026-09-06", hours: 23, without: "2026-09-06 00:00:00" },
  ])("leave out the hour that $zone skips on $date", ({ zone, date, hours, without }) => {
    const labels = timeLabels("time:hour", range(date, date, zone), zone);
    expect(labels).toHaveLength(hours);
    expect(labels).not.toContain(without);
  });

  it.each([
    { zone: "Europe/Berlin", date: "2026-10-25" },
    { zone: "America/St_Johns", date: "2026-11-01" },
    { zone: "UTC", date: "2026-10-25" },
    { zone: "Asia/Kathmandu", date: "2026-10-25" },
  ])("are the 24 hours of $zone on $date, a repeated one once", ({ zone, date }) => {
    expect(timeLabels("time:hour", range(date, date, zone), zone)).toEqual(
      Array.from({ length: 24 }, (_, hour) => `${date} ${String(hour).padStart(2, "0")}:00:00`),
    );
  });

  it("begin with the hour under way where a range does, in the zone", () => {
    const from = Date.parse("2026-03-10T12:34:56Z");
    expect(timeLabels("time:hour", { from, to: from + HOUR }, "Asia/Kathmandu")).toEqual([
      "2026-03-10 18:00:00",
      "2026-03-10 19:00:00",
    ]);
    expect(timeLabels("time:minute", { from, to: from + 2 * MINUTE }, "Asia/Kathmandu")).toEqual([
      "2026-03-10 18:19:00",
      "2026-03-10 18:20:00",
      "2026-03-10 18:21:00",
    ]);
  });

  it.each([
    {
      bucket: "time:day",
      from: "2026-02-27",
      to: "2026-03-02",
      labels: ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"],
    },
    {
      bucket: "time:week",
      from: "2026-03-08",
      to: "2026-03-17",
      labels: ["2026-03-02", "2026-03-09", "2026-03-16"],
    },
    {
      bucket: "time:month",
      from: "2025-12-31",
      to: "2026-02-01",
      labels: ["2025-12-01", "2026-01-01", "2026-02-01"],
    },
  ] as const)("of $bucket from $from to $to", ({ bucket, from, to, labels }) => {
    for (const zone of ["UTC", "Pacific/Kiritimati", "Pacific/Apia", "Europe/Berlin"]) {
      expect(timeLabels(bucket, range(from, to, zone), zone)).toEqual(labels);
    }
  });

  it("rise, and are without repetition, in any zone and range", () => {
    const zone = fc.constantFrom(
      "Europe/Berlin",
      "America/St_Johns",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "Africa/Casablanca",
    );
    const bucket = fc.constantFrom(
      "time:hour",
      "time:day",
      "time:week",
      "time:month",
      "time:minute" as const,
    );
    fc.assert(
      fc.property(
        zone,
        bucket,
        fc.integer({ min: 0, max: 400 * 24 }),
        fc.integer({ min: 1, max: 3 * DAY }),
        (zone, bucket, hours, length) => {
          const from = NOW - hours * HOUR;
          const labels = timeLabels(
            bucket,
            { from, to: from + (bucket === "time:minute" ? Math.min(length, HOUR) : length) },
            zone,
          );
          expect(labels.length).toBeGreaterThan(0);
          expect(labels).toEqual([...new Set(labels)].sort());
        },
      ),
      { numRuns: 60 },
    );
  });
});
