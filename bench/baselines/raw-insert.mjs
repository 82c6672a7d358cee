// What the store can do by itself: the rows of a queue, decoded and encoded beforehand, written batch by batch.
//   node raw-insert.mjs <queue folder> <empty events folder> <rows a batch>
import { decodeEnvelope } from "../../packages/server/dist/domain/event/envelope-codec.js";
import { openEventStore } from "../../packages/server/dist/drivers/events/index.js";
import { openQueue } from "../../packages/server/dist/drivers/queue/index.js";
import { enrich } from "../../packages/server/dist/pipeline/enrich.js";

const [queueFolder, eventsFolder, batchSize] = process.argv.slice(2);
const store = await openEventStore(`chdb:${eventsFolder}`, {
  readers: 1,
  shards: 1,
  guards: { fsync: true, token: true, missingRows: true },
});
await store.migrate();
const batches = await readBatches();
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
for (const [index, rows] of batches.entries()) await store.insert(rows, `raw:${index}`);
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
await store.close();
const rows = batches.reduce((sum, { count }) => sum + count, 0);
process.stdout.write(`${JSON.stringify({ rows, seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
process.exit(0);

async function readBatches() {
  const guards = { fsync: true, recentIds: true };
  const queue = await openQueue(`disk:${queueFolder}`, {
    maxBytes: 2 ** 40,
    recentIds: 1,
    partitions: 1,
    guards,
  });
  const signal = new AbortController().signal;
  const options = { partition: 0, max: Number(batchSize), waitMs: 0, lingerMs: 0, signal };
  const batches = [];
  for (;;) {
    const delivery = await queue.receive(options);
    if (delivery === null) break;
    batches.push(
      store.encode(
        delivery.messages.map((message) => {
          if ("corrupt" in message) throw new Error(message.fault);
          return enrich(decodeEnvelope(message.fields));
        }),
      ),
    );
  }
  await queue.close();
  return batches;
}
