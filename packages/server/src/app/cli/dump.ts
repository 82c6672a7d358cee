import { once } from "node:events";
import { openShared, openStore } from "../compose.ts";
import { keepsLocalData, readConfig } from "../config.ts";
import { lockRoles } from "../role-locks.ts";

/** Every stored event as `{"event":…}` and every dead letter as `{"dead":…}`, a line each. */
export async function dump(): Promise<void> {
  const config = readConfig();
  const unlock = await lockRoles(config.dataDir, keepsLocalData(config) ? ["worker", "api"] : [], 2000);
  const shared = await openShared(config);
  const store = await openStore(config, shared);
  const print = async (entry: unknown) => {
    if (!process.stdout.write(`${JSON.stringify(entry)}\n`)) await once(process.stdout, "drain");
  };
  for await (const event of store.readEvents()) await print({ event });
  for (const dead of await shared.queue.listDead({ limit: Number.MAX_SAFE_INTEGER })) await print({ dead });
  await store.close();
  await Promise.all([shared.queue.close(), shared.state.close(), shared.accounts.close()]);
  unlock();
}
