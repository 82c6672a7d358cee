// Receives from a queue in a process of its own and settles nothing: `<url> <state url> <max>`; tells its parent what it got.
import { openQueue } from "../../src/drivers/queue/index.ts";

const [url = "", stateUrl = "", max = "10"] = process.argv.slice(2);
const queue = await openQueue(url, {
  maxBytes: 2 ** 30,
  recentIds: 100_000,
  partitions: 1,
  stateUrl,
  guards: { fsync: true, recentIds: true },
});
await queue.takeOver(0);
const signal = new AbortController().signal;
const delivery = await queue.receive({
  partition: 0,
  max: Number(max),
  waitMs: 10_000,
  lingerMs: 500,
  signal,
});
process.send?.(
  delivery?.messages.map((message) => [message.position, "fields" in message ? message.fields[0] : ""]),
);
// Until it is killed, or its parent is gone.
process.on("disconnect", () => process.exit());
