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

/** Periods of so many days or months back; as the API has them, they end with the last whole one. */
const ROLLING = ["7d", "30d", "91d", "12mo"] as const;

const isRolling = (period: Period): period is (typeof ROLLING)[number] =>
  (ROLLING as readonly unknown[]).includes(period);

/** The same length up to today, as dates; all others as they are. */
export function withToday(period: Period, today: string): Period {
  if (!isRolling(period)) return period;
  if (period === "12mo") return { first: addMonths(firstOfMonth(today), -11), last: today };
  return { first: addDays(today, 1 - Number.parseInt(period, 10)), last: today };
}

/** The name by which people know a period: dates that `withToday` makes are still the last so many days. */
export function nameOfPeriod(period: Period, today: string): PeriodName | null {
  if (typeof period === "string") return period;
  const isSame = (name: PeriodName) => {
    const dates = withToday(name, today);
    return typeof dates !== "string" && dates.first === period.first && dates.last === period.last;
  };
  return ROLLING.find(isSame) ?? null;
}

/** The days of a period; those of months and years are about as many. Null for all time. */
export function lengthOf(period: Period): number | null {
  if (typeof period !== "string") return daysBetween(period.first, period.last) + 1;
  const days = { day: 1, yesterday: 1, "7d": 7, "30d": 30, "91d": 91, month: 30, "last-month": 30 } as const;
  if (period === "all") return null;
  return period === "year" || period === "12mo" ? 365 : days[period];
}

/**
 * The equal period before or after. Days, months, quarters and years are followed by those that run; whatever else reaches
 * beyond yesterday would be mostly empty, so the last whole one is the end. Null where there is none.
 */
export function neighbour(period: Period, today: string, direction: -1 | 1): Period | null {
  const dates = datesOf(period, today);
  if (dates === null) return null;
  // The last thirty days may be those of a month, and are no month.
  if (direction === 1 && isRolling(period)) return null;
  const moved = move(dates, direction);
  if (moved.first === today && moved.last === today) return "day";
  if (direction === -1) return moved;
  if (isOfCalendar(moved)) return moved.first > today ? null : moved;
  const last = lastWhole(moved, today);
  return last.last <= dates.last ? null : last;
}

/** A day, a month, a quarter, a year: what people know by a name. */
function isOfCalendar(dates: Dates): boolean {
  if (dates.first === dates.last) return true;
  const months = wholeMonths(dates);
  const month = Number(dates.first.slice(5, 7)) - 1;
  return (months === 1 || months === 3 || months === 12) && month % months === 0;
}

/** Of the same length and wholly over. */
function lastWhole(dates: Dates, today: string): Dates {
  const months = wholeMonths(dates);
  if (dates.last < today) return dates;
  if (months !== null) {
    const { last } = monthBefore(today);
    return { first: addMonths(firstOfMonth(last), 1 - months), last };
  }
  const last = addDays(today, -1);
  return { first: addDays(last, -daysBetween(dates.first, dates.last)), last };
}

/** Null of dates that are no whole months. */
function wholeMonths({ first, last }: Dates): number | null {
  if (!first.endsWith("-01") || last !== lastOfMonth(last)) return null;
  const years = Number(last.slice(0, 4)) - Number(first.slice(0, 4));
  return years * 12 + Number(last.slice(5, 7)) - Number(first.slice(5, 7)) + 1;
}

/** Whole months and years move by months and years, whatever their lengths. */
function move(dates: Dates, direction: -1 | 1): Dates {
  const months = wholeMonths(dates);
  if (months !== null) {
    const start = addMonths(dates.first, months * direction);
    return { first: start, last: lastOfMonth(addMonths(start, months - 1)) };
  }
  const days = (daysBetween(dates.first, dates.last) + 1) * direction;
  return { first: addDays(dates.first, days), last: addDays(dates.last, days) };
}

export function includesToday(period: Period, today: string): boolean {
  const dates = datesOf(period, today);
  return dates === null || (dates.first <= today && today <= dates.last);
}
