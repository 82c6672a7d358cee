// P3 and P4: events accepted and queryable, sustained, against what seeds 2 and 4 describe.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { inTurn, ratios } from "./in-turn.mjs";
import { acceptUntilVisible } from "./ingest.mjs";
import { runSeed, seedRequests } from "./seeds.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

/** A seed accepts about ten times faster than it writes: load it for a tenth, so that it works for as long as we do. */
const SEED_LOAD_SHARE = 0.1;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, sustainedSeconds, log }) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  const seedFile = join(folder, "seed-requests");
  const visits = makeVisits(10_000);
  writeRequests(requestsFile, singles(visits));
  writeRequests(seedFile, seedRequests(visits));
  const loadSeconds = Math.max(1, Math.round(sustainedSeconds * SEED_LOAD_SHARE));
  const seed = (name, path) => () =>
    runSeed({
      script: new URL(`./baselines/${name}.mjs`, import.meta.url).href,
      path,
      requestsFile: seedFile,
      loadSeconds,
    });

  async function ours() {
    const server = await startMillrace();
    const result = await acceptUntilVisible(server, { requestsFile, seconds: sustainedSeconds });
    await server.remove();
    log(`P3 ${shown(result.eventRate)} events/s`);
    return result;
  }

  const runs = await inTurn(rounds, {
    ours,
    seed2: seed("seed2", "/api/event"),
    seed4: seed("seed4", "/event"),
  });
  rmSync(folder, { recursive: true });
  const row = (figure, name, theirs, floor, aim) => ({
    figure,
    what: `accepted and queryable, sustained ${sustainedSeconds} s; ${name}`,
    baseline: `${rate(theirs)}, accepting ${shown(spreadOf(theirs.map(({ acceptRate }) => acceptRate)).median)} req/s, ${shown(spreadOf(theirs.map(({ cpuPerMillion }) => cpuPerMillion)).median)} CPU s per million beside Redis and PostgreSQL`,
    measured: `${rate(runs.ours)}, the last one ${spread(spreadOf(runs.ours.map(({ lagSeconds }) => lagSeconds)), "s")} after the load, ${shown(spreadOf(runs.ours.map(({ cpuPerMillion }) => cpuPerMillion)).median)} CPU s per million`,
    value: spreadOf(ratios(runs.ours, theirs, ({ eventRate }) => eventRate)),
    unit: "x",
    floor: { atLeast: floor },
    aim: { atLeast: aim },
  });
  return [
    row("P3", "seed 2: LPUSH, BRPOP, one INSERT each", runs.seed2, 10, 40),
    row("P4", "seed 4: XREADGROUP COUNT 10, four statements and XACK each", runs.seed4, 20, 60),
  ];
}

const rate = (runs) => spread(spreadOf(runs.map(({ eventRate }) => eventRate)), "events/s");
