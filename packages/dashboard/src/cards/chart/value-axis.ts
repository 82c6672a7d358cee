import { nice, ticks } from "d3-array";

/** The vertical axis of a chart, in pixels from its top. */
export interface ValueAxis {
  readonly ticks: readonly number[];
  y(value: number): number;
}

/** Pixels that a digit or letter of a tick takes, and what stands around it. */
const CHARACTER = 7;
const AROUND = 14;

/** How much room the labels of an axis take beside it, in pixels. */
export const roomFor = (labels: readonly string[]): number =>
  AROUND + CHARACTER * Math.max(0, ...labels.map((label) => label.length));

/** An axis from 0 to a round number that holds the largest value. */
export function createValueAxis(
  most: number,
  range: { top: number; bottom: number },
  count: number,
): ValueAxis {
  const [, end] = nice(0, most, count);
  return {
    ticks: ticks(0, end, count),
    y: (value) => range.bottom - ((range.bottom - range.top) * value) / end,
  };
}
