import { type Figure, roundHalfAway } from "@millrace/protocol";
import type { Series } from "./series.ts";

/** A point that lies far below what is usual for it. */
export interface Dip {
  readonly index: number;
  /** Against the usual figure, in percent: -64. */
  readonly change: number;
}

/** Points that repeat their pattern after so many: a day's hours, a week's days. */
const SEASON = { minute: 60, hour: 24, day: 7, week: 4, month: 12 } as const satisfies Record<
  Series["interval"],
  number
>;

const NEIGHBOURS = 4;
const LEAST_USUAL = 20;
const DEEP = 0.5;

/**
 * Buckets that lie at half or less of the median of the same hours or weekdays around them, and further below it than
 * chance brings a count: an outage, a lost snippet, a holiday. The bucket that still runs is none,
 * nor are those that have not begun, those before a site had anything, and its first.
 */
export function findDips(
  figures: readonly Figure[],
  { interval, partial, begun }: Pick<Series, "interval" | "partial" | "begun">,
): Dip[] {
  const season = SEASON[interval];
  const values = figures.slice(0, partial < 0 ? begun : partial);
  const first = values.findIndex((value) => value !== null && value > 0);
  return values.flatMap((value, index) => {
    if (value === null || index <= first) return [];
    const usual = median(around(values, index, season));
    if (usual === null || usual < LEAST_USUAL || value > usual * DEEP) return [];
    if (usual - value < 3 * Math.sqrt(usual)) return [];
    return [{ index, change: roundHalfAway(((value - usual) / usual) * 100) }];
  });
}

function around(values: readonly Figure[], index: number, season: number): number[] {
  const found: number[] = [];
  for (let step = -NEIGHBOURS; step <= NEIGHBOURS; step++) {
    const value = values[index + step * season] ?? null;
    if (step !== 0 && value !== null) found.push(value);
  }
  return found;
}

/** Null of fewer than three: nothing is usual yet. */
function median(values: readonly number[]): number | null {
  if (values.length < 3) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
