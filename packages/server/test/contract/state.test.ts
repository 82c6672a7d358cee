import { join } from "node:path";
import { STATE_DRIVERS } from "../../src/drivers/state/index.ts";
import { describeState, STATE_OPTIONS } from "./state.contract.ts";
import { useTempFolders } from "./temp-folder.ts";

const newFolder = useTempFolders();

/** Where a test finds a fresh state of each driver. A driver that is missing here fails below: it would go untested. */
const NEW_URL: Readonly<Record<string, () => string>> = {
  memory: () => "memory:",
  disk: () => `disk:${join(newFolder(), "state")}`,
};

for (const [scheme, load] of Object.entries(STATE_DRIVERS)) {
  const newUrl = NEW_URL[scheme];
  if (newUrl === undefined)
    throw new Error(`the state driver ${scheme} has no place to be tested at: add one to NEW_URL`);
  const { open } = await load();
  const probe = await open(newUrl(), STATE_OPTIONS);
  const { durable, reach } = probe;
  await probe.close();
  const folderOf = (url: string) => (reach === "machine" ? url.slice(`${scheme}:`.length) : null);
  describeState(scheme, { newUrl, open, folderOf, durable, reach });
}
