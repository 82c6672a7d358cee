import type { TimeDimension } from "@millrace/protocol";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { addDays, addMonths, localDate, offsetMinutes } from "../../domain/time-zone/zoned-time.ts";
import type { Range } from "./date-range.ts";

export type Bucket = Exclude<TimeDimension, "time">;

const MAX_LABELS = 10_000;

/** Returns the labels of every bucket of a range in a zone, in order, including buckets without events. */
export function timeLabels(bucket: Bucket, { from, to }: Range, zone: string): string[] {
  const first = localDate(zone, from);
  const last = localDate(zone, to - 1);
  switch (bucket) {
    case "time:minute":
      return clockLabels({ from, to }, zone, MINUTE, 16, ":00");
    case "time:hour":
      return clockLabels({ from, to }, zone, HOUR, 13, ":00:00");
    case "time:day":
      return dateLabels(first, last, (date) => addDays(date, 1));
    case "time:week":
      return dateLabels(mondayOf(first), last, (date) => addDays(date, 7));
    case "time:month":
      return dateLabels(`${first.slice(0, 7)}-01`, last, (date) => addMonths(date, 1));
  }
}

function dateLabels(first: string, last: string, next: (date: string) => string): string[] {
  const labels: string[] = [];
  for (let date = first; date <= last && labels.length < MAX_LABELS; date = next(date)) labels.push(date);
  return labels;
}

/** Steps of a quarter hour hit every bucket of zones that are 45 minutes off; equal neighbours are merged. */
function clockLabels(
  { from, to }: Range,
  zone: string,
  stepMs: number,
  length: number,
  suffix: string,
): string[] {
  const step = Math.min(stepMs, 15 * MINUTE);
  const labels = new Set<string>();
  const start = Math.floor(from / step) * step;
  for (let at = start; at < to && labels.size < MAX_LABELS; at += step) {
    const shown = Math.max(at, from);
    const local = new Date(shown + offsetMinutes(zone, shown) * MINUTE).toISOString();
    labels.add(`${local.slice(0, length).replace("T", " ")}${suffix}`);
  }
  return [...labels];
}

function mondayOf(date: string): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return addDays(date, -((weekday + 6) % 7));
}
