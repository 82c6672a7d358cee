import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type PipelineStatus } from "@millrace/protocol";
import { afterEach, expect, it } from "vitest";
import type { Victim } from "../../src/app/torture/victim.ts";
import { openQueue } from "../../src/drivers/queue/index.ts";
import { buildEnvelope } from "../build/build-envelope.ts";
import { QUEUE_OPTIONS } from "../contract/queue.contract.ts";
import { makeInstance, postEvents, temporaryFolder } from "./instance.ts";

let victim: Victim | null = null;
afterEach(() => victim?.stop());

async function until(url: string, wanted: (status: PipelineStatus) => boolean): Promise<PipelineStatus> {
  const { pipeline } = createClient({ baseUrl: url });
  const deadline = Date.now() + 15_000;
  for (;;) {
    const status = await pipeline();
    if (wanted(status)) return status;
    if (Date.now() > deadline) throw new Error(`it stays ${JSON.stringify({ ...status, history: [] })}`);
    await sleep(100);
  }
}

it("adds up over a run with drops, repeats, refusals and an event that can't be stored", {
  timeout: 60_000,
}, async () => {
  const dataDir = temporaryFolder();
  // Nothing that comes in can't be stored: such an event lies in the queue before.
  const queue = await openQueue(`disk:${join(dataDir, "queue")}`, QUEUE_OPTIONS);
  const poison = buildEnvelope({ visitorId: "not a number", path: "/poison" });
  await queue.publish([{ partition: 0, envelope: poison }]);
  await queue.close();
  ({ victim } = await makeInstance({ dataDir }));
  const { url } = victim;
  victim.start();
  await victim.untilReady();

  const event = (n: number) => ({ site: "a.example", path: `/${n}`, id: `id ${n}` });
  for (let n = 0; n < 30; n++) await postEvents(url, event(n));
  for (let n = 0; n < 4; n++) await postEvents(url, event(n));
  for (let n = 30; n < 35; n++)
    await postEvents(url, event(n), { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" });
  for (let n = 0; n < 2; n++) await postEvents(url, "not an event");
  await until(url, ({ now }) => now.waiting === 0);
  const status = await until(
    url,
    ({ counters: { stored, received, refused } }) => stored === 30 && received === 39 && refused[400] === 2,
  );

  expect(status.now).toMatchObject({ accepted: 31, settled: 31, waiting: 0, dead: 1, lag: 0 });
  expect(status.health).toBe("red");
  expect(status.counters).toMatchObject({ accepted: 30, duplicates: 4, refused: { 400: 2 }, dead: 1 });
  const { received, accepted, duplicates, dropped, stored, dead } = status.counters;
  const drops = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect([dropped.bot, drops]).toEqual([5, 5]);
  expect(received).toBe(accepted + duplicates + drops);
  // The poison was accepted by a process that is gone.
  expect(stored + dead).toBe(accepted + 1);
  expect(status.processes.map(({ roles }) => roles).sort()).toEqual([
    ["ingest"],
    ["worker", "api", "scheduler"],
  ]);
  expect(status.history.length).toBeGreaterThan(0);
});
