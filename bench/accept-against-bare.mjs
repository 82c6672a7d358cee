import { rmSync } from "node:fs";
import { join } from "node:path";
import { inTurn, ratios } from "./in-turn.mjs";
import { accept } from "./ingest.mjs";
import { EVENTS_PATH, makeFolder, startBareHttp, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";
import { runWrk } from "./wrk.mjs";

const WARM_UP_SECONDS = 3;

/**
 * P1 and P2: events accepted, one per request, against a server that only reads the body. The events are realistic
 * (about 300 bytes, 10,000 visitors told apart by X-Forwarded-For and User-Agent) and carry no id, so that none is
 * a duplicate; the server makes the ids.
 * @param {import("./run.mjs").Options} options
 * @param {{ figure: string, what: string, env: Record<string, string>, floor: number, aim: number }} figure
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function acceptAgainstBare({ rounds, seconds }, { figure, what, env, floor, aim }) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const server = await startMillrace({ env });
  const bare = await startBareHttp();
  const hasWorker = env.ROLES === undefined || env.ROLES.includes("worker");

  async function ours(loadSeconds = seconds) {
    const result = await accept(server, { requestsFile, seconds: loadSeconds });
    // The other side must not be measured beside a worker that still drains.
    if (hasWorker) await server.emptied();
    return result;
  }
  async function theirs(loadSeconds = seconds) {
    const cpuBefore = bare.cpuSeconds();
    const result = await runWrk({ url: bare.url + EVENTS_PATH, requestsFile, seconds: loadSeconds });
    return { ...result, cpuPerMillion: ((bare.cpuSeconds() - cpuBefore) / result.requests) * 1e6 };
  }

  await ours(WARM_UP_SECONDS);
  await theirs(WARM_UP_SECONDS);
  const runs = await inTurn(rounds, { ours: () => ours(), theirs: () => theirs() });
  await server.remove();
  await bare.remove();
  rmSync(folder, { recursive: true });

  const text = (side) =>
    `${spread(spreadOf(side.map(({ rate }) => rate)), "req/s")}, ${shown(spreadOf(side.map(({ cpuPerMillion }) => cpuPerMillion)).median)} CPU s per million`;
  const latency = (read) => shown(spreadOf(runs.ours.map(read)).median);
  return [
    {
      figure,
      what,
      baseline: text(runs.theirs),
      measured: `${text(runs.ours)}, p50 ${latency(({ p50 }) => p50)} ms, p99 ${latency(({ p99 }) => p99)} ms`,
      value: spreadOf(ratios(runs.ours, runs.theirs, ({ rate }) => rate)),
      unit: "x",
      floor: { atLeast: floor },
      aim: { atLeast: aim },
    },
  ];
}
