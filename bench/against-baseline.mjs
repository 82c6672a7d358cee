// What P3 and P4 share: events accepted and queryable, sustained, ours in several topologies against a pipeline as tutorials show it.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pipelineRequests, runPipeline } from "./baseline-pipeline.mjs";
import { inTurn, ratios } from "./in-turn.mjs";
import { acceptUntilVisible } from "./ingest.mjs";
import { startServers, startServersOf } from "./private-servers.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

/** The baseline accepts about ten times faster than it writes: load it for a tenth, so that it works for as long as we do. */
const LOAD_SHARE = 0.1;
/** Redis as it comes, which keeps nothing on disk at once. */
const PLAIN_REDIS = { appendonly: "no" };

/**
 * @typedef {object} Contest
 * @property {string} figure
 * @property {string} baseline name of the file in baselines/
 * @property {string} path where the baseline takes events
 * @property {string} how the baseline works
 * @property {readonly string[]} topologies ours
 * @property {number} floor
 * @property {number} aim
 */

/**
 * One row for each topology.
 * @param {import("./run.mjs").Options} options
 * @param {Contest} contest
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measureAgainstBaseline({ rounds, sustainedSeconds, log }, contest) {
  const { figure, baseline, path, topologies } = contest;
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  const theirFile = join(folder, "their-requests");
  const visits = makeVisits(10_000);
  writeRequests(requestsFile, singles(visits));
  writeRequests(theirFile, pipelineRequests(visits));

  const ours = (topology) => async () => {
    const result = await sustain(topology, { requestsFile, seconds: sustainedSeconds });
    log(`${figure} ${topology}: ${shown(result.eventRate)} events/s`);
    return result;
  };
  async function theirs() {
    const servers = await startServers(["redis", "postgres"], { redis: PLAIN_REDIS });
    const { redis, postgres } = servers.byName;
    const result = await runPipeline({
      script: new URL(`./baselines/${baseline}.mjs`, import.meta.url).href,
      path,
      requestsFile: theirFile,
      loadSeconds: Math.max(1, Math.round(sustainedSeconds * LOAD_SHARE)),
      redisUrl: redis.url,
      databaseUrl: postgres.newDatabase(),
      serverCpuSeconds: servers.cpuSeconds,
    });
    await servers.stop();
    log(`${figure} ${baseline}: ${shown(result.eventRate)} events/s`);
    return result;
  }

  const sides = Object.fromEntries(topologies.map((topology) => [topology, ours(topology)]));
  const runs = await inTurn(rounds, { ...sides, theirs });
  rmSync(folder, { recursive: true });
  return topologies.map((topology) =>
    rowOf(contest, topology, runs[topology], runs.theirs, sustainedSeconds),
  );
}

/**
 * Loads an instance of a topology on fresh servers until a report counts every event.
 * @param {string} topology
 * @param {{ requestsFile: string, seconds: number, eventsPerRequest?: number }} load
 * @param {Record<string, string>} [settings]
 */
export async function sustain(topology, load, settings = {}) {
  const servers = await startServersOf(topology);
  const server = await startMillrace({ env: { ...servers.newPlace(), ...settings } });
  const cpuBefore = servers.cpuSeconds();
  const result = await acceptUntilVisible(server, load);
  const serverCpu = servers.cpuSeconds() - cpuBefore;
  await server.remove();
  await servers.stop();
  return { ...result, serverCpuPerMillion: (serverCpu / result.accepted.queued) * 1e6 };
}

function rowOf({ figure, how, floor, aim }, topology, ours, theirs, seconds) {
  const median = (runs, read) => shown(spreadOf(runs.map(read)).median);
  return {
    figure,
    what: `accepted and queryable, sustained ${seconds} s, ${topology}; ${how}`,
    baseline: `${rateText(theirs)}, accepting ${median(theirs, ({ acceptRate }) => acceptRate)} req/s`,
    measured: `${rateText(ours)}, the last one ${spread(spreadOf(ours.map(({ lagSeconds }) => lagSeconds)), "s")} after the load`,
    value: spreadOf(ratios(ours, theirs, ({ eventRate }) => eventRate)),
    unit: "x",
    floor: { atLeast: floor },
    aim: { atLeast: aim },
  };
}

/** Rate, and CPU of the program and of the servers under it. */
export function rateText(runs) {
  const median = (read) => shown(spreadOf(runs.map(read)).median);
  const rate = spread(spreadOf(runs.map(({ eventRate }) => eventRate)), "events/s");
  return `${rate}, ${median((run) => run.cpuPerMillion)} CPU s per million and ${median((run) => run.serverCpuPerMillion)} of its servers`;
}
