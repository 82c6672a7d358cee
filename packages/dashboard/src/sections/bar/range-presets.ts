import { addDays, addMonths, firstOfMonth, lastOfMonth } from "../../format/date.ts";
import type { Dates } from "../../view/period.ts";

/** So many days up to yesterday, as the API counts them. */
export const lastDays = (days: number, today: string): Dates => ({
  first: addDays(today, -days),
  last: addDays(today, -1),
});

function quarter(today: string, back: number): Dates {
  const month = Number(today.slice(5, 7)) - 1;
  const first = addMonths(firstOfMonth(today), -(month % 3) - 3 * back);
  return { first, last: lastOfMonth(addMonths(first, 2)) };
}

const yearBefore = (today: string): Dates => {
  const year = Number(today.slice(0, 4)) - 1;
  return { first: `${year}-01-01`, last: `${year}-12-31` };
};

/** Ranges that people ask for beside the periods of the menu. */
export const PRESETS = [
  { name: "last28", dates: (today: string) => lastDays(28, today) },
  { name: "last60", dates: (today: string) => lastDays(60, today) },
  { name: "last180", dates: (today: string) => lastDays(180, today) },
  { name: "thisQuarter", dates: (today: string) => quarter(today, 0) },
  { name: "lastQuarter", dates: (today: string) => quarter(today, 1) },
  { name: "lastYear", dates: yearBefore },
] as const;
