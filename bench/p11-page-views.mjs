// P11, P11F: a whole dashboard over 12 M page views of one site in 180 days, on each store.
import { askDashboards, FILTERS, middle, percentileOf, rangesBefore } from "./dashboard.mjs";
import { FILL, LARGE_SETS, lastEventIn, openLargeSet } from "./large-set.mjs";
import { startServers } from "./private-servers.mjs";
import { memoryOf, runProcess } from "./processes.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown } from "./table.mjs";

const RANGES = ["7d", "30d", "91d", "6mo", "all"];

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure(options) {
  return [...(await measureChdb(options)), ...(await measurePostgres(options))];
}

async function measureChdb(options) {
  const { dataDir, until, remove } = await openLargeSet(nameOf(options), options.data, options.log);
  const limits = { floor: { atMost: 1000 }, aim: { atMost: 500 } };
  const rows = await measureServer({ dataDir }, { store: "chDB", until, limits }, options);
  remove();
  return rows;
}

/** On a server of its own, or in a database of this name on the one that is given, where it stays. */
async function measurePostgres(options) {
  const { postgres, log } = options;
  const servers = postgres === undefined ? await startServers(["postgres"]) : undefined;
  const url = postgres ?? servers.byName.postgres.newDatabase();
  try {
    const { until } = await fillOnce(url, nameOf(options), log);
    const limits = { floor: { atMost: 4000 }, aim: { atMost: 1500 } };
    const env = { EVENTS_URL: url, ACCOUNTS_URL: url };
    return await measureServer(
      { env, dataDir: makeFolder() },
      { store: "PostgreSQL", until, limits },
      options,
    );
  } finally {
    await servers?.stop();
  }
}

const nameOf = ({ quick }) => (quick ? "small-views" : "views");

async function fillOnce(url, name, log) {
  const known = await lastEventIn(url);
  if (known !== null) return { until: known };
  log(`filling PostgreSQL with the set ${name}`);
  return JSON.parse(await runProcess(process.execPath, [FILL, name, url, url], {}, log));
}

async function measureServer(start, { store, until, limits }, { quick, rounds, log }) {
  const server = await startMillrace(start);
  try {
    const ask = (asks) => askDashboards(server.url, asks, log);
    const { events, days } = LARGE_SETS[quick ? "small-views" : "views"];
    const count = quick ? 3 : rounds * 3;
    const idle = memoryOf(server.pid).rss;
    const cold = await ask(
      [30, days - count - 2, 7, 91].flatMap((length) => rangesBefore(until, length, count)),
    );
    const month = cold.slice(0, count);
    const long = cold.slice(count, 2 * count);
    const asked = RANGES.map((range) => ({ site: "site-1.example", range }));
    const relative = await ask(asked);
    const warm = await ask(asked);
    const filtered = [];
    for (const filter of FILTERS) {
      filtered.push(
        await ask(rangesBefore(until, 30, quick ? 2 : 5).map((range) => ({ ...range, filters: [filter] }))),
      );
    }
    const size = `${shown(events)} page views of one site in ${days} days, ${store}`;
    return [
      {
        figure: "P11",
        what: `p95 of ${cold.length} dashboards of closed days, cold (${size})`,
        baseline:
          "Umami 3.1's seven dashboard queries on this kind of machine: 10.2 s (30 days), 47.9 s (180 days)",
        measured: `30 days ${middle(month)} ms, ${days - count - 2} days ${middle(long)} ms; with today's open day, first and second time: ${RANGES.map((range, index) => `${range} ${shown(relative[index])} and ${shown(warm[index])} ms`).join(", ")}; RSS ${shown(idle)} MB before, ${shown(memoryOf(server.pid).rss)} MB after`,
        value: spreadOf([percentileOf(cold, 95)]),
        unit: "ms",
        floor: { atMost: 500 },
        aim: { atMost: 100 },
      },
      {
        figure: "P11F",
        what: `p95 of ${filtered.flat().length} dashboards of 30 days with one filter, cold (${store})`,
        baseline: "",
        measured: FILTERS.map(([, dimension], index) => `${dimension} ${middle(filtered[index])} ms`).join(
          ", ",
        ),
        value: spreadOf([percentileOf(filtered.flat(), 95)]),
        unit: "ms",
        ...limits,
      },
    ];
  } finally {
    await server.stop();
  }
}
