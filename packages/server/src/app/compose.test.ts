import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startApp } from "../../test/build/start-app.ts";
import { useTempFolders } from "../../test/build/temp-folder.ts";
import { FaultProxy, through } from "../../test/faults/fault-proxy.ts";
import { startRedis } from "../../test/servers/redis.ts";
import { ConfigError, readConfig } from "./config.ts";
import { openShared } from "./open-drivers.ts";

const newFolder = useTempFolders();

it("says which service it waits for when that takes its connection and is silent", async () => {
  const redis = await startRedis();
  const proxy = await FaultProxy.start(redis.port);
  proxy.loseReplies(true);
  const said: unknown[] = [];
  const note = (fields: object, message: string) => void said.push({ ...fields, message });
  const url = through(proxy, redis.url, redis.port);
  const config = readConfig({ DATA_DIR: newFolder(), QUEUE_URL: url, STATE_URL: url });
  const opening = openShared(config, { debug() {}, info: note, warn() {}, error() {} });
  const deadline = performance.now() + 10_000;
  while (said.length < 2 && performance.now() < deadline) await sleep(20);
  const complaint = { service: `127.0.0.1:${proxy.port}`, message: "still waiting for a service to respond" };
  expect(said).toEqual([complaint, complaint]);
  proxy.loseReplies(false);
  const { queue, state, accounts } = await opening;
  await Promise.all([queue.close(), state.close(), accounts.close()]);
  await proxy.stop();
  await redis.stop();
});

describe("an edge with DATA_CENTER_RANGES", () => {
  const start = (ranges: string) => {
    const folder = newFolder();
    const path = join(folder, "ranges.txt");
    writeFileSync(path, ranges);
    return startApp(folder, { roles: ["ingest"], environment: { DATA_CENTER_RANGES: path } });
  };

  it.each([
    { ranges: "127.0.0.0/8\n::1", dropped: [{ index: 0, reason: "data_center" }] },
    { ranges: "198.51.100.0/24", dropped: [] },
  ])("drops browsers in $ranges: $dropped", async ({ ranges, dropped }) => {
    const app = await start(ranges);
    const reply = await fetch(`${app.url}/api/v1/events`, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "Mozilla/5.0 Firefox/149.0" },
      body: JSON.stringify({ site: "ranges.example", path: "/" }),
    });
    expect(await reply.json()).toMatchObject({ dropped });
    await app.stop();
  });

  it("does not open when a line is no range, and names the line", async () => {
    const opening = start("198.51.100.0/24\nsome cloud");
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toThrow("line 2: some cloud is neither an address");
  });
});
