import { join } from "node:path";
import { EVENT_STORE_DRIVERS } from "../../src/drivers/events/index.ts";
import { describeEventStore } from "./event-store.contract.ts";
import { useTempFolders } from "./temp-folder.ts";

const newFolder = useTempFolders();

/** Where a test finds a fresh store of each driver. A driver that is missing here fails below: it would go untested. */
const NEW_URL: Readonly<Record<string, () => string>> = {
  chdb: () => `chdb:${join(newFolder(), "events")}`,
};

for (const [scheme, load] of Object.entries(EVENT_STORE_DRIVERS)) {
  const newUrl = NEW_URL[scheme];
  if (newUrl === undefined)
    throw new Error(`the event store driver ${scheme} has no place to be tested at: add one to NEW_URL`);
  const { open } = await load();
  describeEventStore(scheme, { newUrl, open });
}
