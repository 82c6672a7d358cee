import type { Comparisons, Query } from "@millrace/protocol";
import { BadRequest } from "../../domain/errors.ts";
import { DAY } from "../../domain/time.ts";
import {
  addDays,
  addMonths,
  instantOf,
  localDate,
  localTime,
  startOfDate,
} from "../../domain/time-zone/zoned-time.ts";
import { type Range, resolveDateRange } from "./date-range.ts";

const WEEK_DAYS = 7;

/** Whole days of a zone, and (`months`) whole months if they are. */
export interface Days {
  readonly first: string;
  readonly count: number;
  readonly months: number | null;
}

/**
 * Returns the window that a range is compared with. For a running range, it is the part that corresponds to the elapsed
 * time. Throws BadRequest.
 */
export function comparisonRange(
  asked: Query["date_range"],
  range: Range,
  zone: string,
  options: Comparisons,
  now: number,
): Range {
  if (asked === "all")
    throw new BadRequest("include.comparisons: date_range all leaves nothing to compare with");
  if (options.mode !== "custom" && options.date_range !== undefined) {
    throw new BadRequest(
      `include.comparisons: a date_range of its own needs the mode custom, not ${options.mode}`,
    );
  }
  if (options.mode === "custom") {
    if (options.date_range === undefined)
      throw new BadRequest("include.comparisons: custom needs a date_range");
    return resolveDateRange(options.date_range, zone, now);
  }
  const days = daysOf(range, zone);
  const runs = isRunning(range, now);
  if (days === null) return shiftedByLength(range, options.mode, runs ? now + 1 : range.to);
  return runs ? runningWindow(days, zone, options, now) : wholeWindow(days, zone, options);
}

/** Returns whether a range is still running; one that ends just now, as the last 24 hours, is not. */
export const isRunning = ({ from, to }: Range, now: number): boolean => from <= now && to > now + 1;

/** Returns null for a range that begins or ends within a day. */
function daysOf({ from, to }: Range, zone: string): Days | null {
  const [first, end] = [localDate(zone, from), localDate(zone, to)];
  if (startOfDate(zone, first) !== from || startOfDate(zone, end) !== to) return null;
  const isWholeMonths = first.endsWith("-01") && end.endsWith("-01");
  return {
    first,
    count: daysBetween(first, end),
    months: isWholeMonths ? monthsBetween(first, end) : null,
  };
}

function wholeWindow({ first, count }: Days, zone: string, options: Comparisons): Range {
  const isBefore = options.mode === "previous_period";
  const start = onWeekday(isBefore ? addDays(first, -count) : addMonths(first, -12), first, options);
  const last = addDays(first, count - 1);
  const end = isBefore || options.match_day_of_week ? addDays(start, count - 1) : addMonths(last, -12);
  return { from: startOfDate(zone, start), to: startOfDate(zone, addDays(end, 1)) };
}

/** Compares running months with the months before, so that both begin on the first of a month. */
function runningWindow(
  { first, count, months }: Days,
  zone: string,
  options: Comparisons,
  now: number,
): Range {
  const isBefore = options.mode === "previous_period";
  const back = isBefore ? months : 12;
  const start = onWeekday(back === null ? addDays(first, -count) : addMonths(first, -back), first, options);
  const { date, clock } = localTime(zone, now);
  const end =
    back === null || options.match_day_of_week
      ? justAfter(zone, addDays(start, daysBetween(first, date)), clock)
      : monthsBefore(zone, date, clock, back);
  const to = isBefore ? Math.min(end, startOfDate(zone, first)) : end;
  return { from: startOfDate(zone, start), to };
}

/**
 * Moves a date back by months. A day that the other month lacks becomes its end: on the 31st, all of a month of 30 days
 * has passed.
 */
function monthsBefore(zone: string, date: string, clock: number, months: number): number {
  const there = addMonths(date, -months);
  const isLacking = there.slice(8) !== date.slice(8);
  return isLacking ? startOfDate(zone, addDays(there, 1)) : justAfter(zone, there, clock);
}

/**
 * Returns the end of a running window: the same time of day, including its millisecond, as `now` has in a running
 * range.
 */
const justAfter = (zone: string, date: string, clock: number): number =>
  instantOf(zone, Date.parse(`${date}T00:00:00Z`) + clock) + 1;

/**
 * Returns the nearest day of the same weekday if requested; for the previous period, the nearest with which it does not
 * reach into the range.
 */
function onWeekday(start: string, first: string, { mode, match_day_of_week }: Comparisons): string {
  if (!match_day_of_week) return start;
  const off = (((weekday(first) - weekday(start)) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
  const later = addDays(start, off);
  const fits = mode === "previous_period" ? off === 0 : off <= WEEK_DAYS / 2;
  return fits ? later : addDays(later, -WEEK_DAYS);
}

const weekday = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay();
const daysBetween = (first: string, end: string) => Math.round((Date.parse(end) - Date.parse(first)) / DAY);

function monthsBetween(first: string, end: string): number {
  const number = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return number(end) - number(first);
}

/** Returns the range moved back by its length, up to `end`, which lies within the range. */
function shiftedByLength({ from, to }: Range, mode: string, end: number): Range {
  const by = mode === "previous_period" ? to - from : 365 * DAY;
  return { from: from - by, to: end - by };
}
