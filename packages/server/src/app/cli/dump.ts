import { once } from "node:events";
import { keepsLocalData, readConfig } from "../config.ts";
import { withStore } from "../open-drivers.ts";
import { lockRoles } from "../role-locks.ts";

/** Every stored event as `{"event":…}` and every dead letter as `{"dead":…}`, a line each. */
export async function dump(): Promise<void> {
  const config = readConfig();
  const unlock = await lockRoles(config.dataDir, keepsLocalData(config) ? ["worker", "api"] : [], 2000);
  const print = async (entry: unknown) => {
    if (!process.stdout.write(`${JSON.stringify(entry)}\n`)) await once(process.stdout, "drain");
  };
  try {
    await withStore(config, async (store, { queue }) => {
      for await (const event of store.readEvents()) await print({ event });
      for (const dead of await queue.listDead({ limit: Number.MAX_SAFE_INTEGER })) await print({ dead });
    });
  } finally {
    unlock();
  }
}
