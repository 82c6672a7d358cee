import { zonedIso } from "../domain/time-zone/zoned-time.ts";
import type { ImportReport } from "./import-report.ts";

/** Returns what an import read, line by line: how much, of which time, and what could not be used or looks odd. */
export function describeImport(report: ImportReport, what: string, zone: string): string[] {
  const { events, pageviews, days, firstDate, lastDate } = report;
  const range =
    firstDate === null ? "" : `, on ${days} ${days === 1 ? "day" : "days"} from ${firstDate} to ${lastDate}`;
  return [
    `${events} events, ${pageviews} of them page views, ${what}${range}.`,
    ...timesOf(report, zone),
    ...[...report.skipped].map(([reason, counted]) => lineOf("Skipped ", reason, counted)),
    ...[...report.notes].map(([text, counted]) => lineOf("Noted ", text, counted)),
    ...nothingIn(report),
    ...report.columns.flatMap(({ warning }) => (warning === null ? [] : [`Warning: ${warning}.`])),
  ];
}

/** Returns the first events that an import read, as it understood them. */
export function describeExamples({ examples }: ImportReport): string[] {
  return examples.map(({ timestamp, name, hostname, path, referrer, place, agent }) => {
    const facts = [referrer, place.country, agent.browser, agent.os, agent.device].filter(Boolean);
    return `  ${new Date(timestamp).toISOString()} ${name} ${hostname}${path} ${facts.join(", ")}`;
  });
}

/** The first and the last event by the site's clock and in UTC, so that a wrong zone is seen. */
function timesOf({ firstAt, lastAt }: ImportReport, zone: string): string[] {
  const time = (at: number) =>
    `${zonedIso(zone, at)}${zone === "UTC" ? "" : ` (${new Date(at).toISOString()})`}`;
  if (firstAt === null || lastAt === null) return [];
  return [`From ${time(firstAt)} to ${time(lastAt)}, in the time zone ${zone}.`];
}

/** `Cells read as nothing, \N: utm_source 12, gclid all.` */
function nothingIn({ columns }: ImportReport): string[] {
  const byMark = new Map<string, string[]>();
  for (const { column, rows, nothing } of columns)
    for (const [mark, count] of nothing)
      byMark.set(mark, [...(byMark.get(mark) ?? []), `${column} ${count === rows ? "all" : count}`]);
  return [...byMark].map(([mark, counts]) => `Cells read as empty, ${mark}: ${counts.join(", ")}.`);
}

function lineOf(
  start: string,
  text: string,
  { count, places }: { count: number; places: readonly string[] },
): string {
  return `${start}${count}: ${text} (${places.join(", ")}${count > places.length ? ", …" : ""})`;
}
