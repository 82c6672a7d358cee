import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { parseIsoTimestamp } from "./timestamp.ts";

describe("parseIsoTimestamp", () => {
  it.each([
    { text: "2026-03-10", is: "2026-03-10T00:00:00.000Z" },
    { text: "2026-03-10T12:30", is: "2026-03-10T12:30:00.000Z" },
    { text: "2026-03-10 12:30:05", is: "2026-03-10T12:30:05.000Z" },
    { text: "2026-03-10T12:30:05Z", is: "2026-03-10T12:30:05.000Z" },
    { text: "2026-03-10t12:30:05z", is: "2026-03-10T12:30:05.000Z" },
    { text: "2026-03-10T12:30:05.1Z", is: "2026-03-10T12:30:05.100Z" },
    { text: "2026-03-10T12:30:05,123Z", is: "2026-03-10T12:30:05.123Z" },
    { text: "2026-03-10T12:30:05.123999999Z", is: "2026-03-10T12:30:05.123Z" },
    { text: "2026-03-10T12:30:05+02:00", is: "2026-03-10T10:30:05.000Z" },
    { text: "2026-03-10T12:30:05-0330", is: "2026-03-10T16:00:05.000Z" },
    { text: "2026-03-10T12:30:05+05:45", is: "2026-03-10T06:45:05.000Z" },
    { text: "2026-03-10T12:30:05 +02", is: "2026-03-10T10:30:05.000Z" },
    { text: "2024-02-29T00:00:00Z", is: "2024-02-29T00:00:00.000Z" },
    { text: "2024-03-01T00:30:00+01:00", is: "2024-02-29T23:30:00.000Z" },
  ])("reads $text", ({ text, is }) => {
    expect(new Date(parseIsoTimestamp(text) ?? Number.NaN).toISOString()).toBe(is);
  });

  it.each([
    "",
    "now",
    "yesterday",
    "1773144000000",
    "2026-02-29",
    "2026-02-30T00:00:00Z",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-01-01T24:00:00Z",
    "2026-01-01T23:60:00Z",
    "2026-01-01T23:59:60Z",
    "2026-1-1",
    "2026-01-01T",
    "2026-01-01T12",
    "2026-01-01T12:00:00+2",
    "2026-01-01T12:00:00+99:00",
    "2026-01-01T12:00:00+02:75",
    "2026-01-01T12:00:00Zjunk",
    " 2026-01-01",
    "2026-01-01\n",
    "+002026-01-01T00:00:00Z",
    "20260101T000000Z",
    "Tue Mar 10 2026",
    // Two digits too few are no century: Date.UTC takes the year 99 for 1999.
    "0099-01-01T00:00:00Z",
    "0000-01-01",
  ])("refuses %j", (text) => {
    expect(parseIsoTimestamp(text)).toBeNull();
  });

  it("reads what Date writes, to the millisecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.parse("0100-01-01"), max: Date.parse("9999-12-31") }), (epochMs) => {
        expect(parseIsoTimestamp(new Date(epochMs).toISOString())).toBe(epochMs);
      }),
    );
  });

  it("loses no millisecond to floating point", () => {
    for (let ms = 0; ms < 1000; ms++) {
      expect(parseIsoTimestamp(`2026-03-10T00:00:00.${String(ms).padStart(3, "0")}Z`)).toBe(
        Date.parse("2026-03-10") + ms,
      );
    }
  });

  it("answers at once for text made to be slow", () => {
    const slow = [
      "2026-".repeat(100_000),
      `2026-01-01T00:00:00.${"9".repeat(1_000_000)}`,
      " ".repeat(1_000_000),
    ];
    const cpuMs = cpuMsOf(() => {
      for (const text of slow) expect(parseIsoTimestamp(text)).toBeNull();
    });
    expect(cpuMs).toBeLessThan(200);
  });
});
