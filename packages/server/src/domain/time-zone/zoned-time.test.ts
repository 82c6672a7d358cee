import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../time.ts";
import {
  addDays,
  addMonths,
  createLocalDays,
  endOfDateEverywhere,
  instantOf,
  isIsoDate,
  isTimeZone,
  localDate,
  localDay,
  offsetMinutes,
  startOfDate,
  zonedIso,
} from "./zoned-time.ts";

/** Zones with every kind of oddity: halves and quarters of an hour, DST by half an hour, at midnight, by date line. */
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Europe/London",
  "America/New_York",
  "America/St_Johns",
  "America/Santiago",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Africa/Casablanca",
] as const;

const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.parse("1990-01-01"), max: Date.parse("2040-01-01") });
const at = (iso: string) => Date.parse(iso);
const localOf = (zone: string, epochMs: number) => epochMs + offsetMinutes(zone, epochMs) * MINUTE;

describe("offsetMinutes", () => {
  it.each([
    { zone: "UTC", time: "2026-07-01T00:00:00Z", minutes: 0 },
    { zone: "Europe/Berlin", time: "2026-01-01T00:00:00Z", minutes: 60 },
    { zone: "Europe/Berlin", time: "2026-03-29T00:59:59.999Z", minutes: 60 },
    { zone: "Europe/Berlin", time: "2026-03-29T01:00:00Z", minutes: 120 },
    { zone: "Europe/Berlin", time: "2026-10-25T00:59:59.999Z", minutes: 120 },
    { zone: "Europe/Berlin", time: "2026-10-25T01:00:00Z", minutes: 60 },
    { zone: "Asia/Kathmandu", time: "2026-01-01T00:00:00Z", minutes: 345 },
    { zone: "America/St_Johns", time: "2026-01-01T00:00:00Z", minutes: -210 },
    { zone: "Australia/Lord_Howe", time: "2026-07-01T00:00:00Z", minutes: 630 },
    { zone: "Pacific/Kiritimati", time: "2026-01-01T00:00:00Z", minutes: 840 },
  ])("is $minutes in $zone at $time", ({ zone, time, minutes }) => {
    expect(offsetMinutes(zone, at(time))).toBe(minutes);
  });

  it.each(["Mars/Olympus", "", "not a zone"])("knows that %j is no zone", (zone) => {
    expect(isTimeZone(zone)).toBe(false);
    expect(() => offsetMinutes(zone, 0)).toThrow(RangeError);
  });
});

