import { describe, expect, it } from "vitest";
import {
  datesOf,
  includesToday,
  nameOfPeriod,
  neighbour,
  readPeriod,
  toDateRange,
  withToday,
  writePeriod,
} from "./period.ts";

const TODAY = "2026-03-10";

describe("readPeriod", () => {
  it.each(["day", "91d", "last-month", "2026-01-01,2026-01-31"])("reads back what it writes: %s", (text) => {
    const period = readPeriod(text);
    expect(period).not.toBeNull();
    expect(writePeriod(period ?? "all")).toBe(text);
  });

  it.each([undefined, "", "8d", "2026-01-31,2026-01-01", "2026-01-01"])("takes nothing else: %s", (text) => {
    expect(readPeriod(text)).toBeNull();
  });

  it.each([
    "2026-99-99,2026-99-99",
    "2026-02-28,2026-02-30",
    "2026-00-01,2026-01-01",
    "0000-01-01,0000-12-31",
    "9999-01-01,9999-12-31",
  ])("takes no dates that there are not: %s", (text) => {
    expect(readPeriod(text)).toBeNull();
  });

  it("takes the leap day of a leap year", () => {
    expect(readPeriod("2028-02-29,2028-02-29")).toEqual({ first: "2028-02-29", last: "2028-02-29" });
  });

  it.each(["1970-01-01,1970-12-31", "2999-01-01,2999-12-31", "1970-01-01,2999-12-31"])(
    "takes only dates that can be moved from: %s",
    (text) => {
      const period = readPeriod(text) ?? "all";
      expect(() => ([-1, 1] as const).map((direction) => neighbour(period, TODAY, direction))).not.toThrow();
    },
  );
});

describe("datesOf", () => {
  it.each([
    { period: "day", dates: { first: TODAY, last: TODAY } },
    { period: "yesterday", dates: { first: "2026-03-09", last: "2026-03-09" } },
    { period: "7d", dates: { first: "2026-03-03", last: "2026-03-09" } },
    { period: "month", dates: { first: "2026-03-01", last: "2026-03-31" } },
    { period: "last-month", dates: { first: "2026-02-01", last: "2026-02-28" } },
    { period: "year", dates: { first: "2026-01-01", last: "2026-12-31" } },
    { period: "12mo", dates: { first: "2025-03-01", last: "2026-02-28" } },
    { period: "all", dates: null },
  ] as const)("knows the dates of $period as the server does", ({ period, dates }) => {
    expect(datesOf(period, TODAY)).toEqual(dates);
  });
});

describe("toDateRange", () => {
  it("spells out what the API has no name for", () => {
    expect(toDateRange("yesterday", TODAY)).toBe("2026-03-09,2026-03-09");
    expect(toDateRange("last-month", TODAY)).toBe("2026-02-01,2026-02-28");
    expect(toDateRange("30d", TODAY)).toBe("30d");
  });
});

describe("neighbour", () => {
  it.each([
    ["30d", "2026-12-01"],
    ["30d", "2026-05-01"],
    ["91d", "2026-05-01"],
    ["12mo", "2026-12-31"],
    ["7d", "2026-03-01"],
  ] as const)("has nothing after %s, also where its days are those of a month: %s", (period, today) => {
    expect(neighbour(period, today, 1)).toBeNull();
  });

  it.each([
    { period: "7d", direction: -1, moved: { first: "2026-02-24", last: "2026-03-02" } },
    { period: "month", direction: -1, moved: { first: "2026-02-01", last: "2026-02-28" } },
    { period: "last-month", direction: -1, moved: { first: "2026-01-01", last: "2026-01-31" } },
    { period: "year", direction: -1, moved: { first: "2025-01-01", last: "2025-12-31" } },
    { period: "yesterday", direction: 1, moved: "day" },
    { period: "day", direction: 1, moved: null },
    { period: "month", direction: 1, moved: null },
    { period: "all", direction: -1, moved: null },
    // Nothing is where these would go: they ended yesterday, or last month.
    { period: "7d", direction: 1, moved: null },
    { period: "30d", direction: 1, moved: null },
    { period: "12mo", direction: 1, moved: null },
    { period: { first: "2026-03-04", last: TODAY }, direction: 1, moved: null },
    // What would be mostly to come ends with the last whole day or month instead.
    {
      period: { first: "2026-02-25", last: "2026-03-03" },
      direction: 1,
      moved: { first: "2026-03-03", last: "2026-03-09" },
    },
    {
      period: { first: "2025-11-01", last: "2025-12-31" },
      direction: 1,
      moved: { first: "2026-01-01", last: "2026-02-28" },
    },
    {
      period: { first: "2025-12-01", last: "2026-01-31" },
      direction: 1,
      moved: { first: "2026-01-01", last: "2026-02-28" },
    },
    // A month, a quarter and a year are followed by those that run.
    { period: "last-month", direction: 1, moved: { first: "2026-03-01", last: "2026-03-31" } },
    {
      period: { first: "2025-10-01", last: "2025-12-31" },
      direction: 1,
      moved: { first: "2026-01-01", last: "2026-03-31" },
    },
  ] as const)("moves $period by its own length ($direction)", ({ period, direction, moved }) => {
    expect(neighbour(period, TODAY, direction)).toEqual(moved);
  });
});

describe("withToday", () => {
  it.each([
    { period: "7d", dates: { first: "2026-03-04", last: TODAY } },
    { period: "12mo", dates: { first: "2025-04-01", last: TODAY } },
  ] as const)("ends $period today, and it is still known by its name", ({ period, dates }) => {
    expect(withToday(period, TODAY)).toEqual(dates);
    expect(nameOfPeriod(dates, TODAY)).toBe(period);
  });

  it("leaves all others as they are, and gives no name to other dates", () => {
    expect(withToday("month", TODAY)).toBe("month");
    expect(nameOfPeriod({ first: "2026-03-04", last: "2026-03-09" }, TODAY)).toBeNull();
  });
});

describe("includesToday", () => {
  it.each([
    { period: "day", includes: true },
    { period: "month", includes: true },
    { period: "all", includes: true },
    { period: "30d", includes: false },
  ] as const)("$period: $includes", ({ period, includes }) => {
    expect(includesToday(period, TODAY)).toBe(includes);
  });
});
