// P10, P10F: a whole dashboard over 100 M events on chDB, cold; memory of the server meanwhile; every report's time.
import { fileURLToPath } from "node:url";
import {
  askDashboards,
  askReport,
  dateOf,
  FILTERS,
  middle,
  percentileOf,
  rangesBefore,
} from "./dashboard.mjs";
import { openLargeSet } from "./large-set.mjs";
import { memoryOf, peakMemoryOf, runProcess } from "./processes.mjs";
import { startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { createRandom } from "./visits.mjs";

const RAW = fileURLToPath(new URL("./raw-dashboard.mjs", import.meta.url));
const DAY = 86_400_000;
const RANGES = ["7d", "30d", "91d", "12mo", "all"];

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ quick, rounds, data, log }) {
  const { set, dataDir, until, remove } = await openLargeSet(quick ? "small" : "large", data, log);
  const rawArgs = [RAW, `${dataDir}/events`, String(until), String(rounds)];
  const raw = JSON.parse(await runProcess(process.execPath, rawArgs));
  const server = await startMillrace({ dataDir });
  try {
    const ask = (asks) => askDashboards(server.url, asks, log);
    const idle = memoryOf(server.pid).rss;
    const cold = await ask(anyRanges(until, set, quick ? 10 : 100));
    const month = await ask(rangesBefore(until, 30, rounds * 4));
    const year = await ask(rangesBefore(until, set.days - 10, 5));
    const asked = RANGES.map((range) => ({ site: "site-1.example", range }));
    const relative = await ask(asked);
    const warm = await ask(asked);
    const filtered = [];
    for (const filter of FILTERS) {
      const ranges = rangesBefore(until, 30, quick ? 2 : 8);
      filtered.push(await ask(ranges.map((range) => ({ ...range, filters: [filter] }))));
    }
    const reports = await everyReport(server.url, until);
    const { rss } = memoryOf(server.pid);
    const peak = peakMemoryOf(server.pid);
    const size = `${shown(set.events)} events, ${set.sites} sites`;
    return [
      {
        figure: "P10",
        what: `dashboard of 30 days of the busiest site (${size}), cold`,
        baseline: `the same cards from raw rows by hand, without visits: ${spread(raw, "ms")}`,
        measured: `${middle(month)} ms; nearly all days ${middle(year)} ms; with today's open day ${RANGES.map((range, index) => `${range} ${shown(relative[index])} ms`).join(", ")}`,
        value: spreadOf(month.map((ms) => ms / raw.median)),
        unit: "x",
        floor: { atMost: 0.1 },
        aim: { atMost: 0.02 },
      },
      {
        figure: "P10",
        what: `p95 of ${cold.length} dashboards of any site and range, cold`,
        baseline: "",
        measured: `p50 ${middle(cold)} ms, max ${shown(Math.max(...cold))} ms; asked again p50 ${middle(warm)} ms`,
        value: spreadOf([percentileOf(cold, 95)]),
        unit: "ms",
        floor: { atMost: 150 },
        aim: { atMost: 50 },
      },
      {
        figure: "P10F",
        what: `p95 of ${filtered.flat().length} dashboards of 30 days of the busiest site with one filter, cold`,
        baseline: "",
        measured: FILTERS.map(([, dimension], index) => `${dimension} ${middle(filtered[index])} ms`).join(
          ", ",
        ),
        value: spreadOf([percentileOf(filtered.flat(), 95)]),
        unit: "ms",
        floor: { atMost: 2000 },
        aim: { atMost: 700 },
      },
      {
        figure: "P10",
        what: "memory of the server at its peak, RSS",
        baseline: `${shown(idle)} MB before`,
        measured: `${shown(peak)} MB, ${shown(rss)} MB after it`,
      },
      ...reports,
    ];
  } finally {
    await server.stop();
    remove();
  }
}

/** Of closed days; half of them of the busiest site. */
function anyRanges(until, { sites, days }, count) {
  const random = createRandom(5);
  return Array.from({ length: count }, (_, index) => {
    const length = Math.ceil((days - 2) ** random());
    const to = until - DAY - DAY * Math.floor(random() * (days - 2 - length));
    const site = index % 2 === 0 ? 1 : Math.floor(sites ** random());
    return { site: `site-${site}.example`, range: `${dateOf(to - (length - 1) * DAY)},${dateOf(to)}` };
  });
}

/** Cold is the first time that a range is asked, warm the second. */
async function everyReport(url, until) {
  const { reports } = JSON.parse(await (await fetch(`${url}/api/v1/reports`)).text());
  const rows = [];
  for (const { name, parameters } of reports) {
    const has = (parameter) => parameters.some((one) => one.name === parameter);
    const more = has("key") ? "&key=plan" : "";
    // Other ranges than those that were asked before.
    const asks = rangesBefore(until - 60 * DAY, 29, 5).map((asked) => ({ ...asked, more }));
    const times = { cold: [], warm: [] };
    for (const asked of asks) {
      const own = has("date_range") ? asked : { ...asked, range: undefined };
      for (const kind of ["cold", "warm"]) times[kind].push(await askReport(url, name, own));
    }
    rows.push({
      figure: "P10",
      what: `report ${name}, 29 days of the busiest site`,
      baseline: "",
      measured: `cold ${middle(times.cold)} ms, warm ${middle(times.warm)} ms`,
    });
  }
  return rows;
}
