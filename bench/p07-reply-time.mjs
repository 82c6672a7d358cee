// P7: reply time at a fixed rate of events with everything on, with and without slow reports beside, in each process layout.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fillWithHistory } from "./history.mjs";
import { runOpenLoop } from "./open-loop.mjs";
import { ALL_ROLES, makeFolder, startBareHttp, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

export const REPORT_LOOPS = 4;
const HISTORY = { events: 2_000_000, days: 30 };
export const QUICK_HISTORY = { events: 400_000, days: 30 };
/** Three groupings, one of which needs each visitor's first source: legal, and slow on any engine. */
const SLOW_REPORT = {
  metrics: ["visitors", "pageviews", "events"],
  dimensions: ["event:page", "visit:source", "visit:browser"],
  pagination: { limit: 100 },
};

const LAYOUTS = [
  { name: "default (edge + store process)", env: {} },
  { name: "one process, 4 libuv threads", env: { ROLES: ALL_ROLES } },
  { name: "one process, UV_THREADPOOL_SIZE=16", env: { ROLES: ALL_ROLES, UV_THREADPOOL_SIZE: "16" } },
];

/** @param {import("./run.mjs").Options} options */
export async function measure({ rounds, seconds, perSecond, quick, log }) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const load = { requestsFile, perSecond, seconds };
  const history = await makeHistory(join(folder, "history"), quick ? QUICK_HISTORY : HISTORY, log);
  const runs = new Map();
  const keep = (name, run) => runs.set(name, [...(runs.get(name) ?? []), run]);

  for (let round = 1; round <= rounds; round++) {
    for (const { name, env } of LAYOUTS) {
      const server = await startMillrace({ env, from: history });
      await runOpenLoop({ ...load, url: server.url, seconds: Math.min(2, seconds) });
      keep(name, await measureOnce(server, load));
      keep(
        `${name}, ${REPORT_LOOPS} slow reports`,
        await besideReports(server, () => measureOnce(server, load)),
      );
      if (name === LAYOUTS[0].name) await measureInstrument(server, load, keep);
      await server.remove();
      log(`P7 round ${round}: ${name} done`);
    }
  }
  rmSync(folder, { recursive: true });
  return [...runs].flatMap(([name, all]) => toRows(name, perSecond, all));
}

/** @param {string} [tree] the checkout that stores it */
export async function makeHistory(dataDir, history, log, tree) {
  const server = await startMillrace({ dataDir, tree });
  await fillWithHistory(server, history);
  log(`P7 ${history.events} events of the past are stored`);
  await server.stop();
  return dataDir;
}

export async function measureOnce(server, load) {
  const cpuBefore = server.cpuSeconds();
  const result = await runOpenLoop({ ...load, url: server.url });
  return { ...result, serverCpu: server.cpuSeconds() - cpuBefore };
}

/** The same load on a server that does nothing, alone and while the reports take the machine: what the instrument sees. */
async function measureInstrument(server, load, keep) {
  const bare = await startBareHttp();
  await runOpenLoop({ ...load, url: bare.url, seconds: 1 });
  keep("bare node:http (the instrument's own share)", await measureOnce(bare, load));
  const beside = () => measureOnce(bare, load);
  keep(
    `bare node:http beside a Millrace with ${REPORT_LOOPS} slow reports`,
    await besideReports(server, beside),
  );
  await bare.remove();
}

/** Measures while loops ask for slow reports; begins once the first has been answered. */
export async function besideReports(server, run) {
  const tookMs = [];
  let stopping = false;
  async function loop() {
    while (!stopping) {
      const startedAt = performance.now();
      await server.query(SLOW_REPORT);
      tookMs.push(performance.now() - startedAt);
    }
  }
  const loops = Array.from({ length: REPORT_LOOPS }, loop);
  await Promise.race(loops.map(() => server.query(SLOW_REPORT)));
  tookMs.length = 0;
  const result = await run();
  stopping = true;
  await Promise.all(loops);
  return { ...result, reports: spreadOf(tookMs) };
}

function toRows(name, perSecond, runs) {
  const of = (read) => spreadOf(runs.map(read));
  const ms = (read) => spread(of(read), "ms");
  const isOurs = !name.startsWith("bare");
  const reports = runs[0].reports && `, a report took ${ms(({ reports }) => reports.median)}`;
  const row = (percent, read, limits) => ({
    figure: "P7",
    what: `${percent} reply time at ${shown(perSecond)} events/s: ${name}`,
    baseline: `generator late by ${ms(({ lag }) => lag[percent])}`,
    measured: `p99.9 ${ms(({ latency }) => latency.p999)}, max ${ms(({ latency }) => latency.max)}${reports ?? ""}, ${shown(of(({ serverCpu, answered }) => (serverCpu / answered) * 1e6).median)} CPU s per million`,
    value: of(read),
    unit: "ms",
    ...(isOurs && limits),
  });
  return [
    row("p50", ({ latency }) => latency.p50, { floor: { atMost: 2 } }),
    row("p99", ({ latency }) => latency.p99, { floor: { atMost: 20 }, aim: { atMost: 8 } }),
  ];
}
