import { describe, expect, it } from "vitest";
import { BadRequest } from "../../domain/errors.ts";
import { plausiblePeriod } from "./period.ts";

const TODAY = "2026-03-15";

describe("plausiblePeriod", () => {
  it.each([
    { period: "day", date: undefined, dates: ["2026-03-15", "2026-03-15"] },
    { period: "day", date: "2026-01-02", dates: ["2026-01-02", "2026-01-02"] },
    { period: "7d", date: undefined, dates: ["2026-03-09", "2026-03-15"] },
    { period: "30d", date: "2026-03-31", dates: ["2026-03-02", "2026-03-31"] },
    { period: "month", date: "2028-02-10", dates: ["2028-02-01", "2028-02-29"] },
    { period: "6mo", date: undefined, dates: ["2025-10-01", "2026-03-31"] },
    { period: "12mo", date: "2026-01-31", dates: ["2025-02-01", "2026-01-31"] },
    { period: "year", date: undefined, dates: ["2026-01-01", "2026-12-31"] },
    { period: "custom", date: "2026-03-01, 2026-03-10", dates: ["2026-03-01", "2026-03-10"] },
  ])("$period of $date is $dates", ({ period, date, dates }) => {
    expect(plausiblePeriod(period, date, TODAY)).toEqual(dates);
  });

  it.each([
    { period: "custom", date: undefined },
    { period: "custom", date: "2026-03-01" },
    { period: "custom", date: "2026-03-01,2026-03-02,2026-03-03" },
    { period: "day", date: "15.3.2026" },
    { period: "0d", date: undefined },
    { period: "", date: undefined },
  ])("refuses $period of $date", ({ period, date }) => {
    expect(() => plausiblePeriod(period, date, TODAY)).toThrow(BadRequest);
  });
});
