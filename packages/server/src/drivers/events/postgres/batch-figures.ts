import type { Event } from "../../../domain/event/event.ts";
import { DAY, HOUR } from "../../../domain/time.ts";
import { encodeInstant, encodeUnsigned } from "./values.ts";

/** Columns of equal length, as `unnest` takes them. Dates and hours are ISO 8601, UTC. */
export interface BatchFigures {
  /** Months in which the batch has events, as `2026-03`. */
  readonly months: string[];
  readonly days: { sites: number[]; dates: string[]; views: number[]; events: number[] };
  readonly paths: { sites: number[]; dates: string[]; paths: string[]; views: number[]; events: number[] };
  /** User ids as signed 64-bit numbers; viewed: has a page view. */
  readonly users: { sites: number[]; dates: string[]; users: string[]; viewed: boolean[] };
  /** Counted page views. */
  readonly hours: { pages: string[]; hours: string[]; views: number[] };
}

interface Counts {
  views: number;
  events: number;
}

interface DayFigures extends Counts {
  readonly site: number;
  readonly date: string;
  readonly paths: Map<string, Counts>;
  readonly users: Map<string, boolean>;
}

/** What a batch adds to the tables that are kept beside the events. */
export function sumUp(events: readonly Event[]): BatchFigures {
  const days = new Map<number, Map<number, DayFigures>>();
  const pages = new Map<string, Map<number, number>>();
  for (const event of events) {
    addToDay(dayOf(days, event.siteId, Math.floor(event.timestamp / DAY)), event);
    if (event.visitorId === "0") addToPage(pages, event);
  }
  return listed(
    [...days.values()].flatMap((dates) => [...dates.values()]),
    pages,
  );
}

function dayOf(days: Map<number, Map<number, DayFigures>>, site: number, day: number): DayFigures {
  const dates = entry(days, site, () => new Map<number, DayFigures>());
  return entry(dates, day, () => ({
    site,
    date: encodeInstant(day * DAY).slice(0, 10),
    views: 0,
    events: 0,
    paths: new Map(),
    users: new Map(),
  }));
}

function addToDay(day: DayFigures, { name, count, path, userId }: Event): void {
  const isView = name === "pageview";
  for (const counts of [day, entry(day.paths, path, () => ({ views: 0, events: 0 }))]) {
    counts.events += count;
    if (isView) counts.views += count;
  }
  if (userId !== "0") day.users.set(userId, isView || day.users.get(userId) === true);
}

function addToPage(pages: Map<string, Map<number, number>>, { path, timestamp, count }: Event): void {
  const hours = entry(pages, path, () => new Map<number, number>());
  const hour = Math.floor(timestamp / HOUR);
  hours.set(hour, (hours.get(hour) ?? 0) + count);
}

function listed(days: readonly DayFigures[], pages: Map<string, Map<number, number>>): BatchFigures {
  const figures: BatchFigures = {
    months: [...new Set(days.map(({ date }) => date.slice(0, 7)))],
    days: { sites: [], dates: [], views: [], events: [] },
    paths: { sites: [], dates: [], paths: [], views: [], events: [] },
    users: { sites: [], dates: [], users: [], viewed: [] },
    hours: { pages: [], hours: [], views: [] },
  };
  for (const day of days) listDay(figures, day);
  for (const [page, hours] of pages) {
    for (const [hour, views] of hours) {
      figures.hours.pages.push(page);
      figures.hours.hours.push(encodeInstant(hour * HOUR));
      figures.hours.views.push(views);
    }
  }
  return figures;
}

function listDay({ days, paths, users }: BatchFigures, day: DayFigures): void {
  days.sites.push(day.site);
  days.dates.push(day.date);
  days.views.push(day.views);
  days.events.push(day.events);
  for (const [path, { views, events }] of day.paths) {
    paths.sites.push(day.site);
    paths.dates.push(day.date);
    paths.paths.push(path);
    paths.views.push(views);
    paths.events.push(events);
  }
  for (const [user, viewed] of day.users) {
    users.sites.push(day.site);
    users.dates.push(day.date);
    users.users.push(encodeUnsigned(user));
    users.viewed.push(viewed);
  }
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
