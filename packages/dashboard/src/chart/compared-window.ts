import type { Interval } from "../format/date.ts";

/**
 * The window to draw beside a chart, as a `date_range`: whole buckets, so that what a running period is compared with is
 * another question once an hour or a day, not every second. The end names no offset: it is told by the site's clocks.
 */
export function comparedWindow([from, to]: readonly [string, string], interval: Interval): string {
  if (interval === "minute") return `${from},${to}`;
  return `${from},${interval === "hour" ? `${to.slice(0, 13)}:59:59` : `${to.slice(0, 10)}T23:59:59`}`;
}
