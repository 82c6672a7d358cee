import { it } from "vitest";
import { mkdtempSync } from "node:fs";
import { open } from "/work/main/packages/server/src/drivers/events/clickhouse/chdb.ts";
import { buildEvent, NOON } from "/work/main/packages/server/test/contract/build-envelope.ts";
it("erase", async () => {
  const store = await open(`chdb:${mkdtempSync("/tmp/probe/ev-")}`, { readers: 1, guards: { token: true, fsync: true } });
  await store.migrate();
  for (const months of [1, 10, 50]) {
    for (let i = 0; i < 5; i++) await store.insert(store.encode(Array.from({ length: months }, (_, n) => buildEvent({ siteId: 1, timestamp: NOON - n * 31 * 86400000 }))), `a:${months}:${i}`);
    let t = performance.now();
    await store.eraseBefore(77, NOON);
    console.log(months, "nothing to erase", performance.now() - t);
    t = performance.now();
    await store.eraseBefore(1, NOON - 86400000 * 3000);
    console.log(months, "erase before all", performance.now() - t);
    t = performance.now();
    await store.eraseBefore(1, NOON - 1);
    console.log(months, "erase", performance.now() - t);
    t = performance.now();
    await store.insert(store.encode([buildEvent({})]), `b:${months}`);
    console.log(months, "insert", performance.now() - t);
  }
  await store.close();
}, 300000);
