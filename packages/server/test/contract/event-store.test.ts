import { join } from "node:path";
import { afterAll, it } from "vitest";
import { EVENT_STORE_DRIVERS, openEventStore } from "../../src/drivers/events/index.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";
import { describeEventStore, STORE_OPTIONS } from "./event-store.contract.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

// A server holds one store, and the suite opens two of each driver.
const servers = await Promise.all([startClickHouse(), startClickHouse()]);
const urls = servers.map(({ url }) => url);
afterAll(() => Promise.all(servers.map((server) => server.stop())));

/** Where a test finds a fresh store of each driver. A driver that is missing here fails below: it would go untested. */
const NEW_URL: Readonly<Record<string, (() => string) | null>> = {
  chdb: () => `chdb:${join(newFolder(), "events")}`,
  postgres: () => postgres.newDatabase(),
  postgresql: () => postgres.newDatabase().replace("postgres:", "postgresql:"),
  clickhouse: () => urls.pop() ?? "",
  // The same store, which clickhouse-server.test.ts enters over TLS.
  clickhouses: null,
};

const described = new Set<unknown>();
for (const [scheme, load] of Object.entries(EVENT_STORE_DRIVERS)) {
  const newUrl = NEW_URL[scheme];
  if (newUrl === undefined)
    throw new Error(`the event store driver ${scheme} has no place to be tested at: add one to NEW_URL`);
  if (newUrl === null) continue;
  const { open } = await load();
  if (described.has(open)) describeAnotherScheme(scheme, newUrl);
  else describeEventStore(scheme, { newUrl, open });
  described.add(open);
}

/** A second scheme of a driver that was described under its first one. */
function describeAnotherScheme(scheme: string, newUrl: () => string): void {
  it(`event store: ${scheme} opens the same driver`, async () => {
    const store = await openEventStore(newUrl(), STORE_OPTIONS);
    await store.migrate();
    await store.ping();
    await store.close();
  });
}
