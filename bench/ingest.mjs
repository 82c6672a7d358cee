// One measurement of ingestion on a running server: what was accepted, and when a report showed it.
import { sleep } from "./processes.mjs";
import { EVENTS_PATH } from "./server-under-test.mjs";
import { CONNECTIONS, runWrk } from "./wrk.mjs";

/** A count that has not moved for this long will not: nothing is under way any more. */
const STILL_MS = 300;
const LOOK_EVERY_MS = 25;
const VISIBLE_LIMIT_MS = 300_000;

/** @typedef {Awaited<ReturnType<typeof import("./server-under-test.mjs").startMillrace>>} Server */
/** @typedef {{ requestsFile: string, seconds: number, eventsPerRequest?: number }} Load */

/**
 * Sends as fast as the server accepts. Throws when what it counts as queued is not what it has acknowledged.
 * @param {Server} server
 * @param {Load} load
 */
export async function accept(server, { requestsFile, seconds, eventsPerRequest = 1 }, onLoadEnd = () => {}) {
  const queuedBefore = await server.queuedEvents();
  const cpuBefore = server.cpuSeconds();
  const result = await runWrk({ url: server.url + EVENTS_PATH, requestsFile, seconds });
  const cpuSeconds = server.cpuSeconds() - cpuBefore;
  onLoadEnd();
  const events = result.requests * eventsPerRequest;
  const queued = (await lastCount(server)) - queuedBefore;
  if (queued < events || queued > events + CONNECTIONS * eventsPerRequest) {
    throw new Error(`${events} events were acknowledged and ${queued} queued`);
  }
  return {
    ...result,
    queued,
    eventRate: events / result.seconds,
    cpuPerMillion: (cpuSeconds / queued) * 1e6,
  };
}

/** What the server has queued once those requests are done that were under way when their generator stopped. */
async function lastCount(server) {
  for (let before = -1; ; ) {
    const count = await server.queuedEvents();
    if (count === before) return count;
    before = count;
    await sleep(STILL_MS);
  }
}

/**
 * The same, until a report counts every accepted event.
 * @param {Server} server
 * @param {Load} load
 */
export async function acceptUntilVisible(server, load) {
  const visibleBefore = await server.visibleEvents();
  const cpuBefore = server.cpuSeconds();
  const startedAt = performance.now();
  let seen = Promise.resolve(0);
  let expected = Number.POSITIVE_INFINITY;
  const accepted = await accept(server, load, () => {
    seen = secondsUntil((visible) => visible - visibleBefore >= expected);
  });
  expected = accepted.queued;

  /** Looks from the end of the load on; how many there must be is known a moment later. */
  async function secondsUntil(isComplete) {
    const looks = [];
    while (performance.now() - startedAt < load.seconds * 1000 + VISIBLE_LIMIT_MS) {
      looks.push({ visible: await server.visibleEvents(), seconds: (performance.now() - startedAt) / 1000 });
      const complete = looks.find(({ visible }) => isComplete(visible));
      if (complete !== undefined) return complete.seconds;
      await sleep(LOOK_EVERY_MS);
    }
    throw new Error(`${accepted.queued} events were accepted, ${looks.at(-1)?.visible} can be queried`);
  }

  const seconds = await seen;
  const cpuSeconds = server.cpuSeconds() - cpuBefore;
  return {
    accepted,
    seconds,
    /** From the end of the load until the last event could be queried. */
    lagSeconds: seconds - load.seconds,
    eventRate: accepted.queued / seconds,
    cpuPerMillion: (cpuSeconds / accepted.queued) * 1e6,
  };
}
