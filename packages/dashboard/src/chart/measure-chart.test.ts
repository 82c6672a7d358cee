import type { Figure } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
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
    expect(xTicks.at(-1)).toBeGreaterThan(20);
    expect(dips).toEqual([]);
  });

  it("has the pointer in what is to come stand on the bucket that runs", () => {
    expect(indexAt(x(4))).toBe(4);
    expect(indexAt(right)).toBe(9);
  });
});
