import { BadRequest } from "../../domain/errors.ts";
import { addDays, addMonths, isIsoDate } from "../../domain/time-zone/zoned-time.ts";

/**
 * Returns the dates of a period of Plausible's Stats API v1, both included: relative to `date`, which ends `7d` and
 * `30d` and lies in the month that ends `6mo` and `12mo`. Throws BadRequest.
 */
export function plausiblePeriod(
  period: string,
  given: string | undefined,
  today: string,
): [first: string, last: string] {
  if (period === "custom") return customPeriod(given);
  const date = given === undefined || given === "" ? today : given;
  if (!isIsoDate(date))
    throw new BadRequest(`date: ${JSON.stringify(date)} is not a date, expected YYYY-MM-DD`);
  if (period === "day") return [date, date];
  const month = `${date.slice(0, 7)}-01`;
  if (period === "month") return months(month, 1);
  if (period === "year") return months(`${date.slice(0, 4)}-01-01`, 12);
  const match = /^([1-9]\d{0,2})(d|mo)$/.exec(period);
  const count = Number(match?.[1]);
  if (match?.[2] === "d") return [addDays(date, 1 - count), date];
  if (match?.[2] === "mo") return months(addMonths(month, 1 - count), count);
  throw new BadRequest(
    `period: ${JSON.stringify(period)} is not one of day, 7d, 30d, month, 6mo, 12mo, year, custom`,
  );
}

function months(first: string, count: number): [string, string] {
  return [first, addDays(addMonths(first, count), -1)];
}

function customPeriod(given: string | undefined): [string, string] {
  const [first = "", last = "", ...more] = (given ?? "").split(",").map((date) => date.trim());
  if (!isIsoDate(first) || !isIsoDate(last) || more.length > 0) {
    throw new BadRequest("date: period=custom needs two dates, 2026-01-01,2026-01-31");
  }
  return [first, last];
}
