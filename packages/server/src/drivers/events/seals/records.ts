import type { MonthRecord, SealRecord } from "./known-days.ts";
import type { MadeVersion, SealedVersion } from "./sealing-engine.ts";

type Rows = readonly (readonly unknown[])[];

/** Rows of day, version, marks, rule. */
export const toSealRecords = (rows: Rows): SealRecord[] =>
  rows.map(([day, version, marks, rule]) => ({
    day: String(day),
    version: Number(version),
    marks: Number(marks),
    rule: String(rule),
  }));

/** Rows of month, version, basis. */
export const toMonthRecords = (rows: Rows): MonthRecord[] =>
  rows.map(([month, version, basis]) => ({
    month: String(month),
    version: Number(version),
    basis: String(basis),
  }));

/** Rows of site, day, version. */
export const toSealedVersions = (rows: Rows): SealedVersion[] =>
  rows.map(([siteId, day, version]) => ({
    siteId: Number(siteId),
    day: String(day),
    version: Number(version),
  }));

/** Rows of day, version, whether it is of a month. */
export const toMadeVersions = (rows: Rows): MadeVersion[] =>
  rows.map(([day, version, isMonth]) => ({
    day: String(day),
    version: Number(version),
    isMonth: Boolean(isMonth),
  }));

/** Rows of site, date, count, as counts by date by site. */
export function toLateMarks(rows: Rows): Map<number, Map<string, number>> {
  const found = new Map<number, Map<string, number>>();
  for (const [siteId, date, count] of rows) {
    const dates = found.get(Number(siteId)) ?? new Map<string, number>();
    found.set(Number(siteId), dates.set(String(date), Number(count)));
  }
  return found;
}

/** Rows of site and count, as counts by site. */
export const toCountsBySite = (rows: Rows): ReadonlyMap<number, number> =>
  new Map(rows.map(([siteId, count]) => [Number(siteId), Number(count)]));
