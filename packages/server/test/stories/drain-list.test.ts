import { createClient } from "redis";
import { afterAll, expect, it } from "vitest";
import { readLegacyEvent } from "../../src/app/cli/legacy-events.ts";
import { readConfig } from "../../src/app/config.ts";
import { openLegacyList, openShared, openTakeIn } from "../../src/app/open-drivers.ts";
import { drainList } from "../../src/imports/drain-list.ts";
import type { LegacyList } from "../../src/ports/legacy-list.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startRedis } from "../servers/redis.ts";

const newFolder = useTempFolders();
const redis = await startRedis();
const client = createClient({ url: redis.url });
await client.connect();

afterAll(async () => {
  client.destroy();
  await redis.stop();
});

const clock = { now: () => Date.parse("2026-03-10T12:00:00Z") };
const single = (path: string) =>
  JSON.stringify({
    site_id: "old.example",
    event_type: "page_view",
    path,
    user_id: "u1",
    timestamp: "2026-03-10T10:00:00Z",
  });
const project = JSON.stringify({
  id: "evt-1",
  type: "event",
  projectId: "old.example",
  payload: {
    trackingId: "signup",
    url: "https://old.example/join",
    timestamp: 1_773_136_800_000,
    metadata: { plan: "pro" },
  },
});

async function openQueueOf(folder: string) {
  const config = readConfig({ DATA_DIR: folder, QUEUE_URL: `disk:${folder}/queue`, RECENT_IDS: "100000" });
  const shared = await openShared(config);
  return {
    takeIn: await openTakeIn(config, shared),
    depth: async () => (await shared.queue.depth()).waiting,
    async paths() {
      const delivery = await shared.queue.receive({
        partition: 0,
        max: 10_000,
        waitMs: 0,
        lingerMs: 0,
        signal: new AbortController().signal,
      });
      return (delivery?.messages ?? []).map((message) =>
        "fields" in message ? String(message.fields[10]) : "corrupt",
      );
    },
    close: () => Promise.all([shared.queue.close(), shared.state.close(), shared.accounts.close()]),
  };
}

it("moves every event of another system's list, oldest first, and keeps aside what is none", async () => {
  const key = "analytics:events";
  for (const item of [
    single("/1"),
    "not json",
    single("/2"),
    single("/2"),
    project,
    JSON.stringify({ site_id: "x" }),
  ])
    await client.lPush(key, item);
  const list = await openLegacyList(`redis-list:${redis.url}`);
  const queue = await openQueueOf(newFolder());
  const moved: number[] = [];
  const drained = await drainList({
    list,
    takeIn: queue.takeIn,
    clock,
    read: readLegacyEvent,
    onBatch: ({ accepted, refused }) => moved.push(accepted + refused),
  });
  expect(drained).toMatchObject({ accepted: 4, refused: 2 });
  expect(moved).toEqual([6]);
  expect(await queue.paths()).toEqual(["/1", "/2", "/2", "/join"]);
  expect(await client.lLen(key)).toBe(0);
  expect(await client.lRange(`${key}:millrace:refused`, 0, -1)).toEqual([
    "not json",
    JSON.stringify({ site_id: "x" }),
  ]);
  await list.close();
  await queue.close();
});

it("counts an event once when it is broken off between the queue and the list, wherever that is", async () => {
  const key = "analytics:queue";
  for (let n = 0; n < 2500; n++) await client.lPush(key, single(`/${n % 3}`));
  const url = `redis-list://127.0.0.1:${redis.port}?key=${key}`;
  const queue = await openQueueOf(newFolder());
  let breaks = 2;
  for (let run = 0; run < 3; run++) {
    const list = await openLegacyList(url);
    const breaking: LegacyList = {
      ...list,
      async done(batch, refused) {
        if (breaks-- > 0) throw new Error("killed");
        await list.done(batch, refused);
      },
    };
    const deps = { list: breaking, takeIn: queue.takeIn, clock, read: readLegacyEvent, onBatch() {} };
    await drainList(deps).catch((error: Error) => expect(error.message).toBe("killed"));
    await list.close();
  }
  expect(await queue.depth()).toBe(2500);
  expect(await client.lLen(key)).toBe(0);
  await queue.close();
});
