import type { Dimension, ValueDimension } from "@millrace/protocol";

/** A dimension that sealed figures are kept by. */
export type SealedDimension = ValueDimension | "time:hour";

/**
 * Groupings whose figures sealed days hold, with the number that stands for each in the store. Append only: a number
 * never changes its meaning.
 */
export const SEALED_SETS: Readonly<Record<number, readonly SealedDimension[]>> = {
  0: [],
  1: ["time:hour"],
  2: ["event:page"],
  3: ["event:name"],
  4: ["event:hostname"],
  5: ["visit:entry_page"],
  6: ["visit:exit_page"],
  7: ["visit:source"],
  8: ["visit:referrer"],
  9: ["visit:channel"],
  10: ["visit:utm_source"],
  11: ["visit:utm_medium"],
  12: ["visit:utm_campaign"],
  13: ["visit:utm_content"],
  14: ["visit:utm_term"],
  15: ["visit:country"],
  16: ["visit:region"],
  17: ["visit:city"],
  18: ["visit:language"],
  19: ["visit:screen"],
  20: ["visit:device"],
  21: ["visit:browser"],
  22: ["visit:browser", "visit:browser_version"],
  23: ["visit:os"],
  24: ["visit:os", "visit:os_version"],
  25: ["visit:country", "visit:region"],
  26: ["visit:country", "visit:region", "visit:city"],
};

export const HOURS_SET = 1;
export const PAGES_SET = 2;

/** Those with so many values that a month's sums are far fewer rows than its days: pages, referrers, campaigns, cities. */
export const MONTHLY_SETS: readonly number[] = [2, 5, 6, 8, 12, 13, 14, 17, 26];

/** Most values that a set has. */
export const SEALED_VALUES = 3;

/** The set that holds a grouping, and where in it each dimension stands; null when there is none. */
export function sealedSetOf(
  dimensions: readonly Dimension[],
): { readonly set: number; readonly places: readonly number[] } | null {
  for (const [set, held] of Object.entries(SEALED_SETS)) {
    const places = dimensions.map((dimension) => held.indexOf(dimension as ValueDimension));
    if (held.length === dimensions.length && !places.includes(-1)) return { set: Number(set), places };
  }
  return null;
}
