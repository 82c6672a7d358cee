// P3 by topology: events accepted and queryable, sustained, one a request and in batches; the embedded one beside.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { rateText, sustain } from "./against-baseline.mjs";
import { inTurn, ratios } from "./in-turn.mjs";
import { TOPOLOGY_NAMES } from "./private-servers.mjs";
import { makeFolder } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { batches, makeVisits, singles, writeRequests } from "./visits.mjs";

const BATCH = 100;
/** Two of them, so that what can go side by side does. */
const SETTINGS = { NUM_PARTITIONS: "2" };

/**
 * Informs: no limits.
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, seconds, log }) {
  const folder = makeFolder();
  const visits = makeVisits(10_000);
  const rows = [];
  for (const size of [1, BATCH]) {
    const requestsFile = join(folder, `requests-${size}`);
    writeRequests(requestsFile, size === 1 ? singles(visits) : batches(visits, size));
    const load = { requestsFile, seconds, eventsPerRequest: size };
    const side = (topology) => async () => {
      const result = await sustain(topology, load, SETTINGS);
      log(`P3 ${topology}, ${size} a request: ${shown(result.eventRate)} events/s`);
      return result;
    };
    const runs = await inTurn(rounds, Object.fromEntries(TOPOLOGY_NAMES.map((name) => [name, side(name)])));
    rows.push(...TOPOLOGY_NAMES.map((name) => rowOf(name, size, seconds, runs[name], runs.embedded)));
  }
  rmSync(folder, { recursive: true });
  return rows;
}

function rowOf(topology, size, seconds, runs, embedded) {
  const lag = spreadOf(runs.map(({ lagSeconds }) => lagSeconds));
  return {
    figure: "P3-TOPOLOGIES",
    what: `accepted and queryable, ${topology}, ${size === 1 ? "one event" : `${size} events`} a request for ${seconds} s`,
    baseline: topology === "embedded" ? "" : "embedded",
    measured: `${rateText(runs)}, the last one ${spread(lag, "s")} after the load`,
    ...(topology !== "embedded" && {
      value: spreadOf(ratios(runs, embedded, ({ eventRate }) => eventRate)),
      unit: "x",
    }),
  };
}
