import { join } from "node:path";
import { QUEUE_DRIVERS } from "../../src/drivers/queue/index.ts";
import { describeQueue, QUEUE_OPTIONS } from "./queue.contract.ts";
import { useTempFolders } from "./temp-folder.ts";

const newFolder = useTempFolders();

/** Where a test finds a fresh queue of each driver. A driver that is missing here fails below: it would go untested. */
const NEW_URL: Readonly<Record<string, () => string>> = {
  memory: () => "memory:",
  disk: () => `disk:${join(newFolder(), "queue")}`,
};

for (const [scheme, load] of Object.entries(QUEUE_DRIVERS)) {
  const newUrl = NEW_URL[scheme];
  if (newUrl === undefined)
    throw new Error(`the queue driver ${scheme} has no place to be tested at: add one to NEW_URL`);
  const { open } = await load();
  const probe = await open(newUrl(), QUEUE_OPTIONS);
  const { durable, reach } = probe;
  await probe.close();
  describeQueue(scheme, { newUrl, open, durable, reach });
}
