// Writes one fixed batch under one fixed token from a process of its own: `<url> <stay|end>`; tells what the store holds then.
import { openEventStore } from "../../src/drivers/events/index.ts";
import { buildEvent, NOON, uuid } from "../build/build-envelope.ts";

const [url = "", then = "end"] = process.argv.slice(2);
const store = await openEventStore(url, {
  readers: 1,
  shards: 4,
  guards: { fsync: true, token: true, missingRows: true },
});
await store.migrate();
const rows = [1, 2, 3].map((n) => buildEvent({ id: uuid(n), visitorId: "0", path: "/killed", count: 3 }));
await store.insert(store.encode(rows), "killed:0:1-3");

let events = 0;
for await (const _ of store.readEvents()) events += 1;
const views = (await store.viewsByHour({ page: "/killed", from: NOON, to: NOON + 3_600_000 })).get(NOON) ?? 0;
process.send?.({ events, views });
if (then === "stay") setInterval(() => {}, 1000);
else {
  await store.close();
  process.disconnect?.();
}
