// node bench/against-tree.mjs <folder> [--rounds 9] [--seconds 5] [--only P1] [--at-once] [--owner]
//   [--data <folder>] [--set small-views]
// P1 and P6 of this checkout in turn with those of another one, built as well: what a change costs. P2, P7 and P16 when asked for,
// P16 on a set that the other one made: `npm run bench -- --only P16 --data <folder>` over there. --at-once: P6 of both at the same
// time. --owner: P7 and P16 of this checkout are asked by a person who signed in.
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rangesBefore } from "./dashboard.mjs";
import { fillQueue } from "./history.mjs";
import { inTurn, ratios } from "./in-turn.mjs";
import { accept } from "./ingest.mjs";
import { openLargeSet } from "./large-set.mjs";
import { runOpenLoop } from "./open-loop.mjs";
import { drain } from "./p06-drain.mjs";
import { besideReports, makeHistory, measureOnce, QUICK_HISTORY, REPORT_LOOPS } from "./p07-reply-time.mjs";
import { launchBrowser, openSite } from "./p16-dashboard.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

const WARM_UP_SECONDS = 3;
const ROUNDS_A_START = 4;
const EVENTS = 400_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "5" },
    only: { type: "string", default: "P1,P6" },
    "per-second": { type: "string", default: "5000" },
    owner: { type: "boolean", default: false },
    "at-once": { type: "boolean", default: false },
    data: { type: "string" },
    set: { type: "string", default: "views" },
  },
});
const [other] = positionals;
if (other === undefined) throw new Error("name the folder of the other checkout, built");
const rounds = Number(values.rounds);
const figures = values.only.toUpperCase().split(",");

if (figures.includes("P1"))
  report("P1 durable accept", await accepts(Number(values.seconds), { ROLES: "ingest" }), costs("req/s"));
if (figures.includes("P2"))
  report("P2 accept while a worker drains", await accepts(Number(values.seconds), {}), costs("req/s"));
if (figures.includes("P6")) report("P6 drain", await drains(), costs("rows/s"));
if (figures.includes("P7")) await replies(Number(values["per-second"]), Number(values.seconds));
if (figures.includes("P16")) await pages(values.data);

/**
 * Both servers are started anew for every few rounds, and take turns at being first: what the compiler makes of the same
 * code differs by a tenth from one start to the next.
 */
async function accepts(seconds, env) {
  const requestsFile = join(makeFolder(), "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const runs = { here: [], there: [] };
  for (let start = 0; runs.here.length < rounds; start++) {
    const sides = start % 2 === 0 ? ["here", "there"] : ["there", "here"];
    const servers = {};
    for (const side of sides) {
      servers[side] = await startMillrace({
        env,
        ...(side === "there" && { tree: other }),
      });
    }
    for (const side of sides) await accept(servers[side], { requestsFile, seconds: WARM_UP_SECONDS });
    const more = await inTurn(Math.min(ROUNDS_A_START, rounds - runs.here.length), {
      [sides[0]]: () => accept(servers[sides[0]], { requestsFile, seconds }),
      [sides[1]]: () => accept(servers[sides[1]], { requestsFile, seconds }),
    });
    for (const side of sides) {
      runs[side].push(...more[side]);
      await servers[side].remove();
    }
  }
  return runs;
}

async function drains() {
  const full = makeFolder();
  const edge = await startMillrace({ dataDir: full, env: { ROLES: "ingest" }, tree: other });
  await fillQueue(edge, { events: EVENTS });
  await edge.stop();
  const sides = { here: () => drain(full), there: () => drain(full, other) };
  const runs = values["at-once"] ? await atOnce(sides) : await inTurn(rounds, sides);
  rmSync(full, { recursive: true });
  return runs;
}

/**
 * Both sides share the machine of the same moment, so the ratios of their CPU spread half as far as those in turn. Their
 * rates say less: whoever is behind has the machine alone at the end.
 */
async function atOnce({ here, there }) {
  const runs = { here: [], there: [] };
  while (runs.here.length < rounds) {
    const [one, other] = await Promise.all([here(), there()]);
    runs.here.push(one);
    runs.there.push(other);
  }
  return runs;
}

/** Each round starts both servers anew, on copies of one history. */
async function replies(perSecond, seconds) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const from = await makeHistory(join(folder, "history"), QUICK_HISTORY, () => {}, other);
  const load = { requestsFile, perSecond, seconds };
  const alone = { here: [], there: [] };
  const beside = { here: [], there: [] };
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? ["here", "there"] : ["there", "here"]) {
      const server = await startMillrace({
        from,
        ...(side === "there" ? { tree: other } : { hasOwner: values.owner }),
      });
      await runOpenLoop({ ...load, url: server.url, seconds: WARM_UP_SECONDS });
      await server.opened();
      alone[side].push(await measureOnce(server, load));
      beside[side].push(await besideReports(server, () => measureOnce(server, load)));
      await server.remove();
    }
  }
  const read = {
    "ms at p50": ({ latency }) => latency.p50,
    "ms at p99": ({ latency }) => latency.p99,
    "CPU s per million": ({ serverCpu, answered }) => (serverCpu / answered) * 1e6,
  };
  report("P7 replies", alone, read);
  report(`P7 replies beside ${REPORT_LOOPS} slow reports`, beside, {
    ...read,
    "ms a report": ({ reports }) => reports.median,
  });
}

/** Every range is asked for the first time by both, in windows of an empty browser. */
async function pages(data) {
  if (data === undefined || !existsSync(join(data, values.set)))
    throw new Error("--data <folder>: where the other checkout keeps the set");
  const { dataDir, until } = await openLargeSet(values.set, data, () => {});
  const copy = makeFolder();
  cpSync(dataDir, copy, { recursive: true });
  const here = await startMillrace({ dataDir: copy, hasOwner: values.owner });
  const there = await startMillrace({ dataDir, tree: other });
  const browser = await launchBrowser();
  const read = {
    s: ({ milliseconds }) => milliseconds / 1000,
    "KB of scripts": ({ scriptBytes }) => scriptBytes / 1000,
  };
  try {
    for (const days of [7, 30, 180]) {
      const runs = { here: [], there: [] };
      for (const [round, { range }] of rangesBefore(until, days, rounds).entries()) {
        const sides = Object.entries({ here, there });
        for (const [side, server] of round % 2 === 0 ? sides : sides.reverse())
          runs[side].push(await openSite(browser, server, range));
      }
      report(`P16 the page of ${days} days`, runs, read);
    }
  } finally {
    await browser.close();
    await here.stop();
    await there.stop();
  }
}

/** Rates hang on the disk as well; what the processor is asked for is the steadier figure. */
function costs(unit) {
  return {
    [unit]: ({ rate }) => rate,
    "CPU s per million": ({ cpuPerMillion }) => cpuPerMillion,
  };
}

/** @param {Record<string, (run: object) => number>} figures by their units */
function report(what, { here, there }, figures) {
  for (const [name, read] of Object.entries(figures)) {
    const side = (runs) => spread(spreadOf(runs.map(read)), name);
    const ratio = spread(spreadOf(ratios(here, there, read)), "x");
    process.stdout.write(`${what}: here ${side(here)}; there ${side(there)}; here/there ${ratio}\n`);
  }
}
