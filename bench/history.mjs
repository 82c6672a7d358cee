import { EVENTS_PATH } from "./server-under-test.mjs";
import { createRandom, makeVisits } from "./visits.mjs";

const BATCH = 2000;
const AT_ONCE = 4;
const DAY = 86_400_000;

/**
 * Fills a server with page views of the past: `days` days, one visitor for every four views. Resolves when all of
 * them are stored.
 * @param {Awaited<ReturnType<typeof import("./server-under-test.mjs").startMillrace>>} server
 * @param {{ events: number, days: number }} options
 */
export async function fillWithHistory(server, { events, days }) {
  const templates = makeVisits(10_000, 7).map(({ event }) => event);
  const random = createRandom(8);
  const now = Date.now();
  let made = 0;

  function nextBatch() {
    const batch = [];
    while (batch.length < BATCH && made < events) {
      batch.push({
        ...templates[made % templates.length],
        user_id: `past-${Math.floor(random() * (events / 4))}`,
        timestamp: now - Math.floor(random() * days * DAY),
      });
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
  await server.emptied();
}
