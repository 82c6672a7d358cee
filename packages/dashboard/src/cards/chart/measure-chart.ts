import type { Figure, Metric } from "@millrace/protocol";
import { unitOf } from "../../format/number.ts";
import { findDips } from "./dips.ts";
import { begunPoints, type Point, partsOf, type Series } from "./series.ts";
import { timeTicks } from "./time-ticks.ts";
import { createValueAxis, roomFor } from "./value-axis.ts";

export const CHART_HEIGHT = 280;
export const MARGIN = { top: 14, right: 12, bottom: 26, left: 52 };

export type Geometry = ReturnType<typeof measureChart>;

/**
 * Where the parts of a chart of this width lie, in pixels. The axis has a place for every bucket of the period; values,
 * and what can be pointed at, end with the bucket that runs.
 */
export function measureChart(
  width: number,
  metric: Metric,
  series: Series,
  compared: Series | undefined,
  write: (value: number) => string = String,
) {
  const count = series.points.length;
  const values = figuresOf(metric, begunPoints(series));
  const others = compared === undefined ? [] : figuresOf(metric, begunPoints(compared)).slice(0, count);
  const bottom = CHART_HEIGHT - MARGIN.bottom;
  const last = Math.max(1, count - 1);
  const known = [...values, ...others].filter((figure) => figure !== null);
  const most = Math.max(unitOf(metric) === "count" ? 4 : 1, ...known);
  const axis = createValueAxis(most, { top: MARGIN.top, bottom }, 4);
  const left = Math.max(MARGIN.left, roomFor(axis.ticks.map(write)));
  const right = Math.max(left + 1, width - MARGIN.right);
  const x = (index: number) => (count === 1 ? (left + right) / 2 : left + ((right - left) * index) / last);
  return {
    width,
    left,
    right,
    bottom,
    values,
    others,
    x,
    y: axis.y,
    yTicks: axis.ticks,
    xTicks: timeTicks(series, right - left),
    // Half a week is no low week.
    dips: unitOf(metric) === "count" ? findDips(withoutParts(values, series), series) : [],
    indexAt: (offset: number) =>
      Math.min(values.length - 1, Math.max(0, Math.round(((offset - left) / (right - left)) * last))),
  };
}

function withoutParts(values: readonly Figure[], series: Series): Figure[] {
  const parts = partsOf(series);
  return values.map((value, index) => (parts.includes(index) ? null : value));
}

const figuresOf = (metric: Metric, points: readonly Point[]): Figure[] =>
  points.map(({ figures }) => figures[metric] ?? null);
