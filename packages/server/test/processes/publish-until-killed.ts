// Publishes to a queue from a process of its own: `<url> <prefix> <count> [<state url>]`; tells its parent every id that was accepted.
import { openQueue } from "../../src/drivers/queue/index.ts";
import { buildEnvelope } from "../build/build-envelope.ts";

const [url = "", prefix = "1", count = "0", stateUrl = ""] = process.argv.slice(2);
const queue = await openQueue(url, {
  maxBytes: 2 ** 30,
  recentIds: 100_000,
  partitions: 1,
  ...(stateUrl && { stateUrl }),
  guards: { fsync: true, recentIds: true },
});

const idOf = (number: number) =>
  `${prefix.padStart(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;

for (let first = 0; first < Number(count); first += 10) {
  const ids = Array.from({ length: 10 }, (_, offset) => idOf(first + offset));
  const batch = ids.map((id) => ({ partition: 0, envelope: buildEnvelope({ id, path: `/${prefix}` }) }));
  const accepted = await queue.publish(batch);
  process.send?.({
    ids,
    positions: accepted.map(({ position }) => position),
    duplicates: accepted.map(({ duplicate }) => duplicate),
  });
}
await queue.close();
process.disconnect?.();
