// node bench/against-tree.mjs <folder> [--rounds 9] [--seconds 5] [--only P1]
// P1 and P6 of this checkout in turn with those of another one, built as well: what a change costs.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fillQueue } from "./history.mjs";
import { inTurn, ratios } from "./in-turn.mjs";
import { accept } from "./ingest.mjs";
import { drain } from "./p06-drain.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

const WARM_UP_SECONDS = 3;
const EVENTS = 400_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "5" },
    only: { type: "string", default: "P1,P6" },
  },
});
const [other] = positionals;
if (other === undefined) throw new Error("name the folder of the other checkout, built");
const rounds = Number(values.rounds);

if (values.only.includes("P1")) report("P1 durable accept", await accepts(Number(values.seconds)), "req/s");
if (values.only.includes("P6")) report("P6 drain", await drains(), "rows/s");

async function accepts(seconds) {
  const requestsFile = join(makeFolder(), "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const env = { ROLES: "ingest" };
  const here = await startMillrace({ env });
  const there = await startMillrace({ env, tree: other });
  for (const server of [here, there]) await accept(server, { requestsFile, seconds: WARM_UP_SECONDS });
  const runs = await inTurn(rounds, {
    here: () => accept(here, { requestsFile, seconds }),
    there: () => accept(there, { requestsFile, seconds }),
  });
  await here.remove();
  await there.remove();
  return runs;
}

async function drains() {
  const full = makeFolder();
  const edge = await startMillrace({ dataDir: full, env: { ROLES: "ingest" }, tree: other });
  await fillQueue(edge, { events: EVENTS });
  await edge.stop();
  const runs = await inTurn(rounds, { here: () => drain(full), there: () => drain(full, other) });
  rmSync(full, { recursive: true });
  return runs;
}

/** Rates hang on the disk as well; what the processor is asked for is the steadier figure. */
function report(what, { here, there }, unit) {
  const figures = [
    [unit, ({ rate }) => rate],
    ["CPU s per million", ({ cpuPerMillion }) => cpuPerMillion],
  ];
  for (const [name, read] of figures) {
    const side = (runs) => spread(spreadOf(runs.map(read)), name);
    const ratio = spread(spreadOf(ratios(here, there, read)), "x");
    process.stdout.write(`${what}: here ${side(here)}; there ${side(there)}; here/there ${ratio}\n`);
  }
}
