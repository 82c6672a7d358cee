import { execFileSync, spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { CLI, makeInstance, postEvents, query } from "./instance.ts";

const SITE = "operations.example";

function millrace(dataDir: string, ...args: string[]): string {
  const environment = { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn" };
  return execFileSync(process.execPath, [CLI, ...args], {
    env: environment,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
}

it("refuses a second process on the same data folder, and the first goes on", async () => {
  const { victim, dataDir } = await makeInstance();
  victim.start();
  await victim.untilReady();
  const environment = { ...process.env, DATA_DIR: dataDir, PORT: "0" };
  const second = spawnSync(process.execPath, [CLI, "start"], {
    env: environment,
    encoding: "utf8",
    timeout: 20_000,
  });
  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(/is in use: process \d+ already performs the role ingest/);
  expect((await postEvents(victim.url, { site: SITE, path: "/" })).status).toBe(202);
  expect(await victim.stop()).toBe(0);
});

it("empties the queue on SIGTERM under load, prints the totals and exits with 0 in under 10 s", async () => {
  const { victim, dataDir } = await makeInstance();
  victim.start();
  await victim.untilReady();
  let acknowledged = 0;
  let sending = true;
  const senders = Array.from({ length: 8 }, async () => {
    while (sending) {
      const batch = Array.from({ length: 20 }, () => ({ site: SITE, path: "/", id: crypto.randomUUID() }));
      const reply = await postEvents(victim.url, batch).catch(() => null);
      if (reply?.status === 202) acknowledged += batch.length;
      else if (reply === null) return;
    }
  });
  await sleep(2000);
  const startedAt = Date.now();
  const code = await victim.stop();
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  sending = false;
  await Promise.all(senders);
  expect(code, victim.output).toBe(0);
  expect(victim.output).toMatch(/Millrace stopped: \d+ received, \d+ queued/);
  const stored = millrace(dataDir, "dump").split("\n").filter(Boolean).length;
  expect(acknowledged).toBeGreaterThan(100);
  expect(stored).toBeGreaterThanOrEqual(acknowledged);
  victim.start();
  await victim.untilReady();
  const { results } = await query(victim.url, { site_id: SITE, metrics: ["events"], date_range: "day" });
  expect(results[0]?.metrics[0]).toBe(stored);
  await victim.stop();
});

it("goes on accepting while the store's process is dead, and starts it again", async () => {
  const { victim } = await makeInstance();
  victim.start();
  await victim.untilReady();
  victim.kill("worker");
  for (let n = 0; n < 20; n++)
    expect((await postEvents(victim.url, { site: SITE, path: `/${n}` })).status).toBe(202);
  await victim.untilReady();
  await victim.untilQueueEmpty(20_000);
  const { results } = await query(victim.url, { site_id: SITE, metrics: ["pageviews"], date_range: "day" });
  expect(results).toEqual([{ dimensions: [], metrics: [20] }]);
  await victim.stop();
});

it("keeps a poisoned event as a dead letter that can be listed, retried and purged", async () => {
  const { victim, dataDir } = await makeInstance();
  victim.start();
  await victim.untilReady();
  expect((await postEvents(victim.url, { site: SITE, path: "/good" })).status).toBe(202);
  await victim.untilQueueEmpty(20_000);
  const { openQueue } = await import("../../src/drivers/queue/index.ts");
  const queue = await openQueue(`disk:${dataDir}/queue`, {
    maxBytes: 2 ** 30,
    recentIds: 1000,
    partitions: 1,
    guards: { fsync: true, recentIds: true },
  });
  // An envelope that decodes, but whose visitor no column can hold.
  const { buildEnvelope } = await import("../build/build-envelope.ts");
  const poison = buildEnvelope({ siteId: 1, visitorId: "not a number", path: "/poison" });
  const neighbours = ["/left", "/right"].map((path) => buildEnvelope({ siteId: 1, path }));
  await queue.publish(
    [neighbours[0], poison, neighbours[1]].map((envelope) => ({ partition: 0, envelope: envelope as never })),
  );
  await victim.untilQueueEmpty(20_000);
  const list = millrace(dataDir, "dead", "list");
  expect(list).toMatch(/5 attempts/);
  expect(list).toContain("/poison");
  expect(list).not.toContain("/left");
  expect(millrace(dataDir, "dead", "retry", "--all")).toContain("1 dead letter returned");
  await sleep(500);
  await victim.untilQueueEmpty(20_000);
  expect(millrace(dataDir, "dead", "list")).toContain("/poison");
  expect(millrace(dataDir, "dead", "purge", "--all")).toContain("1 dead letter removed");
  expect(millrace(dataDir, "dead", "list")).toContain("No dead letters");
  await queue.close();
  await victim.stop();
  expect(
    millrace(dataDir, "dump")
      .split("\n")
      .filter((line) => /\/(left|right|good)"/.test(line)),
  ).toHaveLength(3);
});

it("counts what it does for Prometheus", async () => {
  const { victim } = await makeInstance();
  victim.start();
  await victim.untilReady();
  await postEvents(victim.url, { site: SITE, path: "/" });
  await postEvents(victim.url, { site: SITE, path: "/" }, { "user-agent": "Googlebot/2.1" });
  await postEvents(victim.url, { site: SITE });
  await victim.untilQueueEmpty(20_000);
  const text = await (await fetch(`${victim.url}/metrics`)).text();
  for (const line of [
    "millrace_received_events_total 2",
    'millrace_dropped_events_total{reason="bot"} 1',
    "millrace_queued_events_total 1",
    "millrace_stored_events_total 1",
    "millrace_dead_letters 0",
    "millrace_queue_depth 0",
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).toMatch(/millrace_stage_seconds_count{stage="insert"} 1/);
  expect(text).toMatch(/millrace_batch_rows_count 1/);
  await victim.stop();
});
