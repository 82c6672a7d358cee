import { once, onceFor } from "./once.ts";

export type Interval = "minute" | "hour" | "day" | "week" | "month";

const dateFormatOf = onceFor(
  (timeZone) =>
    new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }),
);

/** `2026-03-10` of an instant in a zone. */
export function dateIn(zone: string, at: number): string {
  const parts = new Map(
    dateFormatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}

const utc = (date: string): Date => new Date(`${date.slice(0, 10)}T00:00:00Z`);
const iso = (date: Date): string => date.toISOString().slice(0, 10);

export function addDays(date: string, days: number): string {
  const moved = utc(date);
  moved.setUTCDate(moved.getUTCDate() + days);
  return iso(moved);
}

/** The last day of a month stays the last day at most. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return iso(new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))));
}

export function daysBetween(first: string, last: string): number {
  return Math.round((utc(last).getTime() - utc(first).getTime()) / 86_400_000);
}

export const firstOfMonth = (date: string): string => `${date.slice(0, 7)}-01`;
export const lastOfMonth = (date: string): string => addDays(addMonths(firstOfMonth(date), 1), -1);

/** The first and the last date of a bucket, or of the part of it that lies within. */
export function datesOfBucket(
  label: string,
  interval: Interval,
  [from, to]: readonly [string, string] = ["", "9999-12-31"],
): [first: string, last: string] {
  const first = label.slice(0, 10);
  const end = interval === "month" ? lastOfMonth(first) : addDays(first, interval === "week" ? 6 : 0);
  return [first < from ? from : first, end > to ? to : end];
}

/** 1 is Monday. */
export const weekdayOf = (date: string): number => utc(date).getUTCDay() || 7;

/** Writes dates and labels of buckets by a locale. Labels are clock times of the site's zone already. */
export interface DateFormat {
  /** `10 Mar 2026` */
  date(date: string): string;
  /** `10 – 16 Mar 2026` */
  range(first: string, last: string): string;
  month(date: string): string;
  /** Without the year where the first day's is this one: `10 – 16 Mar`; `today` is a date of the site's zone. */
  shortRange(first: string, last: string, today: string): string;
  /** Short, for an axis: by the clock, by the date, or of months by their name. */
  tick(label: string, by: "clock" | "date" | "month"): string;
  /** Long, for a tooltip: of weeks and months those days that lie within. */
  bucket(label: string, interval: Interval, within?: readonly [string, string]): string;
  /** `Mon`, 1 is Monday. */
  weekday(day: number): string;
  /** A date-time with its own offset, by the clock that it names. */
  clock(dateTime: string): string;
  /** The time of day of a date-time with its own offset, by the clock that it names. */
  timeOf(dateTime: string): string;
  /** An instant by the browser's clock. */
  instant(at: number): string;
  time(at: number): string;
  /** The same on a site's clock, as its days are. */
  timeIn(zone: string, at: number): string;
}

export function createDateFormat(locale: string): DateFormat {
  const by = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }));
  const day = by({ day: "numeric", month: "short", year: "numeric" });
  const dayTick = by({ day: "numeric", month: "short" });
  const dayLong = by({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const month = by({ month: "long", year: "numeric" });
  const monthTick = by({ month: "short", year: "2-digit" });
  const hour = by({ hour: "numeric", minute: "2-digit" });
  const hourLong = by({
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  });
  const clock = by({ day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
  const weekday = by({ weekday: "short" });
  const local = by({ timeZone: undefined, dateStyle: "medium", timeStyle: "medium" });
  const time = by({ timeZone: undefined, timeStyle: "medium" });
  const timeOn = onceFor((timeZone) => new Intl.DateTimeFormat(locale, { timeZone, timeStyle: "medium" }));
  const at = (label: string) =>
    new Date(`${label.replace(" ", "T").slice(0, 19)}${label.length > 10 ? "Z" : ""}`);

  return {
    date: (date) => day().format(utc(date)),
    range: (first, last) =>
      first === last ? dayLong().format(utc(first)) : day().formatRange(utc(first), utc(last)),
    month: (date) => month().format(utc(date)),
    shortRange(first, last, today) {
      const isThisYear = first.slice(0, 4) === today.slice(0, 4) && last.slice(0, 4) === today.slice(0, 4);
      const format = isThisYear ? dayTick() : day();
      return first === last ? format.format(utc(first)) : format.formatRange(utc(first), utc(last));
    },
    tick: (label, by) => ({ clock: hour, date: dayTick, month: monthTick })[by]().format(at(label)),
    bucket(label, interval, within) {
      const [first, last] = datesOfBucket(label, interval, within);
      switch (interval) {
        case "minute":
          return hour().format(at(label));
        case "hour":
          return hourLong().format(at(label));
        case "day":
          return dayLong().format(at(label));
        case "week":
          return day().formatRange(at(first), at(last));
        case "month":
          if (first !== label || last !== lastOfMonth(label)) return day().formatRange(at(first), at(last));
          return month().format(at(label));
      }
    },
    weekday: (number) => weekday().format(new Date(Date.UTC(2026, 0, 4 + number))),
    clock: (dateTime) => clock().format(at(dateTime.slice(0, 19))),
    timeOf: (dateTime) => hour().format(at(dateTime.slice(0, 19))),
    instant: (instant) => local().format(instant),
    time: (instant) => time().format(instant),
    timeIn: (zone, instant) => timeOn(zone).format(instant),
  };
}
