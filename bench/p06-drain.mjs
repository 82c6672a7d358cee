// P6: the worker takes a full queue to the store, against raw inserts of the same rows in batches of the same size.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fillQueue } from "./history.mjs";
import { inTurn, ratios } from "./in-turn.mjs";
import { runProcess, sleep } from "./processes.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";

const RAW_INSERT = fileURLToPath(new URL("./baselines/raw-insert.mjs", import.meta.url));
const EVENTS = 400_000;
const QUICK_EVENTS = 100_000;
const BATCH_SIZE = 20_000;
const LOOK_EVERY_MS = 20;
/** As the edge starts its store process (app/config.ts). */
const ENV = { ROLES: "worker,api,scheduler", UV_THREADPOOL_SIZE: "16", BATCH_SIZE: String(BATCH_SIZE) };

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, quick }) {
  const events = quick ? QUICK_EVENTS : EVENTS;
  const folder = makeFolder();
  const full = join(folder, "full");
  const edge = await startMillrace({ dataDir: full, env: { ROLES: "ingest" } });
  await fillQueue(edge, { events });
  await edge.stop();

  const runs = await inTurn(rounds, { worker: () => drain(full), raw: () => insertRaw(full) });
  rmSync(folder, { recursive: true });
  const text = (side) =>
    `${spread(spreadOf(side.map(({ rate }) => rate)), "rows/s")}, ${shown(spreadOf(side.map(({ cpuPerMillion }) => cpuPerMillion)).median)} CPU s per million`;
  return [
    {
      figure: "P6",
      what: `the worker drains ${shown(events)} events; raw insert of the same rows, batches of ${shown(BATCH_SIZE)}`,
      baseline: text(runs.raw),
      measured: text(runs.worker),
      value: spreadOf(ratios(runs.worker, runs.raw, ({ rate }) => rate)),
      unit: "x",
      floor: { atLeast: 0.3 },
      aim: { atLeast: 0.6 },
    },
  ];
}

/** From the moment the running worker has settled its first batch until its last: starting up is no part of the rate. */
export async function drain(full, tree, { env = {}, watch = async (_url) => () => {} } = {}) {
  const server = await startMillrace({
    from: full,
    env: { ...ENV, ...env },
    ...(tree !== undefined && { tree }),
  });
  const stopWatching = await watch(server.url);
  const look = async () => ({
    depth: await server.metric("millrace_queue_depth"),
    at: performance.now(),
    cpu: server.cpuSeconds(),
  });
  async function lookAgain() {
    await sleep(LOOK_EVERY_MS);
    return look();
  }
  const start = await look();
  let first = start;
  while (first.depth === start.depth) first = await lookAgain();
  if (first.depth === 0) throw new Error("the queue was empty at the second look: take more events");
  let last = first;
  while (last.depth > 0) last = await lookAgain();
  stopWatching();
  await server.remove();
  const rate = (first.depth / (last.at - first.at)) * 1000;
  return { rate, cpuPerMillion: ((last.cpu - first.cpu) / first.depth) * 1e6 };
}

async function insertRaw(full) {
  const folder = makeFolder();
  cpSync(join(full, "queue"), join(folder, "queue"), { recursive: true });
  const args = [RAW_INSERT, join(folder, "queue"), join(folder, "events"), String(BATCH_SIZE)];
  const text = await runProcess(process.execPath, args, { UV_THREADPOOL_SIZE: ENV.UV_THREADPOOL_SIZE });
  const { rows, seconds, cpuSeconds } = JSON.parse(text);
  rmSync(folder, { recursive: true });
  return { rate: rows / seconds, cpuPerMillion: (cpuSeconds / rows) * 1e6 };
}
