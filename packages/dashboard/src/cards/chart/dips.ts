import { type Figure, roundHalfAway } from "@millrace/protocol";
import type { Series } from "./series.ts";

/** Points in a row that lie far below what is usual for them. */
export interface Dip {
  readonly first: number;
  readonly last: number;
  /** The deepest of them. */
  readonly index: number;
  /** Of the deepest against the usual figure, in percent: -64. */
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
/** Hours of more days are too many to look into, and nobody can act on one of them. */
const MOST_HOURS = 7 * 24;
/** How often a chart of nothing but chance may show a mark. */
const FALSE_ALARMS = 0.01;
/** Standard deviations that the middle half of a normal curve reaches to, the other way round. */
const BY_MEDIAN = 1.4826;

type Looked = Pick<Series, "interval" | "partial" | "begun">;

/**
 * Buckets that lie at half or less of the median of the same hours or weekdays around them, and further below it than
 * chance brings the lowest of so many buckets: an outage, a lost snippet, a holiday. Those in a row are one dip. The bucket
 * that still runs is none, nor are those that have not begun, those before a site had anything, and its first.
 */
export function findDips(figures: readonly Figure[], { interval, partial, begun }: Looked): Dip[] {
  const values = figures.slice(0, partial < 0 ? begun : partial);
  if (interval === "minute" || (interval === "hour" && figures.length > MOST_HOURS + 1)) return [];
  const first = values.findIndex((value) => value !== null && value > 0);
  const looked = values.flatMap((value, index) => {
    const usual = median(around(values, index, SEASON[interval]));
    if (value === null || index <= first || usual === null || usual < LEAST_USUAL) return [];
    return [{ index, value, usual, off: (value - usual) / Math.sqrt(usual) }];
  });
  const limit = deviationsOf(FALSE_ALARMS / Math.max(1, looked.length)) * scatterOf(looked);
  return merge(
    looked
      .filter(({ value, usual, off }) => value <= usual * DEEP && off <= -limit)
      .map(({ index, value, usual }) => ({ index, change: roundHalfAway(((value - usual) / usual) * 100) })),
  );
}

/** How much wider than a count of independent cases these scatter: page views come several at once. */
function scatterOf(looked: readonly { readonly off: number }[]): number {
  return Math.max(1, BY_MEDIAN * (median(looked.map(({ off }) => Math.abs(off))) ?? 0));
}

/** Standard deviations beyond which a share this small of a normal curve lies; the tail is below exp(-z²/2)/2. */
const deviationsOf = (share: number): number => Math.sqrt(-2 * Math.log(2 * share));

/** Neighbours become one dip, told by its deepest point. */
function merge(points: readonly Pick<Dip, "index" | "change">[]): Dip[] {
  const dips: Dip[] = [];
  for (const point of points) {
    const before = dips.at(-1);
    if (before?.last === point.index - 1) {
      const deepest = point.change < before.change ? point : before;
      const { index, change } = deepest;
      dips[dips.length - 1] = { first: before.first, last: point.index, index, change };
    } else dips.push({ first: point.index, last: point.index, ...point });
  }
  return dips;
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
