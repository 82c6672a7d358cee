import type { Figure } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { addDays } from "../../format/date.ts";
import { measureChart } from "./measure-chart.ts";
import type { Series } from "./series.ts";

/** June on its tenth: twenty days are to come. */
const JUNE: Series = {
  interval: "day",
  points: Array.from({ length: 30 }, (_, day) => ({
    label: `2026-06-${String(day + 1).padStart(2, "0")}`,
    figures: { visitors: day < 10 ? 100 : (null as Figure) },
  })),
  partial: 9,
  begun: 10,
  within: ["2026-06-01", "2026-06-30"],
  currency: undefined,
};

describe("measureChart", () => {
  const { values, others, x, indexAt, dips, right, xTicks } = measureChart(900, "visitors", JUNE, {
    ...JUNE,
    partial: -1,
    begun: 30,
  });

  it("draws the buckets that have begun, on an axis that reaches to the period's end", () => {
    expect(values).toHaveLength(10);
    expect(others).toHaveLength(30);
    expect(x(29)).toBe(right);
    expect(xTicks.at(-1)?.index).toBeGreaterThan(20);
    expect(dips).toEqual([]);
  });

  it("has room beside its axis for the longest label", () => {
    const of = (write?: (value: number) => string) => measureChart(900, "visitors", JUNE, undefined, write);
    expect(of(() => "150 Tsd.").left).toBeGreaterThan(of().left + 10);
    expect(of(() => "150 Tsd.").indexAt(of(() => "150 Tsd.").x(4))).toBe(4);
  });

  it("takes no week of a few days for a low one", () => {
    const labels = Array.from({ length: 20 }, (_, week) => addDays("2026-06-08", 7 * week));
    const weeks = (last: string): Series => ({
      interval: "week",
      points: labels.map((label, index) => ({ label, figures: { visitors: index < 19 ? 1000 : 150 } })),
      partial: -1,
      begun: 20,
      within: ["2026-06-08", last],
      currency: undefined,
    });
    expect(measureChart(900, "visitors", weeks("2026-10-20"), undefined).dips).toEqual([]);
    expect(measureChart(900, "visitors", weeks("2026-10-25"), undefined).dips).toHaveLength(1);
  });

  it("has the pointer in what is to come stand on the bucket that runs", () => {
    expect(indexAt(x(4))).toBe(4);
    expect(indexAt(right)).toBe(9);
  });
});
