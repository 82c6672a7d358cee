import {
  type Comparisons,
  type Figure,
  isSignificant,
  type Metric,
  type Query,
  type QueryReply,
  type ReplyRow,
} from "@millrace/protocol";
import { BadRequest } from "../../src/domain/errors.ts";
import type { Event } from "../../src/domain/event/event.ts";
import { DAY, MINUTE } from "../../src/domain/time.ts";
import {
  addDays,
  addMonths,
  instantOf,
  localDate,
  offsetMinutes,
  startOfDate,
  zonedIso,
} from "../../src/domain/time-zone/zoned-time.ts";
import { defaultBucket, type Range, resolveDateRange } from "../../src/query/ranges/date-range.ts";
import { timeLabels } from "../../src/query/ranges/time-labels.ts";
import { type Answer, answerRange, type OracleRow, type OracleSite } from "./oracle.ts";
import { refusalOf } from "./oracle-refusals.ts";
import { placeEvents } from "./oracle-visits.ts";

const POINTS: readonly Metric[] = [
  "bounce_rate",
  "scroll_depth",
  "exit_rate",
  "percentage",
  "conversion_rate",
  "group_conversion_rate",
];

/** The whole reply to a query: rows with their comparison, labels, warnings. Throws BadRequest. */
export function replyOf(query: Query, site: OracleSite, events: readonly Event[], now: number): QueryReply {
  const { timezone } = site;
  const refusal = refusalOf(query, site, now, firstOf(events, timezone, now));
  if (refusal !== null) throw new BadRequest(refusal);
  const period = resolveDateRange(query.date_range, timezone, now, firstOf(events, timezone, now));
  const range = query.include?.trim_relative_date_range
    ? trimmed(query.date_range, period, timezone, now)
    : period;
  const placed = placeEvents(events, timezone);
  const main = answerRange(query, site, placed, range, range);
  const comparisons = query.include?.comparisons;
  const other = comparisons && otherRange(comparisons, period, timezone, now);
  const since = other && countedSince(other, events, now);
  // A period that still grows is no more or less than another, nor is one of days before anything was counted.
  const isComparable = !(period.from <= now && now + 1 < period.to) && since === null;
  const results =
    other === undefined
      ? main.rows.map(({ metrics, dimensions }) => ({ metrics, dimensions }))
      : compared(
          main.rows,
          answerRange(query, site, placed, other, range),
          query,
          timezone,
          range,
          other,
          isComparable,
        );
  return {
    results,
    meta: {
      ...metaOf(query, main, range, timezone),
      ...(other && since != null && since < other.to && { comparison_begins: zonedIso(timezone, since) }),
    },
    query: {
      ...query,
      date_range: shown(range, timezone),
      ...(other && { comparison_date_range: shown(other, timezone) }),
    },
  };
}

/** The first event up to today, which all time begins with; without one, now. */
export function firstOf(events: readonly Event[], zone: string, now: number): number {
  const tomorrow = startOfDate(zone, addDays(localDate(zone, now), 1));
  return (
    events
      .map(({ timestamp }) => timestamp)
      .filter((at) => at < tomorrow)
      .sort((a, b) => a - b)[0] ?? now
  );
}

/** When the counting began in a window, or after it; null where the window was counted from its first day on, or its first half if it is short. */
function countedSince({ from, to }: Range, events: readonly Event[], now: number): number | null {
  const past = events.map(({ timestamp }) => timestamp).filter((at) => at <= now);
  const first = past.length === 0 ? now : Math.min(...past);
  return first - from < Math.min(DAY, (to - from) / 2) ? null : first;
}

/** The running day ends now, the running month and year with today. */
function trimmed(asked: Query["date_range"], { from, to }: Range, zone: string, now: number): Range {
  if (asked === "day") return { from, to: now + 1 };
  const isLong = asked === "month" || asked === "year";
  return { from, to: isLong ? startOfDate(zone, addDays(localDate(zone, now), 1)) : to };
}

const shown = ({ from, to }: Range, zone: string): [string, string] => [
  zonedIso(zone, from),
  zonedIso(zone, to - 1),
];

