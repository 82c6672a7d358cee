// P8: from the reply to an event until a report shows it, at a fixed rate of events.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { runOpenLoop } from "./open-loop.mjs";
import { sleep } from "./processes.mjs";
import { EVENTS_PATH, makeFolder, startMillrace } from "./server-under-test.mjs";
import { percentilesOf, spreadOf } from "./statistics.mjs";
import { shown, spread } from "./table.mjs";
import { makeVisits, singles, writeRequests } from "./visits.mjs";

const MARK_EVERY_MS = 200;
const LOOK_EVERY_MS = 20;
const VISIBLE_LIMIT_MS = 30_000;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, seconds, perSecond }) {
  const folder = makeFolder();
  const requestsFile = join(folder, "requests");
  writeRequests(requestsFile, singles(makeVisits(10_000)));
  const load = { requestsFile, perSecond };
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const server = await startMillrace();
    await runOpenLoop({ ...load, url: server.url, seconds: 1 });
    const [result, ages] = await Promise.all([
      runOpenLoop({ ...load, url: server.url, seconds }),
      markAndLook(server, seconds),
    ]);
    runs.push({ ages: percentilesOf(Float64Array.from(ages)), marks: ages.length, latency: result.latency });
    await server.remove();
  }
  rmSync(folder, { recursive: true });
  const of = (read) => spreadOf(runs.map(read));
  return [
    {
      figure: "P8",
      what: `reply to visible in a report at ${shown(perSecond)} events/s, p95`,
      baseline: "-",
      measured: `p50 ${spread(
        of(({ ages }) => ages.p50 / 1000),
        "s",
      )}, max ${spread(
        of(({ ages }) => ages.max / 1000),
        "s",
      )}, ${runs[0].marks} marked events a round, replies p99 ${shown(of(({ latency }) => latency.p99).median)} ms`,
      value: of(({ ages }) => ages.p95 / 1000),
      unit: "s",
      floor: { atMost: 2 },
      aim: { atMost: 1 },
    },
  ];
}

/** Sends marked events throughout the load. Returns ms from the reply to each until a report counted it. */
async function markAndLook(server, seconds) {
  const ages = [];
  const endsAt = performance.now() + seconds * 1000;
  for (let index = 0; performance.now() < endsAt; index++) {
    ages.push(ageOf(server, `/mark-${index}`));
    await sleep(MARK_EVERY_MS);
  }
  return Promise.all(ages);
}

async function ageOf(server, path) {
  const [{ event }] = makeVisits(1);
  const body = JSON.stringify({ ...event, url: undefined, path });
  const reply = await fetch(server.url + EVENTS_PATH, { method: "POST", body });
  if (reply.status !== 202) throw new Error(`the marked event: ${reply.status}`);
  const repliedAt = performance.now();
  while (performance.now() - repliedAt < VISIBLE_LIMIT_MS) {
    const results = await server.query({ date_range: "30m", filters: [["is", "event:page", [path]]] });
    if ((results[0]?.metrics[0] ?? 0) > 0) return performance.now() - repliedAt;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`${path} is not visible after ${VISIBLE_LIMIT_MS} ms`);
}
