import { addDays, addMonths, daysBetween, type Interval, lastOfMonth } from "../../format/date.ts";

/** Two date-times, each with its offset. */
type Window = readonly [string, string];

/**
 * The window to draw beside a chart, as a `date_range`: as long as the chart's own, though of a running period only the
 * same part is compared with. Whole days, so that it is not another question every second. The
 * end names no offset: it is told by the site's clocks.
 */
export function comparedWindow([from, to]: Window, shown: Window, interval: Interval): string {
  if (interval === "minute") return `${from},${to}`;
  const last = [wholeEnd(from.slice(0, 10), shown) ?? "", to.slice(0, 10)].sort()[1];
  return `${from},${last}T23:59:59`;
}

/** The last day of a window of the same length: whole months stay whole. It does not reach into what is shown. */
function wholeEnd(first: string, [from, to]: Window): string | undefined {
  const [start, end] = [from.slice(0, 10), to.slice(0, 10)];
  const isMonths = start.endsWith("-01") && end === lastOfMonth(end) && first.endsWith("-01");
  const months = (Number(end.slice(0, 4)) - Number(start.slice(0, 4))) * 12 + monthOf(end) - monthOf(start);
  const last = isMonths ? lastOfMonth(addMonths(first, months)) : addDays(first, daysBetween(start, end));
  return [last, addDays(start, -1)].sort()[0];
}

const monthOf = (date: string) => Number(date.slice(5, 7));
