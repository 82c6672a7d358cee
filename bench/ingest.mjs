// One measurement of ingestion on a running server: what was accepted, and when a report showed it.
import { sleep } from "./processes.mjs";
import { EVENTS_PATH } from "./server-under-test.mjs";
import { CONNECTIONS, runWrk } from "./wrk.mjs";

/** How long a request may still be under way when its generator has stopped. */
const UNDER_WAY_MS = 300;
const LOOK_EVERY_MS = 25;

/** @typedef {Awaited<ReturnType<typeof import("./server-under-test.mjs").startMillrace>>} Server */

/**
 * Sends as fast as the server accepts. Throws when what it counts as queued is not what it has acknowledged.
 * @param {Server} server
 * @param {{ requestsFile: string, seconds: number, eventsPerRequest?: number }} load
 */
export async function accept(server, { requestsFile, seconds, eventsPerRequest = 1 }) {
  const queuedBefore = await server.queuedEvents();
  const cpuBefore = server.cpuSeconds();
  const result = await runWrk({ url: server.url + EVENTS_PATH, requestsFile, seconds });
  const cpuSeconds = server.cpuSeconds() - cpuBefore;
  await sleep(UNDER_WAY_MS);
  const events = result.requests * eventsPerRequest;
  const queued = (await server.queuedEvents()) - queuedBefore;
  if (queued < events || queued > events + CONNECTIONS * eventsPerRequest) {
    throw new Error(`${events} events were acknowledged and ${queued} queued`);
  }
  return { ...result, events, queued, eventRate: events / result.seconds, cpuPerMillion: (cpuSeconds / queued) * 1e6 };
}

/**
 * The same, until a report counts every accepted event.
 * @param {Server} server
 * @param {Parameters<typeof accept>[1]} load
 */
export async function acceptUntilVisible(server, load) {
  const visibleBefore = await server.visibleEvents();
  const cpuBefore = server.cpuSeconds();
  const startedAt = performance.now();
  const accepted = await accept(server, load);
  while ((await server.visibleEvents()) < visibleBefore + accepted.queued) await sleep(LOOK_EVERY_MS);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = server.cpuSeconds() - cpuBefore;
  return {
    accepted,
    events: accepted.queued,
    seconds,
    eventRate: accepted.queued / seconds,
    cpuPerMillion: (cpuSeconds / accepted.queued) * 1e6,
  };
}