function metaOf(query: Query, main: Answer, range: Range, zone: string): QueryReply["meta"] {
  const meta: QueryReply["meta"] = {};
  const labels = labelsOf(query, range, range, zone);
  if (query.include?.time_labels === true && labels !== null) meta.time_labels = labels;
  if (query.include?.total_rows === true) meta.total_rows = main.totalRows;
  const revenue = query.metrics.filter((metric) => metric.endsWith("_revenue"));
  if (revenue.length > 0 && main.currencies.length === 1) meta.revenue_currency = main.currencies[0] ?? "";
  if (revenue.length > 0 && main.hasMixedRow) {
    const warning = { code: "several_currencies", warning: "the events have several currencies" };
    meta.metric_warnings = Object.fromEntries(revenue.map((metric) => [metric, warning]));
  }
  return meta;
}

/** The labels of a range's buckets, or null without a time dimension. */
function labelsOf(query: Query, range: Range, asked: Range, zone: string): string[] | null {
  const time = query.dimensions.find((name) => name.startsWith("time"));
  if (time === undefined) return null;
  const bucket = time === "time" ? defaultBucket(asked) : time;
  return timeLabels(bucket as Parameters<typeof timeLabels>[0], range, zone);
}

/** The window that a range is compared with. */
export function otherRange(
  { mode, match_day_of_week, date_range }: Comparisons,
  range: Range,
  zone: string,
  now: number,
): Range {
  if (mode === "custom") return resolveDateRange(date_range ?? "", zone, now);
  const isRunning = range.from <= now && now + 1 < range.to;
  const months = isRunning && mode === "previous_period" ? wholeMonths(range, zone) : null;
  const byMonths = mode === "year_over_year" ? 12 : months;
  const found = byMonths === null ? equalWindowBefore(range, zone) : monthsBefore(range, zone, byMonths);
  const other = match_day_of_week ? onSameWeekday(found, range, zone) : found;
  if (!isRunning) return other;
  if (!isWholeDays(range, zone)) {
    const back = mode === "previous_period" ? range.to - range.from : null;
    return {
      from: other.from,
      to: 1 + (back === null ? moved(now, zone, (date) => addMonths(date, -12)) : now - back),
    };
  }
  const to =
    byMonths === null || match_day_of_week
      ? sameDayAfter(other.from, range.from, now, zone)
      : sameDateBefore(now, byMonths, zone);
  return { from: other.from, to: mode === "previous_period" ? Math.min(to, range.from) : to };
}

/** How many calendar months a range is, or null. */
function wholeMonths({ from, to }: Range, zone: string): number | null {
  const dates = [from, to].map((at) => localDate(zone, at));
  if (!isWholeDays({ from, to }, zone) || dates.some((date) => !date.endsWith("-01"))) return null;
  const [first = 0, end = 0] = dates.map((date) => 12 * Number(date.slice(0, 4)) + Number(date.slice(5, 7)));
  return end - first;
}

/** As many dates after the other window's start as now is after the range's, at the same time of day, inclusive. */
function sameDayAfter(otherFrom: number, from: number, now: number, zone: string): number {
  const [start, first, today] = [otherFrom, from, now].map((at) => Date.parse(localDate(zone, at)));
  const days = Math.round(((today ?? 0) - (first ?? 0)) / DAY);
  return moved(now, zone, () => addDays(new Date(start ?? 0).toISOString().slice(0, 10), days)) + 1;
}

/** The same day of a month before at the same time, inclusive; a day that month lacks is the end of it. */
function sameDateBefore(now: number, months: number, zone: string): number {
  const today = localDate(zone, now);
  const there = addMonths(today, -months);
  if (there.slice(-2) === today.slice(-2)) return moved(now, zone, () => there) + 1;
  return startOfDate(zone, addMonths(`${there.slice(0, 7)}-01`, 1));
}

/** As many dates, where a range is whole days; else as many milliseconds. */
function equalWindowBefore(range: Range, zone: string): Range {
  const { from, to } = range;
  if (!isWholeDays(range, zone)) return { from: from - (to - from), to: from };
  const days = Math.round((to - from) / DAY);
  return { from: moved(from, zone, (date) => addDays(date, -days)), to: from };
}