describe("instantOf", () => {
  it("is the inverse of reading a clock, for every time that a clock shows once", () => {
    fc.assert(
      fc.property(zone, instant, (zone, epochMs) => {
        const local = localOf(zone, epochMs);
        const found = instantOf(zone, local);
        expect(localOf(zone, found)).toBe(local);
        // Where clocks go back a time is shown twice: the first one counts.
        expect(found === epochMs || (found < epochMs && epochMs - found <= HOUR)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    {
      what: "skipped: the first instant after the gap",
      zone: "Europe/Berlin",
      local: "2026-03-29T02:30:00Z",
      is: "2026-03-29T01:00:00Z",
    },
    {
      what: "shown twice: the first",
      zone: "Europe/Berlin",
      local: "2026-10-25T02:30:00Z",
      is: "2026-10-25T00:30:00Z",
    },
    {
      what: "midnight skipped",
      zone: "America/Santiago",
      local: "2026-09-06T00:00:00Z",
      is: "2026-09-06T04:00:00Z",
    },
    {
      what: "a whole date skipped",
      zone: "Pacific/Apia",
      local: "2011-12-30T12:00:00Z",
      is: "2011-12-30T10:00:00Z",
    },
  ])("takes a local time that is $what", ({ zone, local, is }) => {
    expect(new Date(instantOf(zone, at(local))).toISOString()).toBe(new Date(at(is)).toISOString());
  });
});

describe("days", () => {
  it("of a zone follow each other without gap, and hold exactly their own instants", () => {
    fc.assert(
      fc.property(zone, instant, (zone, epochMs) => {
        const date = localDate(zone, epochMs);
        const from = startOfDate(zone, date);
        const to = startOfDate(zone, addDays(date, 1));
        const isMidnightShownTwice = localDate(zone, to + HOUR - 1) === date;
        expect(from).toBeLessThanOrEqual(epochMs);
        expect(to > epochMs || isMidnightShownTwice).toBe(true);
        expect(localDate(zone, from)).toBe(date);
        expect(localDate(zone, to - 1)).toBe(date);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    { zone: "Europe/Berlin", date: "2026-03-29", hours: 23 },
    { zone: "Europe/Berlin", date: "2026-10-25", hours: 25 },
    { zone: "Europe/Berlin", date: "2026-03-28", hours: 24 },
    { zone: "America/St_Johns", date: "2026-03-08", hours: 23 },
    { zone: "Australia/Lord_Howe", date: "2026-04-05", hours: 24.5 },
    { zone: "Asia/Kathmandu", date: "2026-03-29", hours: 24 },
  ])("have $hours hours on $date in $zone", ({ zone, date, hours }) => {
    expect(startOfDate(zone, addDays(date, 1)) - startOfDate(zone, date)).toBe(hours * HOUR);
  });

  it("begin when midnight is shown first, where clocks then go back to the day before", () => {
    const midnight = at("2010-11-07T02:30:00Z");
    expect(startOfDate("America/St_Johns", "2010-11-07")).toBe(midnight);
    expect(localDate("America/St_Johns", midnight)).toBe("2010-11-07");
    expect(localDate("America/St_Johns", midnight + MINUTE)).toBe("2010-11-06");
  });

  it("end everywhere once UTC-12 has left them", () => {
    const end = endOfDateEverywhere("2026-03-10");
    expect(localDate("Etc/GMT+12", end - 1)).toBe("2026-03-10");
    expect(localDate("Etc/GMT+12", end)).toBe("2026-03-11");
  });
});

describe("calendar arithmetic", () => {
  it.each([
    { date: "2024-02-28", days: 1, is: "2024-02-29" },
    { date: "2026-02-28", days: 1, is: "2026-03-01" },
    { date: "2026-01-01", days: -1, is: "2025-12-31" },
    { date: "2026-03-29", days: 365, is: "2027-03-29" },
  ])("$date plus $days days is $is", ({ date, days, is }) => {
    expect(addDays(date, days)).toBe(is);
  });

  it.each([
    { date: "2026-01-31", months: 1, is: "2026-02-28" },
    { date: "2024-01-31", months: 1, is: "2024-02-29" },
    { date: "2026-03-31", months: -1, is: "2026-02-28" },
    { date: "2026-01-15", months: -13, is: "2024-12-15" },
    { date: "2026-11-30", months: 3, is: "2027-02-28" },
  ])("$date plus $months months is $is", ({ date, months, is }) => {
    expect(addMonths(date, months)).toBe(is);
  });

  it.each([
    { text: "2026-02-29", valid: false },
    { text: "2024-02-29", valid: true },
    { text: "2026-13-01", valid: false },
    { text: "2026-1-1", valid: false },
    { text: "2026-01-01T00:00", valid: false },
    { text: "", valid: false },
    { text: "2026-04-31", valid: false },
  ])("$text is a date: $valid", ({ text, valid }) => {
    expect(isIsoDate(text)).toBe(valid);
  });
});

describe("zonedIso", () => {
  it.each([
    { zone: "Europe/Berlin", time: "2026-02-28T23:00:00Z", is: "2026-03-01T00:00:00+01:00" },
    { zone: "America/St_Johns", time: "2026-01-01T03:30:00Z", is: "2026-01-01T00:00:00-03:30" },
    { zone: "UTC", time: "2026-01-01T00:00:00Z", is: "2026-01-01T00:00:00+00:00" },
  ])("writes $is", ({ zone, time, is }) => {
    expect(zonedIso(zone, at(time))).toBe(is);
    expect(at(zonedIso(zone, at(time)))).toBe(at(time));
  });
});

describe("createLocalDays", () => {
  it("gives the date that a fresh look gives, in whatever order events come", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(zone, instant), { maxLength: 20 }), (events) => {
        const dayIn = createLocalDays();
        for (const [zone, epochMs] of events) {
          for (const near of [epochMs, epochMs + DAY, epochMs])
            expect(dayIn(zone, near)).toEqual(localDay(zone, near));
        }
      }),
      { numRuns: 50 },
    );
  });
});
