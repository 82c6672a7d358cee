// P1-EDGES: two edge processes on one Redis queue and one machine, against one. Says whether forking edges would pay here.
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { inTurn, ratios } from "./in-turn.mjs";
import { startServersOf } from "./private-servers.mjs";
import { EVENTS_PATH, makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";
import { CONNECTIONS, runWrk } from "./wrk.mjs";

/**
 * Informs: no limits.
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, seconds }) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const servers = await startServersOf("redis-postgres");
  const env = { ...servers.newPlace(), ROLES: "ingest" };
  const edges = [await startMillrace({ env }), await startMillrace({ env })];
  const load = async (used) => {
    const connections = CONNECTIONS / used.length;
    const results = await Promise.all(
      used.map(({ url }) => runWrk({ url: url + EVENTS_PATH, requestsFile, seconds, connections })),
    );
    return results.reduce((sum, { rate }) => sum + rate, 0);
  };
  await load(edges);
  const runs = await inTurn(rounds, { one: () => load(edges.slice(0, 1)), two: () => load(edges) });
  for (const edge of edges) await edge.remove();
  await servers.stop();
  rmSync(folder, { recursive: true });
  return [
    {
      figure: "P1-EDGES",
      what: `durable accept by two edges on one Redis against one, ${availableParallelism()} cores with the load and Redis on them`,
      baseline: spread(spreadOf(runs.one), "req/s"),
      measured: spread(spreadOf(runs.two), "req/s"),
      value: spreadOf(ratios(runs.two, runs.one, (rate) => rate)),
      unit: "x",
      floor: { atLeast: 0 },
      aim: { atLeast: 1.3 },
    },
  ];
}
