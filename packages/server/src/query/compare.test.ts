import { expect, it } from "vitest";
import { withComparison } from "./compare.ts";

const METRICS = ["visitors", "pageviews", "bounce_rate"] as const;

/** Whether each metric's change is more than chance, of figures and the cases behind them. */
function significantOf(now: Figures, before: Figures, isComparable = true): readonly boolean[] | undefined {
  const row = ({ metrics, cases }: Figures) => ({ dimensions: [], metrics, cases });
  const windows = {
    ...{ dimensions: [], metrics: METRICS, labels: [], otherLabels: [], otherTotals: {} },
    isComparable,
  };
  return withComparison([row(now)], [row(before)], windows)[0]?.comparison?.significant;
}

interface Figures {
  readonly metrics: number[];
  readonly cases: number[];
}

it.each([
  {
    what: "few visits say little of a rate, and few visitors little of their views",
    now: { metrics: [150, 600, 42], cases: [150, 60, 100] },
    before: { metrics: [100, 500, 46], cases: [100, 50, 100] },
    is: [true, false, false],
  },
  {
    what: "many say more of the same figures",
    now: { metrics: [102, 600, 42], cases: [102, 600, 25_000] },
    before: { metrics: [100, 500, 46], cases: [100, 500, 25_000] },
    is: [false, true, true],
  },
])("tells a change from chance by the cases behind it: $what", ({ now, before, is }) => {
  expect(significantOf(now, before)).toEqual(is);
});

it("calls nothing more than chance of windows that grow still, or were not counted throughout", () => {
  const now = { metrics: [1000, 9000, 10], cases: [1000, 1000, 1000] };
  const before = { metrics: [100, 100, 90], cases: [100, 100, 100] };
  expect(significantOf(now, before)).toEqual([true, true, true]);
  expect(significantOf(now, before, false)).toEqual([false, false, false]);
});
