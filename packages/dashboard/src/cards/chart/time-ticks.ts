import type { Series } from "./series.ts";

/** A label below the chart. */
export interface TimeTick {
  readonly index: number;
  /** By clock times or by dates: a clock time says little without its day when there are several. */
  readonly by: "clock" | "date";
}

/** Pixels that a label takes. */
const TICK_WIDTH = 84;
/** Hours up to which clock times stand below a chart, each new day's first under its date. */
const CLOCK_HOURS = 49;

/** Which buckets have a label, of a chart so wide. */
export function timeTicks(
  { points, interval }: Pick<Series, "points" | "interval">,
  width: number,
): TimeTick[] {
  const isByHours = interval === "hour" || interval === "minute";
  if (isByHours && points.length > CLOCK_HOURS && interval === "hour") {
    return everyFew(dayStarts(points), points.length, width).map((index) => ({ index, by: "date" }));
  }
  const indices = everyFew(
    points.map((_point, index) => index),
    points.length,
    width,
  );
  const isOneDay = points[0]?.label.slice(0, 10) === points.at(-1)?.label.slice(0, 10);
  const isNewDay = (index: number) => !isOneDay && points[index]?.label.slice(11, 13) === "00";
  return indices.map((index) => ({ index, by: isByHours && !isNewDay(index) ? "clock" : "date" }));
}

const dayOf = (label: string | undefined) => label?.slice(0, 10);

/** First buckets of days; of a day that begins within the chart only. */
function dayStarts(points: Series["points"]): number[] {
  return points.flatMap(({ label }, index) =>
    dayOf(label) === dayOf(points[index - 1]?.label) ? [] : [index],
  );
}

/** As many of the candidates, evenly, as there is room for. */
function everyFew(candidates: readonly number[], count: number, width: number): number[] {
  const [first = 0, second = first + 1] = candidates;
  const step = ((second - first) * width) / Math.max(1, count - 1);
  const every = Math.max(1, Math.ceil(TICK_WIDTH / Math.max(0.01, step)));
  return candidates.filter((_index, at) => at % every === 0);
}

/** Which end of its label a tick stands at: one at the chart's edge would be cut off. */
export function anchorOf(
  x: number,
  { left, right }: { left: number; right: number },
): "start" | "middle" | "end" {
  const half = TICK_WIDTH / 2 - 8;
  if (x - half < left && x < right - half) return x - left < 1 ? "start" : "middle";
  return x + half > right ? "end" : "middle";
}
