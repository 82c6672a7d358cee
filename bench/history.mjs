import { EVENTS_PATH } from "./server-under-test.mjs";
import { createRandom, makeVisits } from "./visits.mjs";

const BATCH = 2000;
const AT_ONCE = 4;
const DAY = 86_400_000;
const VIEWS_PER_VISITOR = 4;

/** @typedef {Awaited<ReturnType<typeof import("./server-under-test.mjs").startMillrace>>} Server */

/**
 * Fills a server with page views of the last `days` days, one visitor for every four. Resolves when they are stored.
 * @param {Server} server
 * @param {{ events: number, days: number }} options
 */
export async function fillWithHistory(server, { events, days }) {
  const random = createRandom(8);
  const now = Date.now();
  await fill(server, events, () => ({ timestamp: now - Math.floor(random() * days * DAY) }));
  await server.emptied();
}

/**
 * Fills a server's queue with page views of this moment.
 * @param {Server} server
 * @param {{ events: number }} options
 */
export function fillQueue(server, { events }) {
  return fill(server, events, () => ({}));
}

async function fill(server, events, more) {
  const templates = makeVisits(10_000, 7).map(({ event }) => event);
  const random = createRandom(9);
  let made = 0;

  function nextBatch() {
    const batch = [];
    while (batch.length < BATCH && made < events) {
      const user_id = `person-${Math.floor((random() * events) / VIEWS_PER_VISITOR)}`;
      batch.push({ ...templates[made % templates.length], user_id, ...more() });
      made += 1;
    }
    return batch;
  }

  async function sendBatches() {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
      const reply = await fetch(server.url + EVENTS_PATH, { method: "POST", body: JSON.stringify(batch) });
      if (!reply.ok) throw new Error(`filling failed: ${reply.status} ${await reply.text()}`);
      await reply.arrayBuffer();
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, sendBatches));
}
