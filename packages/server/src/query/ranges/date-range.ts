import { BadRequest } from "../../domain/errors.ts";
import { readTimestamp } from "../../domain/event/timestamp.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import {
  addDays,
  addMonths,
  instantOf,
  isIsoDate,
  localDate,
  startOfDate,
} from "../../domain/time-zone/zoned-time.ts";

/** Instants in epoch ms: `from` inclusive, `to` exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** No event is earlier. */
const BEGINNING = 0;
/** The latest date that every store can hold. */
const END = Date.UTC(2200, 0, 1);
const MAX_DAYS = 3660;
const MAX_MONTHS = 120;

/**
 * Resolves a date range in the site's zone. `<n>d` and `<n>mo` end with the last complete day or month. `day`, `month`
 * and `year` are the whole current ones, to their ends. `all` is from the day of `firstAt` (epoch ms) to today. Throws
 * BadRequest.
 */
export function resolveDateRange(
  range: string | readonly [string, string],
  zone: string,
  now: number,
  firstAt = BEGINNING,
): Range {
  if (typeof range !== "string") return between(range[0], range[1], zone);
  const today = localDate(zone, now);
  const startOf = (date: string) => startOfDate(zone, date);
  const tomorrow = startOf(addDays(today, 1));
  switch (range) {
    case "day":
      return { from: startOf(today), to: tomorrow };
    case "24h":
      return { from: now - DAY, to: now + 1 };
    case "realtime":
      return { from: now - 5 * MINUTE, to: now + 1 };
    case "30m":
      return { from: now - 30 * MINUTE, to: now + 1 };
    case "month":
      return { from: startOf(firstOfMonth(today)), to: startOf(addMonths(firstOfMonth(today), 1)) };
    case "year":
      return {
        from: startOf(`${today.slice(0, 4)}-01-01`),
        to: startOf(`${Number(today.slice(0, 4)) + 1}-01-01`),
      };
    case "all":
      return { from: Math.max(startOf(localDate(zone, firstAt)), BEGINNING), to: tomorrow };
    default:
      return lastComplete(range, today, startOf);
  }
}

/** Cuts a running `day` at now, and a running `month` or `year` at the end of today; returns all others unchanged. */
export function trimmedRange(
  asked: string | readonly [string, string],
  range: Range,
  zone: string,
  now: number,
): Range {
  if (asked === "day") return { from: range.from, to: Math.min(range.to, now + 1) };
  if (asked !== "month" && asked !== "year") return range;
  return { from: range.from, to: startOfDate(zone, addDays(localDate(zone, now), 1)) };
}

function lastComplete(range: string, today: string, startOf: (date: string) => number): Range {
  const match = /^(\d{1,4})(d|mo)$/.exec(range);
  const count = Number(match?.[1]);
  if (match?.[2] === "d" && count >= 1 && count <= MAX_DAYS) {
    return { from: startOf(addDays(today, -count)), to: startOf(today) };
  }
  if (match?.[2] === "mo" && count >= 1 && count <= MAX_MONTHS) {
    const thisMonth = firstOfMonth(today);
    return { from: startOf(addMonths(thisMonth, -count)), to: startOf(thisMonth) };
  }
  throw new BadRequest(
    `date_range ${JSON.stringify(range)} is not one of day, 24h, 7d, 28d, 30d, 91d, month, 6mo, 12mo, year, all, realtime, 30m, <n>d, <n>mo or [from, to]`,
  );
}

/**
 * Reads two ends. Dates mean whole days, the last included; date-times mean instants, in the site's zone if they have
 * no offset.
 */
function between(first: string, last: string, zone: string): Range {
  const from = instant(first, zone);
  const lastInstant = instant(last, zone);
  const to = isIsoDate(last) ? startOfDate(zone, addDays(last, 1)) : lastInstant + 1;
  if (to <= from) throw new BadRequest(`date_range ends (${last}) before it begins (${first})`);
  if (to - from > MAX_DAYS * DAY) throw new BadRequest(`date_range is longer than ${MAX_DAYS} days`);
  return { from, to };
}

function instant(text: string, zone: string): number {
  const read = readTimestamp(text);
  if (read === null) {
    throw new BadRequest(
      `date_range: ${JSON.stringify(text)} is neither YYYY-MM-DD nor an ISO 8601 date-time`,
    );
  }
  const { at, hasOffset } = read;
  if (at < BEGINNING || at >= END) throw new BadRequest(`date_range: ${text} is not between 1970 and 2199`);
  if (isIsoDate(text)) return startOfDate(zone, text);
  return hasOffset ? at : instantOf(zone, at);
}

const firstOfMonth = (date: string): string => `${date.slice(0, 7)}-01`;

/** Returns the bucket that `time` stands for: hours up to two days, days up to half a year, months beyond. */
export function defaultBucket({ from, to }: Range): "time:minute" | "time:hour" | "time:day" | "time:month" {
  const length = to - from;
  if (length <= HOUR) return "time:minute";
  if (length <= 2 * DAY + HOUR) return "time:hour";
  return length <= 190 * DAY ? "time:day" : "time:month";
}
