import { describe, expect, it } from "vitest";
import { createNumberFormat, duration } from "./number.ts";

describe("duration", () => {
  it.each([
    [0, "0s"],
    [59.6, "1m 00s"],
    [80, "1m 20s"],
    [3725, "1h 02m"],
  ])("%d seconds: %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe("createNumberFormat", () => {
  const english = createNumberFormat("en");

  it.each([
    { metric: "visitors", figure: 9999, short: "9,999", exact: "9,999" },
    { metric: "visitors", figure: 12_345, short: "12.3K", exact: "12,345" },
    { metric: "bounce_rate", figure: 4.25, short: "4.3%", exact: "4.3%" },
    { metric: "bounce_rate", figure: 42.5, short: "43%", exact: "43%" },
    { metric: "visit_duration", figure: 80, short: "1m 20s", exact: "1m 20s" },
    { metric: "scroll_depth", figure: null, short: "–", exact: "–" },
  ] as const)("$metric $figure", ({ metric, figure, short, exact }) => {
    expect(english.short(metric, figure)).toBe(short);
    expect(english.exact(metric, figure)).toBe(exact);
  });

  it("writes revenue in the currency that it is told, and in none that it is not", () => {
    expect(english.exact("total_revenue", 12.5, "USD")).toBe("$12.50");
    expect(english.short("average_revenue", 1250, "JPY")).toBe("¥1,250");
    expect(english.exact("total_revenue", 0)).toBe("0.00");
    expect(english.short("total_revenue", 10_046, "EUR")).toBe("€10,046");
    expect(english.exact("total_revenue", 10_046, "EUR")).toBe("€10,046.00");
    expect(english.short("total_revenue", 999.5, "EUR")).toBe("€999.50");
  });

  it("writes points with a decimal where they have one", () => {
    expect([12.2, 5].map(english.points)).toEqual(["12.2", "5"]);
  });

  it("follows the locale", () => {
    expect(createNumberFormat("de").exact("visitors", 12_345)).toBe("12.345");
  });
});
