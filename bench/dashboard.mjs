// A dashboard as a page asks for it: numbers, series and eight cards, all at once.
import { percentile } from "./statistics.mjs";
import { shown } from "./table.mjs";

/** Names of the reports, and what each is asked beside site, range and filters. */
const REPORTS = {
  overview: "",
  timeseries: "",
  pages: "&limit=10",
  "entry-pages": "&limit=10",
  "exit-pages": "&limit=10",
  sources: "&limit=10",
  channels: "&limit=10",
  countries: "&limit=10",
  browsers: "&limit=10",
  devices: "&limit=10",
};
const DAY = 86_400_000;

/** @typedef {{ site: string, range?: string, filters?: unknown, more?: string }} Asked more: further parameters, with & before each */

/** One filter each, of three kinds. */
export const FILTERS = [
  ["is", "event:page", ["/articles/section-3/how-to-measure-a-website-3"]],
  ["is", "visit:source", ["Hacker News"]],
  ["is", "visit:country", ["DE"]],
];

/**
 * Resolves with the milliseconds until the last card is there.
 * @param {string} url of the server
 * @param {Asked} asked
 */
async function askDashboard(url, asked) {
  const startedAt = performance.now();
  await Promise.all(Object.entries(REPORTS).map(([name, more]) => askReport(url, name, { ...asked, more })));
  return performance.now() - startedAt;
}

/**
 * Asks dashboards one after the other. Resolves with their milliseconds.
 * @param {string} url
 * @param {readonly Asked[]} asks
 * @param {(line: string) => void} log
 */
export async function askDashboards(url, asks, log) {
  const times = [];
  for (const asked of asks) times.push(await askDashboard(url, asked));
  log(`${asks.length} dashboards: median ${middle(times)} ms, max ${shown(Math.max(...times))} ms`);
  return times;
}

/** The median, as it is shown. */
export const middle = (times) => shown(percentileOf(times, 50));

/** Of values in any order. */
export const percentileOf = (values, percent) =>
  percentile(
    [...values].sort((a, b) => a - b),
    percent,
  );

/**
 * Asks a report. Resolves with its milliseconds; throws for any status but 200.
 * @param {string} url
 * @param {string} name
 * @param {Asked} asked
 */
export async function askReport(url, name, { site, range, filters, more = "" }) {
  const parameters = new URLSearchParams({ site_id: site });
  if (range !== undefined) parameters.set("date_range", range);
  if (filters !== undefined) parameters.set("filters", JSON.stringify(filters));
  // There is nothing before all.
  if (name === "overview" && range === "all") parameters.set("compare", "none");
  const startedAt = performance.now();
  const reply = await fetch(`${url}/api/v1/reports/${name}?${parameters}${more}`);
  const body = await reply.text();
  if (reply.status !== 200) throw new Error(`${name} of ${range}: ${reply.status} ${body}`);
  return performance.now() - startedAt;
}

/**
 * Ranges of days of the first site, none asked twice: each ends a day before the one before it.
 * @param {number} until epoch ms of a day; the first range ends the day before
 */
export function rangesBefore(until, days, count) {
  return Array.from({ length: count }, (_, index) => {
    const to = until - (1 + index) * DAY;
    return { site: "site-1.example", range: `${dateOf(to - (days - 1) * DAY)},${dateOf(to)}` };
  });
}

/** The day of an instant, UTC. */
export const dateOf = (at) => new Date(at).toISOString().slice(0, 10);
