import { describe, expect, it } from "vitest";
import { BadRequest } from "../../domain/errors.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { zonedIso } from "../../domain/time-zone/zoned-time.ts";
import { defaultBucket, resolveDateRange } from "./date-range.ts";

/** Tuesday, 10 March 2026, 02:30 in Kathmandu and still the 9th in St. John's. */
const NOW = Date.parse("2026-03-09T20:45:00Z");

function shown(range: string | [string, string], zone: string, now = NOW): [string, string] {
  const { from, to } = resolveDateRange(range, zone, now);
  return [zonedIso(zone, from), zonedIso(zone, to)];
}

describe("resolveDateRange", () => {
  it.each([
    { firstAt: "2026-01-31T18:14:59Z", from: "2026-01-31T00:00:00+05:45" },
    { firstAt: "2026-01-31T18:15:00Z", from: "2026-02-01T00:00:00+05:45" },
    { firstAt: "1970-01-01T00:00:00Z", from: "1970-01-01T05:30:00+05:30" },
  ])("all is from the day of the first event, $firstAt, in the zone", ({ firstAt, from }) => {
    const range = resolveDateRange("all", "Asia/Kathmandu", NOW, Date.parse(firstAt));
    expect(zonedIso("Asia/Kathmandu", range.from)).toBe(from);
    expect(zonedIso("Asia/Kathmandu", range.to)).toBe("2026-03-11T00:00:00+05:45");
  });

  it.each([
    { range: "day", from: "2026-03-10T00:00:00+05:45", to: "2026-03-11T00:00:00+05:45" },
    { range: "7d", from: "2026-03-03T00:00:00+05:45", to: "2026-03-10T00:00:00+05:45" },
    { range: "28d", from: "2026-02-10T00:00:00+05:45", to: "2026-03-10T00:00:00+05:45" },
    { range: "30d", from: "2026-02-08T00:00:00+05:45", to: "2026-03-10T00:00:00+05:45" },
    { range: "91d", from: "2025-12-09T00:00:00+05:45", to: "2026-03-10T00:00:00+05:45" },
    { range: "1d", from: "2026-03-09T00:00:00+05:45", to: "2026-03-10T00:00:00+05:45" },
    { range: "month", from: "2026-03-01T00:00:00+05:45", to: "2026-04-01T00:00:00+05:45" },
    { range: "6mo", from: "2025-09-01T00:00:00+05:45", to: "2026-03-01T00:00:00+05:45" },
    { range: "12mo", from: "2025-03-01T00:00:00+05:45", to: "2026-03-01T00:00:00+05:45" },
    { range: "year", from: "2026-01-01T00:00:00+05:45", to: "2027-01-01T00:00:00+05:45" },
    { range: "all", from: "1970-01-01T05:30:00+05:30", to: "2026-03-11T00:00:00+05:45" },
  ])("$range is $from to $to in Kathmandu, where it is the 10th already", ({ range, from, to }) => {
    expect(shown(range, "Asia/Kathmandu")).toEqual([from, to]);
  });

  it.each([
    { range: "realtime", length: 5 * MINUTE },
    { range: "30m", length: 30 * MINUTE },
    { range: "24h", length: DAY },
  ])("$range ends now, the running millisecond included", ({ range, length }) => {
    expect(resolveDateRange(range, "America/St_Johns", NOW)).toEqual({ from: NOW - length, to: NOW + 1 });
  });

  it.each([
    { zone: "Europe/Berlin", range: ["2026-03-29", "2026-03-29"], hours: 23 },
    { zone: "Europe/Berlin", range: ["2026-10-25", "2026-10-25"], hours: 25 },
    { zone: "America/St_Johns", range: ["2026-03-08", "2026-03-08"], hours: 23 },
    { zone: "Asia/Kathmandu", range: ["2026-03-29", "2026-03-30"], hours: 48 },
  ] as const)("$range in $zone has $hours hours", ({ zone, range, hours }) => {
    const { from, to } = resolveDateRange(range, zone, NOW);
    expect(to - from).toBe(hours * HOUR);
  });

  it.each([
    { range: ["2026-03-01", "2026-03-09"], from: "2026-02-28T23:00:00.000Z", to: "2026-03-09T23:00:00.000Z" },
    {
      range: ["2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"],
      from: "2026-03-01T10:00:00.000Z",
      to: "2026-03-01T11:00:00.001Z",
    },
    {
      range: ["2026-03-01T10:00:00+02:00", "2026-03-02"],
      from: "2026-03-01T08:00:00.000Z",
      to: "2026-03-02T23:00:00.000Z",
    },
    // Without an offset they are the site's own time.
    {
      range: ["2026-03-01T10:00:00", "2026-07-01 10:00"],
      from: "2026-03-01T09:00:00.000Z",
      to: "2026-07-01T08:00:00.001Z",
    },
  ])("$range of a site in Berlin is $from to $to", ({ range, from, to }) => {
    const found = resolveDateRange(range as [string, string], "Europe/Berlin", NOW);
    expect([new Date(found.from).toISOString(), new Date(found.to).toISOString()]).toEqual([from, to]);
  });

  it.each([
    { range: "yesterday", fault: /date_range "yesterday" is not one of day, 24h, 7d/ },
    { range: "", fault: /date_range "" is not one of/ },
    { range: "0d", fault: /not one of/ },
    { range: "9999d", fault: /not one of/ },
    { range: "121mo", fault: /not one of/ },
    { range: "-7d", fault: /not one of/ },
    { range: "7D", fault: /not one of/ },
    { range: "constructor", fault: /not one of/ },
    { range: ["2026-03-09", "2026-03-01"], fault: /ends \(2026-03-01\) before it begins \(2026-03-09\)/ },
    { range: ["2026-02-30", "2026-03-01"], fault: /"2026-02-30" is neither YYYY-MM-DD nor/ },
    { range: ["2026-03-01", "soon"], fault: /"soon" is neither/ },
    { range: ["2010-01-01", "2026-03-01"], fault: /longer than 3660 days/ },
    { range: ["0001-01-01", "0002-01-01"], fault: /not between 1970 and 2199|neither/ },
    { range: ["1969-12-31", "1970-01-02"], fault: /1969-12-31 is not between 1970 and 2199/ },
    { range: ["9999-12-30", "9999-12-31"], fault: /9999-12-30 is not between 1970 and 2199/ },
    { range: ["2199-12-31T00:00:00Z", "2200-01-01T00:00:00Z"], fault: /2200-01-01T00:00:00Z is not between/ },
  ])("refuses $range", ({ range, fault }) => {
    const resolve = () => resolveDateRange(range as string, "Europe/Berlin", NOW);
    expect(resolve).toThrow(BadRequest);
    expect(resolve).toThrow(fault);
  });
});

describe("defaultBucket", () => {
  it.each([
    { range: "realtime", bucket: "time:minute" },
    { range: "30m", bucket: "time:minute" },
    { range: "day", bucket: "time:hour" },
    { range: "24h", bucket: "time:hour" },
    { range: "7d", bucket: "time:day" },
    { range: "91d", bucket: "time:day" },
    { range: "6mo", bucket: "time:day" },
    { range: "12mo", bucket: "time:month" },
    { range: "all", bucket: "time:month" },
  ])("of $range is $bucket", ({ range, bucket }) => {
    expect(defaultBucket(resolveDateRange(range, "Europe/Berlin", NOW))).toBe(bucket);
  });

  it("of a day with 25 hours is an hour", () => {
    expect(defaultBucket(resolveDateRange(["2026-10-24", "2026-10-25"], "Europe/Berlin", NOW))).toBe(
      "time:hour",
    );
  });
});
