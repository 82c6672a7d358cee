// P13: ingestion until queryable with every guard on, against the same build without fsync and manifests.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { inTurn, ratios } from "./in-turn.mjs";
import { acceptUntilVisible } from "./ingest.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

const WARM_UP_SECONDS = 3;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, seconds }) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const safe = await startMillrace();
  const unsafe = await startMillrace({ env: { MILLRACE_GUARDS_OFF: "fsync,manifest" } });
  const load = (server, loadSeconds = seconds) =>
    acceptUntilVisible(server, { requestsFile, seconds: loadSeconds });
  await load(safe, WARM_UP_SECONDS);
  await load(unsafe, WARM_UP_SECONDS);
  const runs = await inTurn(rounds, { safe: () => load(safe), unsafe: () => load(unsafe) });
  await safe.remove();
  await unsafe.remove();
  rmSync(folder, { recursive: true });

  const text = (side) =>
    `${spread(spreadOf(side.map(({ eventRate }) => eventRate)), "events/s")}, ${shown(spreadOf(side.map(({ cpuPerMillion }) => cpuPerMillion)).median)} CPU s per million`;
  const shares = ratios(runs.safe, runs.unsafe, ({ eventRate }) => eventRate);
  return [
    {
      figure: "P13",
      what: "cost of fsync and manifests, one event per request until queryable",
      baseline: text(runs.unsafe),
      measured: text(runs.safe),
      value: spreadOf(shares.map((share) => (1 - share) * 100)),
      unit: "%",
      floor: { atMost: 20 },
      aim: { atMost: 10 },
    },
  ];
}
