import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll } from "vitest";
import { STATE_DRIVERS } from "../../src/drivers/state/index.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startRedis } from "../servers/redis.ts";
import { describeState, STATE_OPTIONS } from "./state.contract.ts";

const newFolder = useTempFolders();
const redis = await startRedis();
afterAll(() => redis.stop());

/** Where a test finds a fresh state of each driver. A driver that is missing here fails below: it would go untested. */
const NEW_URL: Readonly<Record<string, () => string>> = {
  memory: () => "memory:",
  disk: () => `disk:${join(newFolder(), "state")}`,
  redis: () => `${redis.url}?prefix=${randomUUID()}`,
};

/** Other names of a driver that stands above. */
const SAME_DRIVER: Readonly<Record<string, string>> = { rediss: "redis" };

/** Where the files of a state lie; null for one that has none. */
const FOLDER_OF: Readonly<Record<string, (url: string) => string | null>> = {
  memory: () => null,
  disk: (url) => url.slice("disk:".length),
  redis: () => redis.folder,
};

for (const [scheme, load] of Object.entries(STATE_DRIVERS)) {
  if (SAME_DRIVER[scheme] !== undefined) continue;
  const newUrl = NEW_URL[scheme];
  if (newUrl === undefined)
    throw new Error(`the state driver ${scheme} has no place to be tested at: add one to NEW_URL`);
  const { open } = await load();
  const probe = await open(newUrl(), STATE_OPTIONS);
  const { durable, scope } = probe;
  await probe.close();
  const folderOf = FOLDER_OF[scheme] ?? (() => null);
  describeState(scheme, { newUrl, open, folderOf, durable, scope });
}