/** The first and the last date, or the first and the last instant, under the same date of months before. */
function monthsBefore(range: Range, zone: string, months: number): Range {
  const back = (date: string) => addMonths(date, -months);
  const from = moved(range.from, zone, back);
  if (!isWholeDays(range, zone)) return { from, to: moved(range.to - 1, zone, back) + 1 };
  if (wholeMonths(range, zone) !== null) return { from, to: moved(range.to, zone, back) };
  const last = back(localDate(zone, range.to - 1));
  return { from, to: startOfDate(zone, addDays(last, 1)) };
}

/** Moved by up to three days to the nearest such weekday; where that would reach into the range, to the one before. */
function onSameWeekday(found: Range, range: Range, zone: string): Range {
  const back = (weekday(found.from, zone) - weekday(range.from, zone) + 7) % 7;
  const nearest = back <= 3 ? -back : 7 - back;
  const at = (days: number): Range => ({
    from: moved(found.from, zone, (date) => addDays(date, days)),
    to: moved(found.to, zone, (date) => addDays(date, days)),
  });
  return at(nearest).to > range.from ? at(-back) : at(nearest);
}

const isWholeDays = ({ from, to }: Range, zone: string): boolean =>
  [from, to].every((at) => startOfDate(zone, localDate(zone, at)) === at);

const weekday = (at: number, zone: string): number => new Date(`${localDate(zone, at)}T00:00Z`).getUTCDay();

/** The same time of day on another date. */
function moved(at: number, zone: string, move: (date: string) => string): number {
  const local = at + offsetMinutes(zone, at) * MINUTE;
  const date = localDate(zone, at);
  const clock = local - Date.parse(`${date}T00:00:00Z`);
  return instantOf(zone, Date.parse(`${move(date)}T00:00:00Z`) + clock);
}

/** Rows with the row of the other window that has the same values, time by its place among the labels. */
function compared(
  rows: readonly OracleRow[],
  other: Answer,
  query: Query,
  zone: string,
  range: Range,
  otherRange: Range,
  isComparable: boolean,
): ReplyRow[] {
  const labels = labelsOf(query, range, range, zone);
  const otherLabels = labelsOf(query, otherRange, range, zone);
  const time = query.dimensions.findIndex((name) => name.startsWith("time"));
  const others = new Map(other.allRows.map((row) => [JSON.stringify(row.dimensions), row]));
  return rows.map(({ cases, isThere: _, ...row }): ReplyRow => {
    const dimensions = row.dimensions.map((label, index) =>
      index === time ? otherLabels?.[labels?.indexOf(label) ?? -1] : label,
    );
    if (dimensions.includes(undefined)) return row;
    const { metrics, cases: casesBefore } = others.get(JSON.stringify(dimensions)) ?? other.emptyRow;
    const change = query.metrics.map((metric, index) =>
      changeOf(metric, row.metrics[index] ?? null, metrics[index] ?? null),
    );
    const significant = query.metrics.map((metric, index) => {
      const now = { figure: row.metrics[index] ?? null, cases: cases[index] ?? 0 };
      const before = { figure: metrics[index] ?? null, cases: casesBefore[index] ?? 0 };
      return isComparable && isSignificant(metric, now, before);
    });
    return { ...row, comparison: { metrics, dimensions: dimensions as string[], change, significant } };
  });
}

/** In points to one decimal where the metric is a percentage, else in whole percent of how much it was. Halves away from zero. */
function changeOf(metric: Metric, now: Figure, before: Figure): Figure {
  if (now === null || before === null) return null;
  if (POINTS.includes(metric)) return (Math.round(now * 10) - Math.round(before * 10)) / 10;
  if (before === 0) return null;
  // Figures have two decimals at most: whole numbers again, so that halves are halves.
  const [was, is] = [Math.round(before * 100), Math.round(now * 100)];
  const size = Math.floor((Math.abs(is - was) * 200 + Math.abs(was)) / (2 * Math.abs(was)));
  return is < was ? 0 - size : size;
}
