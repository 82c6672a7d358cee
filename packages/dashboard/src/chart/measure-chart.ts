import type { Figure, Metric } from "@millrace/protocol";
import { unitOf } from "../format/number.ts";
import { findDips } from "./dips.ts";
import { begunPoints, type Point, type Series } from "./series.ts";
import { createValueAxis } from "./value-axis.ts";

export const CHART_HEIGHT = 280;
export const MARGIN = { top: 14, right: 12, bottom: 26, left: 52 };
const TICK_WIDTH = 84;

export type Geometry = ReturnType<typeof measureChart>;

/**
 * Where the parts of a chart of this width lie, in pixels. The axis has a place for every bucket of the period; values,
 * and what can be pointed at, end with the bucket that runs.
 */
export function measureChart(width: number, metric: Metric, series: Series, compared: Series | undefined) {
  const count = series.points.length;
  const values = figuresOf(metric, begunPoints(series));
  const others = compared === undefined ? [] : figuresOf(metric, begunPoints(compared)).slice(0, count);
  const right = Math.max(MARGIN.left + 1, width - MARGIN.right);
  const bottom = CHART_HEIGHT - MARGIN.bottom;
  const last = Math.max(1, count - 1);
  const known = [...values, ...others].filter((figure) => figure !== null);
  const most = Math.max(unitOf(metric) === "count" ? 4 : 1, ...known);
  const axis = createValueAxis(most, { top: MARGIN.top, bottom }, 4);
  const x = (index: number) =>
    count === 1 ? (MARGIN.left + right) / 2 : MARGIN.left + ((right - MARGIN.left) * index) / last;
  const every = Math.max(1, Math.ceil((count * TICK_WIDTH) / Math.max(1, right - MARGIN.left)));
  return {
    width,
    right,
    bottom,
    values,
    others,
    x,
    y: axis.y,
    yTicks: axis.ticks,
    xTicks: series.points.flatMap((_point, index) => (index % every === 0 ? [index] : [])),
    dips: unitOf(metric) === "count" ? findDips(values, series) : [],
    indexAt: (offset: number) =>
      Math.min(
        values.length - 1,
        Math.max(0, Math.round(((offset - MARGIN.left) / (right - MARGIN.left)) * last)),
      ),
  };
}

const figuresOf = (metric: Metric, points: readonly Point[]): Figure[] =>
  points.map(({ figures }) => figures[metric] ?? null);
