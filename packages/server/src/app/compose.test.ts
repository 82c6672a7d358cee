import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { useTempFolders } from "../../test/contract/temp-folder.ts";
import { FaultProxy, through } from "../../test/faults/fault-proxy.ts";
import { startRedis } from "../../test/servers/redis.ts";
import { openShared } from "./compose.ts";
import { readConfig } from "./config.ts";

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
  const complaint = { service: `127.0.0.1:${proxy.port}`, message: "a service takes its time to answer" };
  expect(said).toEqual([complaint, complaint]);
  proxy.loseReplies(false);
  const { queue, state, accounts } = await opening;
  await Promise.all([queue.close(), state.close(), accounts.close()]);
  await proxy.stop();
  await redis.stop();
});
