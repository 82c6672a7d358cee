import { addDays, localDate, startOfDate } from "../../../domain/time-zone/zoned-time.ts";
import type { OpenDays } from "../sql/visit-events.ts";
import type { KnownDays, SealedDay } from "./known-days.ts";

export interface Interval {
  /** Epoch ms, inclusive and exclusive. */
  readonly from: number;
  readonly to: number;
}

/** Runs of days that are worked out from events at once: each costs a statement several passes. */
const MOST_RUNS = 3;

/** Every date from one to another, both included. */
export function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** Neighbouring days that are not sealed. */
export interface OpenDaysOfRange {
  readonly firstDay: string;
  readonly lastDay: string;
  /** Where their events with visits stand ready; null: they are worked out within the statement. */
  readonly version: number | null;
}

/** The days of a range, sealed ones apart from runs of those that are not. */
export interface DaySplit {
  readonly sealed: readonly SealedDay[];
  readonly open: readonly OpenDaysOfRange[];
}

export function splitDays(range: Interval, zone: string, known: KnownDays): DaySplit {
  const firstDay = localDate(zone, range.from);
  const lastDay = localDate(zone, range.to - 1);
  const sealed = known.sealed.filter(({ date }) => date >= firstDay && date <= lastDay);
  const ready = known.open
    .filter((run) => run.firstDay <= lastDay && run.lastDay >= firstDay)
    .map((run) => ({
      ...run,
      firstDay: [run.firstDay, firstDay].sort()[1] as string,
      lastDay: [run.lastDay, lastDay].sort()[0] as string,
    }));
  const isReady = known.open.length > 0 && ready.every(({ version }) => version !== null);
  return isReady ? { sealed, open: ready } : worked(sealed, firstDay, lastDay);
}

/** Where days are sealed on and off, some seals are passed over, so that few runs are left to work out. */
function worked(sealed: readonly SealedDay[], firstDay: string, lastDay: string): DaySplit {
  const open = runsWithout(sealed, firstDay, lastDay);
  while (open.length > MOST_RUNS) mergeNearest(open);
  const isOpen = (date: string) => open.some((run) => date >= run.firstDay && date <= run.lastDay);
  return {
    sealed: sealed.filter(({ date }) => !isOpen(date)),
    open: open.map((run) => ({ ...run, version: null })),
  };
}

/** All days that are not sealed, in runs, up to the ends of time. */
export function runsOfOpenDays(sealed: readonly SealedDay[]): { firstDay: string; lastDay: string }[] {
  return runsWithout(sealed, FIRST_DAY, LAST_DAY);
}

/** Around what a store holds without question, in any zone. */
const FIRST_DAY = "1969-12-31";
const LAST_DAY = "2200-01-01";

interface Run {
  firstDay: string;
  lastDay: string;
}

function runsWithout(sealed: readonly SealedDay[], firstDay: string, lastDay: string): Run[] {
  const runs: Run[] = [];
  let next = firstDay;
  for (const { date } of [...sealed].sort((one, other) => (one.date < other.date ? -1 : 1))) {
    if (next < date) runs.push({ firstDay: next, lastDay: addDays(date, -1) });
    next = addDays(date, 1);
  }
  if (next <= lastDay) runs.push({ firstDay: next, lastDay });
  return runs;
}

function mergeNearest(runs: Run[]): void {
  let nearest = 1;
  const gap = (index: number) =>
    Date.parse(runs[index]?.firstDay ?? "") - Date.parse(runs[index - 1]?.lastDay ?? "");
  for (let index = 2; index < runs.length; index++) if (gap(index) < gap(nearest)) nearest = index;
  const [merged] = runs.splice(nearest, 1);
  (runs[nearest - 1] as Run).lastDay = (merged as Run).lastDay;
}

/** With the day before, on which a visit that goes on into the interval may have begun. */
export function withDayBefore({ from, to }: Interval, zone: string): Interval {
  return { from: startOfDate(zone, addDays(localDate(zone, from), -1)), to };
}

/** The days that an interval is made of; null when it begins or ends within one. */
export function wholeDays(
  { from, to }: Interval,
  zone: string,
): { firstDay: string; lastDay: string } | null {
  const firstDay = localDate(zone, from);
  const lastDay = localDate(zone, to - 1);
  const isWhole = startOfDate(zone, firstDay) === from && startOfDate(zone, addDays(lastDay, 1)) === to;
  return isWhole ? { firstDay, lastDay } : null;
}

/** What of a range no whole sealed day covers. */
export function withoutWholeDays(range: Interval, zone: string, sealed: readonly SealedDay[]) {
  const first = localDate(zone, range.from);
  const firstWhole = startOfDate(zone, first) >= range.from ? first : addDays(first, 1);
  const end = localDate(zone, range.to);
  const whole = sealed.filter(({ date }) => date >= firstWhole && date < end);
  const intervals: Interval[] = [];
  let at = range.from;
  // Only where runs of days begin and end: a zone's clock is slow to ask.
  for (const { firstDay, lastDay } of runsOfDates(whole.map(({ date }) => date))) {
    const from = startOfDate(zone, firstDay);
    if (from > at) intervals.push({ from: at, to: from });
    at = startOfDate(zone, addDays(lastDay, 1));
  }
  if (at < range.to) intervals.push({ from: at, to: range.to });
  return { whole, intervals };
}

/** Neighbouring dates together, in order. */
export function runsOfDates(dates: readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const date of [...dates].sort()) {
    const last = runs.at(-1);
    if (last !== undefined && addDays(last.lastDay, 1) === date) last.lastDay = date;
    else runs.push({ firstDay: date, lastDay: date });
  }
  return runs;
}

/** Days with their instants. A last day before the first asks for what goes on after the day before the first alone. */
export function openDays(
  run: { readonly firstDay: string; readonly lastDay: string },
  zone: string,
  siteIds: readonly number[],
  { withRest = true } = {},
): OpenDays {
  const start = (date: string) => startOfDate(zone, date);
  return {
    zone,
    siteIds,
    withRest,
    firstDay: run.firstDay,
    lastDay: run.lastDay,
    before: start(addDays(run.firstDay, -1)),
    from: start(run.firstDay),
    to: start(addDays(run.lastDay, 1)),
    after: start(addDays(run.lastDay, 2)),
  };
}
