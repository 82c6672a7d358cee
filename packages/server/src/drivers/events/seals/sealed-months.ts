import { createHash } from "node:crypto";
import { addDays, addMonths } from "../../../domain/time-zone/zoned-time.ts";
import { type BuiltQuery, createBinder } from "../sql/binder.ts";
import { VALUES } from "../sql/counted-sets.ts";
import type { Dialect } from "../sql/dialect.ts";
import { SEALED_FIGURES } from "../sql/figures.ts";
import type { MonthRecord, SealedDay, SealedMonth } from "./known-days.ts";
import { MONTHLY_SETS } from "./sealed-sets.ts";

/** What is added to a set's number where a row is of a month; its day is the first of the month. */
export const MONTH_SETS = 128;

const lastDayOf = (month: string) => addDays(addMonths(month, 1), -1);
const monthOf = (date: string) => `${date.slice(0, 7)}-01`;

/** The versions of a month's days, in order: other ones make other sums. */
function basisOf(days: readonly SealedDay[]): string {
  const text = days.map(({ date, version }) => `${date} ${version}`).sort();
  return createHash("sha256").update(text.join()).digest("hex").slice(0, 16);
}

/** Months all of whose days are sealed, each with them. */
export function wholeMonths(sealed: readonly SealedDay[]): ReadonlyMap<string, readonly SealedDay[]> {
  const months = new Map<string, SealedDay[]>();
  for (const day of sealed) {
    const month = monthOf(day.date);
    const days = months.get(month);
    if (days === undefined) months.set(month, [day]);
    else days.push(day);
  }
  return new Map([...months].filter(([month, days]) => days.length === Number(lastDayOf(month).slice(8))));
}

/** The months whose sums are those of their days as they are sealed now. */
export function validMonths(records: readonly MonthRecord[], sealed: readonly SealedDay[]): SealedMonth[] {
  if (records.length === 0) return [];
  const whole = wholeMonths(sealed);
  return records
    .filter(({ month, basis }) => {
      const days = whole.get(month);
      return days !== undefined && basisOf(days) === basis;
    })
    .map(({ month, version }) => ({ month, version }));
}

/** Months whose days are all sealed, and whose sums are not there: what is to be noted of each once they are. */
export function missingMonths(
  records: readonly MonthRecord[],
  sealed: readonly SealedDay[],
): { month: string; basis: string; days: readonly SealedDay[] }[] {
  const valid = new Set(validMonths(records, sealed).map(({ month }) => month));
  return [...wholeMonths(sealed)]
    .filter(([month]) => !valid.has(month))
    .map(([month, days]) => ({ month, basis: basisOf(days), days }));
}

/** Of days that are asked for, the months that they are all of, and what is left. */
export function splitMonths(days: readonly SealedDay[], months: readonly SealedMonth[]) {
  const dates = new Set(days.map(({ date }) => date));
  const whole = months.filter(({ month }) => dates.has(month) && dates.has(lastDayOf(month)));
  const inWhole = new Set(whole.map(({ month }) => month));
  return { months: whole, days: days.filter(({ date }) => !inWhole.has(monthOf(date))) };
}

/** Adds up sealed figures of a site's days by month. */
export function buildMonths(
  siteId: number,
  days: readonly SealedDay[],
  version: number,
  dialect: Dialect,
): BuiltQuery {
  const bind = createBinder(dialect);
  const dates = days.map(({ date }) => date).sort();
  const versions = days.map(({ version: ofDay }) => ofDay);
  const sums = SEALED_FIGURES.map((name) => `sum(days.${name}) AS all_${name}`).join(", ");
  const text = `INSERT INTO ${dialect.tables.sealedFigures}
      (site_id, set_id, day, ${VALUES}, ${SEALED_FIGURES.join(", ")}, version) ${dialect.insertSettings}
    SELECT site_id, set_id + ${MONTH_SETS}, month, ${VALUES}, ${SEALED_FIGURES.map((name) => `all_${name}`).join(", ")}, ${bind("version", version)}
    FROM (SELECT site_id, set_id, ${dialect.monthOf("day")} AS month, ${VALUES}, ${sums}
      FROM ${dialect.tables.sealedFigures} AS days
      WHERE site_id = ${bind("site", siteId)} AND set_id IN (${MONTHLY_SETS.join(", ")})
        AND day >= ${bind("date", dates[0])} AND day <= ${bind("date", dates.at(-1))}
        AND ${dialect.isAnyOf("version", bind("versions", versions))}
      GROUP BY site_id, set_id, month, ${VALUES}) AS summed ${dialect.fillCaps}`;
  return { text, values: bind.values };
}
