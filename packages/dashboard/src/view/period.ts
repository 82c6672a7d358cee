import { addDays, addMonths, daysBetween, firstOfMonth, lastOfMonth } from "../format/date.ts";

/** The periods of the picker, each with the key that chooses it. */
export const PERIODS = [
  { name: "day", key: "d" },
  { name: "yesterday", key: "e" },
  { name: "7d", key: "w" },
  { name: "30d", key: "t" },
  { name: "91d", key: "q" },
  { name: "month", key: "m" },
  { name: "last-month", key: "p" },
  { name: "year", key: "y" },
  { name: "12mo", key: "l" },
  { name: "all", key: "a" },
] as const;
export type PeriodName = (typeof PERIODS)[number]["name"];

/** Dates of the site's zone, both included. */
export interface Dates {
  readonly first: string;
  readonly last: string;
}

/** A named period, or dates. In the URL: `30d`, `2026-03-01,2026-03-31`. */
export type Period = PeriodName | Dates;

const isName = (text: string): text is PeriodName => PERIODS.some(({ name }) => name === text);
/** Nothing was counted before 1970, and years of five digits are no dates of this pattern any more. */
const DATES = /^((?:19[7-9]|2\d\d)\d-\d{2}-\d{2}),((?:19[7-9]|2\d\d)\d-\d{2}-\d{2})$/;

/** Null for what is no period. */
export function readPeriod(text: string | undefined): Period | null {
  if (text === undefined) return null;
  if (isName(text)) return text;
  const [, first, last] = DATES.exec(text) ?? [];
  if (first === undefined || last === undefined || first > last) return null;
  return isDate(first) && isDate(last) ? { first, last } : null;
}

/** No 30 February, which engines take for a day of March, and no 99th month, which is none to them. */
function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

export const writePeriod = (period: Period): string =>
  typeof period === "string" ? period : `${period.first},${period.last}`;

/** The period as the API's `date_range`; today is a date of the site's zone. */
export function toDateRange(period: Period, today: string): string {
  if (period === "yesterday" || period === "last-month") return writePeriod(datesOf(period, today) as Dates);
  return writePeriod(period);
}

/** The dates that a period has; null for all time, which begins with the first event. */
export function datesOf(period: Period, today: string): Dates | null {
  if (typeof period !== "string") return period;
  const yesterday = addDays(today, -1);
  switch (period) {
    case "day":
      return { first: today, last: today };
    case "yesterday":
      return { first: yesterday, last: yesterday };
    case "7d":
    case "30d":
    case "91d":
      return { first: addDays(today, -Number.parseInt(period, 10)), last: yesterday };
    case "month":
      return { first: firstOfMonth(today), last: lastOfMonth(today) };
    case "last-month":
      return monthBefore(today);
    case "year":
      return { first: `${today.slice(0, 4)}-01-01`, last: `${today.slice(0, 4)}-12-31` };
    case "12mo":
      return { first: addMonths(firstOfMonth(today), -12), last: monthBefore(today).last };
    case "all":
      return null;
  }
}

function monthBefore(date: string): Dates {
  const first = addMonths(firstOfMonth(date), -1);
  return { first, last: lastOfMonth(first) };
}

/** The equal period before or after; null where there is none, or none that has begun. */
export function neighbour(period: Period, today: string, direction: -1 | 1): Period | null {
  const dates = datesOf(period, today);
  if (dates === null) return null;
  const moved = move(dates, direction);
  if (moved.first > today) return null;
  if (moved.first === today && moved.last === today) return "day";
  return moved;
}

/** Whole months and years move by months and years, whatever their lengths. */
function move({ first, last }: Dates, direction: -1 | 1): Dates {
  const isWholeMonths = first.endsWith("-01") && last === lastOfMonth(last);
  if (isWholeMonths) {
    const months =
      (Number(last.slice(0, 4)) - Number(first.slice(0, 4))) * 12 +
      (Number(last.slice(5, 7)) - Number(first.slice(5, 7))) +
      1;
    const start = addMonths(first, months * direction);
    return { first: start, last: lastOfMonth(addMonths(start, months - 1)) };
  }
  const days = (daysBetween(first, last) + 1) * direction;
  return { first: addDays(first, days), last: addDays(last, days) };
}

export function includesToday(period: Period, today: string): boolean {
  const dates = datesOf(period, today);
  return dates === null || (dates.first <= today && today <= dates.last);
}
