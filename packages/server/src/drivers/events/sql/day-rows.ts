import type { EventStore } from "../../../ports/event-store.ts";

type Rows = readonly (readonly unknown[])[];
type StoredDay = Awaited<ReturnType<EventStore["storedDays"]>>[number];
type DayWithEvents = Awaited<ReturnType<EventStore["daysWithEvents"]>>[number];

/** Rows of site, date, rows, events counted. */
export const toStoredDays = (rows: Rows): StoredDay[] =>
  rows.map(([siteId, date, count, counted]) => ({
    siteId: Number(siteId),
    date: String(date),
    rows: Number(count),
    counted: Number(counted),
  }));

/** Rows of site, date, rows. */
export const toDaysWithEvents = (rows: Rows): DayWithEvents[] =>
  rows.map(([siteId, date, count]) => ({
    siteId: Number(siteId),
    date: String(date),
    rows: Number(count),
  }));

/** Rows of path and views. */
export const toTopPaths = (rows: Rows) =>
  rows.map(([path, views]) => ({ path: String(path), views: Number(views) }));

/** Before every id. */
export const FIRST_ID = "00000000-0000-0000-0000-000000000000";
