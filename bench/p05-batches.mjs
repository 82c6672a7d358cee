// P5: 100 events per request, end to end, against one event per request.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { inTurn, ratios } from "./in-turn.mjs";
import { accept, acceptUntilVisible } from "./ingest.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { batches, makeVisits, singles, writeRequests } from "./visits.mjs";

const EVENTS_PER_REQUEST = 100;
const WARM_UP_SECONDS = 2;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, seconds }) {
  const folder = makeFolder();
  const visits = makeVisits(20_000);
  const single = { requestsFile: join(folder, "singles"), seconds };
  const batch = { requestsFile: join(folder, "batches"), seconds, eventsPerRequest: EVENTS_PER_REQUEST };
  writeRequests(single.requestsFile, singles(visits));
  writeRequests(batch.requestsFile, batches(visits, EVENTS_PER_REQUEST));
  const server = await startMillrace();

  async function one() {
    const result = await accept(server, single);
    await server.emptied();
    return result;
  }
  await accept(server, { ...single, seconds: WARM_UP_SECONDS });
  await acceptUntilVisible(server, { ...batch, seconds: WARM_UP_SECONDS });
  const runs = await inTurn(rounds, { hundred: () => acceptUntilVisible(server, batch), one });
  await server.remove();
  rmSync(folder, { recursive: true });

  const rate = (side) => spread(spreadOf(side.map(({ eventRate }) => eventRate)), "events/s");
  const cpu = (side) => shown(spreadOf(side.map(({ cpuPerMillion }) => cpuPerMillion)).median);
  const accepted = spread(spreadOf(runs.hundred.map((run) => run.accepted.eventRate)), "events/s");
  return [
    {
      figure: "P5",
      what: "100 events per request, until queryable; one event per request, accepted (P2)",
      baseline: rate(runs.one),
      measured: `${rate(runs.hundred)}, accepted at ${accepted}, ${cpu(runs.hundred)} CPU s per million`,
      value: spreadOf(ratios(runs.hundred, runs.one, ({ eventRate }) => eventRate)),
      unit: "x",
      floor: { atLeast: 3 },
      aim: { atLeast: 8 },
    },
  ];
}
