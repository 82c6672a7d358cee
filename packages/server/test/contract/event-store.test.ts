import { join } from "node:path";
import { afterAll } from "vitest";
import { EVENT_STORE_DRIVERS } from "../../src/drivers/events/index.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { describeEventStore } from "./event-store.contract.ts";
import { useTempFolders } from "./temp-folder.ts";

const newFolder = useTempFolders();

// A server holds one store, and the suite opens two of each driver.
const servers = await Promise.all([startClickHouse(), startClickHouse()]);
const urls = servers.map(({ url }) => url);
afterAll(() => Promise.all(servers.map((server) => server.stop())));

/** Where a test finds a fresh store of each driver. A driver that is missing here fails below: it would go untested. */
const NEW_URL: Readonly<Record<string, (() => string) | null>> = {
  chdb: () => `chdb:${join(newFolder(), "events")}`,
  clickhouse: () => urls.pop() ?? "",
  // The same store, which clickhouse-server.test.ts enters over TLS.
  clickhouses: null,
};

for (const [scheme, load] of Object.entries(EVENT_STORE_DRIVERS)) {
  const newUrl = NEW_URL[scheme];
  if (newUrl === undefined)
    throw new Error(`the event store driver ${scheme} has no place to be tested at: add one to NEW_URL`);
  if (newUrl === null) continue;
  const { open } = await load();
  describeEventStore(scheme, { newUrl, open });
}
