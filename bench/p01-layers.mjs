// P1 in layers: bare node:http, then the edge with one layer more each time, up to the whole with its fsync.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { inTurn, ratios } from "./in-turn.mjs";
import {
  EVENTS_PATH,
  makeFolder,
  startBareHttp,
  startEdgeUpTo,
  startMillrace,
} from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";
import { runWrk } from "./wrk.mjs";

const WARM_UP_SECONDS = 3;

const LAYERS = {
  "bare node:http": startBareHttp,
  "+ headers and JSON of the reply": () => startEdgeUpTo("reply"),
  "+ parsing and validation": () => startEdgeUpTo("validate"),
  "+ all steps of intake": () => startEdgeUpTo("steps"),
  "+ encoding": () => startEdgeUpTo("encode"),
  "+ the queue with fsync: the edge": () => startMillrace({ env: { ROLES: "ingest" } }),
};

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, seconds }) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const servers = {};
  for (const [name, start] of Object.entries(LAYERS)) servers[name] = await start();

  async function load(server, loadSeconds = seconds) {
    const cpuBefore = server.cpuSeconds();
    const result = await runWrk({ url: server.url + EVENTS_PATH, requestsFile, seconds: loadSeconds });
    return { ...result, cpuMicroseconds: ((server.cpuSeconds() - cpuBefore) / result.requests) * 1e6 };
  }

  /** @type {Record<string, () => ReturnType<typeof load>>} */
  const sides = {};
  for (const [name, server] of Object.entries(servers)) {
    await load(server, WARM_UP_SECONDS);
    sides[name] = () => load(server);
  }
  const runs = await inTurn(rounds, sides);
  for (const server of Object.values(servers)) await server.remove();
  rmSync(folder, { recursive: true });

  const [bare] = Object.values(runs);
  return Object.entries(runs).map(([name, side]) => ({
    figure: "P1 in layers",
    what: name,
    baseline: "",
    measured: `${spread(spreadOf(side.map(({ rate }) => rate)), "req/s")}, ${shown(spreadOf(side.map(({ cpuMicroseconds }) => cpuMicroseconds)).median)} us of CPU each`,
    value: spreadOf(ratios(side, bare, ({ rate }) => rate)),
    unit: "x",
  }));
}
