import { DAY, HOUR } from "../time.ts";
import { timeZoneName } from "./time-zone.ts";

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Returns how many minutes `zone` is ahead of UTC at `epochMs`. Throws a RangeError for an unknown zone. */
export function offsetMinutes(zone: string, epochMs: number): number {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      era: "short",
    });
    formatters.set(zone, formatter);
  }
  const parts: Record<string, string> = {};
  for (const part of formatter.formatToParts(epochMs)) parts[part.type] = part.value;
  const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  const wholeSeconds = Math.floor(epochMs / 1000) * 1000;
  return Math.round((local.getTime() - wholeSeconds) / 60_000);
}

/** Returns whether the tz database has a zone of that name, ignoring case. */
export function isTimeZone(zone: string): boolean {
  return timeZoneName(zone) !== "";
}

/** Returns the calendar date in `zone` at `epochMs`, `YYYY-MM-DD`. */
export function localDate(zone: string, epochMs: number): string {
  return isoDate(epochMs + offsetMinutes(zone, epochMs) * 60_000);
}

/** Returns the date that a zone's clocks show, and their time of day in ms. */
export function localTime(zone: string, epochMs: number): { date: string; clock: number } {
  const local = epochMs + offsetMinutes(zone, epochMs) * 60_000;
  const date = isoDate(local);
  return { date, clock: local - Date.parse(`${date}T00:00:00Z`) };
}

/**
 * Returns the instant at which `zone`'s clocks show the local time `localMs` (epoch ms as if the zone were UTC). For a
 * time that a DST change skips, this is the first instant after the gap; for one that happens twice, the first.
 */
export function instantOf(zone: string, localMs: number): number {
  const early = localMs - offsetMinutes(zone, localMs - DAY) * 60_000;
  const late = localMs - offsetMinutes(zone, localMs + DAY) * 60_000;
  const candidates = [early, late].filter((at) => at + offsetMinutes(zone, at) * 60_000 === localMs);
  if (candidates.length > 0) return Math.min(...candidates);
  return firstInstantAfterGap(zone, Math.min(early, late), Math.max(early, late));
}

function firstInstantAfterGap(zone: string, from: number, to: number): number {
  let low = from;
  let high = to;
  const before = offsetMinutes(zone, from);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMinutes(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Returns the first instant of the date `YYYY-MM-DD` in `zone`. Where clocks went back over a midnight that they had already
 * shown (St. John's at 00:01, until 2011), the first one counts: what they show again of the day before lies after it.
 */
export function startOfDate(zone: string, date: string): number {
  return instantOf(zone, Date.parse(`${date}T00:00:00Z`));
}

/** Returns `date` moved by whole days. */
export function addDays(date: string, days: number): string {
  return isoDate(Date.parse(`${date}T00:00:00Z`) + days * DAY);
}

/** Returns `date` moved by whole months; a day that the month lacks becomes its last. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, lastDay));
  return isoDate(first.getTime());
}

export function isoDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** Returns whether `text` is a real calendar date, `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && isoDate(at) === text;
}

/** Returns when no clock on Earth shows `date` any more (UTC-12 leaves it last). Epoch ms. */
export function endOfDateEverywhere(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) + DAY + 12 * HOUR;
}

/** Returns `epochMs` as a date-time with the zone's offset: `2026-03-01T00:00:00+01:00`. */
export function zonedIso(zone: string, epochMs: number): string {
  const minutes = offsetMinutes(zone, epochMs);
  const sign = minutes < 0 ? "-" : "+";
  const hh = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, "0");
  const mm = String(Math.abs(minutes) % 60).padStart(2, "0");
  return `${new Date(epochMs + minutes * 60_000).toISOString().slice(0, 19)}${sign}${hh}:${mm}`;
}

/** A calendar day of a zone: its date, and its instants in epoch ms, `from` inclusive, `to` exclusive. */
export interface LocalDay {
  readonly date: string;
  readonly from: number;
  readonly to: number;
}

export function localDay(zone: string, epochMs: number): LocalDay {
  const date = localDate(zone, epochMs);
  return { date, from: startOfDate(zone, date), to: startOfDate(zone, addDays(date, 1)) };
}

/** Creates a clock of local days that computes each zone's day once a day instead of once an event. */
export function createLocalDays(): (zone: string, epochMs: number) => LocalDay {
  const days = new Map<string, LocalDay>();
  return function dayIn(zone, epochMs) {
    const known = days.get(zone);
    if (known !== undefined && epochMs >= known.from && epochMs < known.to) return known;
    const day = localDay(zone, epochMs);
    days.set(zone, day);
    return day;
  };
}
