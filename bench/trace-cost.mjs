// TRACE-LOAD: what it costs that each process remembers the stages of its last events, and that a terminal is open: P1's edge, the
// whole instance under P1's load, and P6's worker, each with and without, in turn.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";
import { fillQueue } from "./history.mjs";
import { inTurn, ratios } from "./in-turn.mjs";
import { accept } from "./ingest.mjs";
import { drain } from "./p06-drain.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

const OFF = { TRACE_EVENTS: "0" };
const WARM_UP_SECONDS = 3;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, seconds, quick }) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const rows = [
    ...(await ofEdge({ rounds, seconds, requestsFile })),
    ...(await ofInstance({ rounds, seconds, requestsFile })),
    ...(await ofWorker({ rounds, events: quick ? 50_000 : 400_000, full: join(folder, "full") })),
  ];
  rmSync(folder, { recursive: true });
  return rows;
}

async function ofEdge({ rounds, seconds, requestsFile }) {
  const env = { ROLES: "ingest" };
  const off = await startMillrace({ env: { ...env, ...OFF } });
  const on = await startMillrace({ env });
  for (const server of [off, on]) await accept(server, { requestsFile, seconds: WARM_UP_SECONDS });
  const runs = await inTurn(rounds, {
    off: () => accept(off, { requestsFile, seconds }),
    on: () => accept(on, { requestsFile, seconds }),
  });
  await off.remove();
  await on.remove();
  return rowsOf("P1, traces kept; none kept", runs.on, runs.off, 0.99);
}

/** The same instance: what it does besides meets both sides alike. */
async function ofInstance({ rounds, seconds, requestsFile }) {
  const server = await startMillrace();
  await server.opened();
  async function run(watch) {
    const stopWatching = await watch(server.url);
    const result = await accept(server, { requestsFile, seconds });
    stopWatching();
    await server.emptied();
    return result;
  }
  await run(notWatched);
  const runs = await inTurn(rounds, { closed: () => run(notWatched), open: () => run(watched) });
  await server.remove();
  return rowsOf("P1 of the whole instance, a terminal open; closed", runs.open, runs.closed, 0.97);
}

async function ofWorker({ rounds, events, full }) {
  const edge = await startMillrace({ dataDir: full, env: { ROLES: "ingest" } });
  await fillQueue(edge, { events });
  await edge.stop();
  const runs = await inTurn(rounds, {
    off: () => drain(full, undefined, { env: OFF }),
    closed: () => drain(full),
    open: () => drain(full, undefined, { watch: watched }),
  });
  return [
    ...rowsOf("P6, traces kept; none kept", runs.closed, runs.off, 0.99),
    ...rowsOf("P6, a terminal open; closed", runs.open, runs.closed, 0.97),
  ];
}

const notWatched = async () => () => {};

/** Opens a terminal that reads what it is sent. */
async function watched(url) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/terminal`);
  socket.on("message", () => {});
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  return () => socket.terminate();
}

function rowsOf(what, measured, baseline, atLeast) {
  const text = (side) =>
    `${spread(spreadOf(side.map(({ rate }) => rate)), "/s")}, ${shown(spreadOf(side.map(({ cpuPerMillion }) => cpuPerMillion)).median)} CPU s per million`;
  const common = { figure: "TRACE-LOAD", baseline: text(baseline), measured: text(measured), unit: "x" };
  const rate = spreadOf(ratios(measured, baseline, (run) => run.rate));
  const cpu = spreadOf(ratios(measured, baseline, (run) => run.cpuPerMillion));
  return [
    { ...common, what, value: rate, floor: { atLeast } },
    { ...common, what: `${what}: CPU an event`, value: cpu, floor: { atMost: 2 - atLeast } },
  ];
}
