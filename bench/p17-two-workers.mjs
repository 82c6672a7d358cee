// P17: two worker processes take a full queue to the store, against one.
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fillQueue } from "./history.mjs";
import { inTurn, ratios } from "./in-turn.mjs";
import { startServersOf } from "./private-servers.mjs";
import { sleep } from "./processes.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";

const EVENTS = 200_000;
const QUICK_EVENTS = 100_000;
const BATCH_SIZE = 2000;
/** Batches small enough that every partition takes many, and workers that share the partitions out quickly. */
const SETTINGS = { NUM_PARTITIONS: "4", BATCH_SIZE: String(BATCH_SIZE), LEASE_MS: "1000" };
const LOOK_EVERY_MS = 20;
const DRAIN_LIMIT_MS = 600_000;
/** At the end some workers have nothing left to do: what is measured stops before. */
const TO_SHARE = 0.1;
/** Of the queue must be left when the last worker begins, or the figure says nothing. */
const FROM_SHARE = 0.3;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure(options) {
  const rows = [];
  for (const topology of ["redis-postgres", "rabbitmq-postgres"]) rows.push(await compare(topology, options));
  return rows;
}

async function compare(topology, { rounds, quick, log }) {
  const events = quick ? QUICK_EVENTS : EVENTS;
  const servers = await startServersOf(topology);
  async function drainWith(workers) {
    const result = await drain(servers.newPlace(), events, workers, servers.cpuSeconds);
    log(`P17 ${topology}, ${workers} worker(s): ${shown(result.rate)} events/s`);
    return result;
  }
  const runs = await inTurn(rounds, { one: () => drainWith(1), two: () => drainWith(2) });
  await servers.stop();
  const text = (side) =>
    `${spread(spreadOf(side.map(({ rate }) => rate)), "events/s")}, ${shown(spreadOf(side.map(({ cpuPerMillion }) => cpuPerMillion)).median)} CPU s per million and ${shown(spreadOf(side.map(({ serverCpuPerMillion }) => serverCpuPerMillion)).median)} of the servers`;
  return {
    figure: "P17",
    what: `two worker processes against one, ${topology}, ${shown(events)} events, ${availableParallelism()} cores; none lost, none doubled`,
    baseline: text(runs.one),
    measured: text(runs.two),
    value: spreadOf(ratios(runs.two, runs.one, ({ rate }) => rate)),
    unit: "x",
    // No loss is the floor, and a count that is not right ends the figure.
    floor: { atLeast: 0 },
    aim: { atLeast: 1.5 },
  };
}

async function drain(place, events, count, serverCpuSeconds) {
  const env = { ...place, ...SETTINGS };
  const edge = await startMillrace({ env: { ...env, ROLES: "ingest" } });
  await fillQueue(edge, { events });
  const expected = await edge.queuedEvents();
  await edge.remove();

  const folders = Array.from({ length: count }, makeFolder);
  const workers = await Promise.all(
    folders.map((dataDir) => startMillrace({ dataDir, env: { ...env, ROLES: "worker" } })),
  );
  const cpuSeconds = () => workers.reduce((sum, worker) => sum + worker.cpuSeconds(), 0);
  const from = await lookUntil(allWork);
  if (from.depth < expected * FROM_SHARE)
    throw new Error(`${from.depth} events are left to measure: take more`);
  const to = await lookUntil(({ depth }) => depth <= expected * TO_SHARE);
  await lookUntil(({ depth }) => depth === 0);
  await Promise.all(workers.map((worker) => worker.remove()));
  await checkStored(env, expected);
  const settled = from.depth - to.depth;
  return {
    rate: (settled / (to.at - from.at)) * 1000,
    cpuPerMillion: ((to.cpu - from.cpu) / settled) * 1e6,
    serverCpuPerMillion: ((to.serverCpu - from.serverCpu) / settled) * 1e6,
  };

  /** Whether each has found its partitions and written from them. */
  async function allWork() {
    const stored = await Promise.all(workers.map((worker) => worker.metric("millrace_stored_events_total")));
    return stored.every((each) => each >= BATCH_SIZE);
  }

  /** The first look that is as wanted; any worker sees the whole queue. */
  async function lookUntil(isWanted) {
    const deadline = performance.now() + DRAIN_LIMIT_MS;
    for (;;) {
      const depth = await workers[0].metric("millrace_queue_depth");
      const look = { depth, at: performance.now(), cpu: cpuSeconds(), serverCpu: serverCpuSeconds() };
      if (await isWanted(look)) return look;
      if (performance.now() > deadline) throw new Error(`${depth} of ${events} events still wait`);
      await sleep(LOOK_EVERY_MS);
    }
  }
}

/** Throws when the store has not exactly the events that the edge accepted. */
async function checkStored(env, expected) {
  const dataDir = makeFolder();
  const api = await startMillrace({ dataDir, env: { ...env, ROLES: "api" } });
  const stored = await api.visibleEvents();
  await api.stop();
  rmSync(dataDir, { recursive: true, force: true });
  if (stored !== expected) throw new Error(`${expected} events were accepted, ${stored} are stored`);
}
