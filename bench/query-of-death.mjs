// What one reader can do to everybody else: five years, three dimensions and regular expressions on properties, asked
// again and again while events come in.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { inTurn, ratios } from "./in-turn.mjs";
import { openLargeSet } from "./large-set.mjs";
import { runOpenLoop } from "./open-loop.mjs";
import { memoryOf } from "./processes.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

const AT_ONCE = 4;
const PER_SECOND = 2000;
const DEATH = {
  site_id: "site-1.example",
  metrics: ["visitors", "visits", "pageviews", "events"],
  dimensions: ["event:page", "event:props:plan", "visit:city"],
  filters: [
    [
      "or",
      [
        ["matches", "event:props:plan", ["^(p|f)(r+e*)+.*$", "(x+x+)+y"]],
        ["matches", "event:props:theme", ["(a|d)+.*(k|t)$"]],
      ],
    ],
  ],
  date_range: "1826d",
};

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ quick, rounds, seconds, data, log }) {
  const { set, dataDir, remove } = await openLargeSet(quick ? "small" : "large", data, log);
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const server = await startMillrace({ dataDir });
  const load = {
    url: server.url,
    requestsFile,
    perSecond: PER_SECOND,
    seconds: Math.max(seconds, quick ? 2 : 25),
  };
  const answers = [];
  try {
    await runOpenLoop({ ...load, seconds: 2 });
    const { alone, beside } = await inTurn(rounds, {
      alone: () => runOpenLoop(load),
      beside: () => besideDeaths(server.url, answers, () => runOpenLoop(load)),
    });
    log(`${answers.length} answers`);
    const p99 = (run) => run.latency.p99;
    const took = spreadOf(answers.map(({ ms }) => ms / 1000));
    const statuses = [
      ...new Set(answers.map(({ status, text }) => (status === 200 ? "200" : `${status} ${text}`))),
    ];
    return [
      {
        figure: "DEATH",
        what: `p99 reply time at ${shown(PER_SECOND)} events/s beside ${AT_ONCE} readers who ask 5 years, 3 dimensions and 4 regular expressions of ${shown(set.events * set.share)} events`,
        baseline: `alone ${spread(spreadOf(alone.map(p99)), "ms")}`,
        measured: `${spread(spreadOf(beside.map(p99)), "ms")}; ${answers.length} answers after ${spread(took, "s")}: ${statuses.join("; ")}; server ${shown(memoryOf(server.pid).rss)} MB`,
        value: spreadOf(ratios(beside, alone, p99)),
        unit: "x",
      },
      {
        figure: "DEATH",
        what: "the same p99",
        baseline: "",
        measured: "",
        value: spreadOf(beside.map(p99)),
        unit: "ms",
        floor: { atMost: 20 },
        aim: { atMost: 8 },
      },
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
    remove();
  }
}

/** Begins the load once all are asking. */
async function besideDeaths(url, answers, run) {
  let isOver = false;
  async function askOn() {
    while (!isOver) {
      const startedAt = performance.now();
      const reply = await fetch(`${url}/api/v2/query`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(DEATH),
      });
      const text = await reply.text();
      answers.push({ status: reply.status, text: text.slice(0, 200), ms: performance.now() - startedAt });
    }
  }
  const readers = Array.from({ length: AT_ONCE }, askOn);
  const result = await run();
  isOver = true;
  await Promise.all(readers);
  return result;
}
