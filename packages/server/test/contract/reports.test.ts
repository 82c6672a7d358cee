import { join } from "node:path";
import { afterAll, describe } from "vitest";
import type { Event } from "../../src/domain/event.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../src/domain/site.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import { createRunQuery } from "../../src/reports/run-query.ts";
import { describeCases, type Implementation } from "../reports/run-cases.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";
import { STORE_OPTIONS } from "./event-store.contract.ts";
import { useTempFolders } from "./temp-folder.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
const clickhouse = await startClickHouse();
afterAll(() => Promise.all([postgres.stop(), clickhouse.stop()]));

const URLS: Readonly<Record<string, () => string>> = {
  chdb: () => `chdb:${join(newFolder(), "events")}`,
  clickhouse: () => clickhouse.url,
  postgres: () => postgres.newDatabase(),
};

/** The whole engine on a real store: each set of events gets a site of its own. */
async function openEngine(url: string): Promise<Implementation> {
  const store = await openEventStore(url, STORE_OPTIONS);
  await store.migrate();
  afterAll(() => store.close());
  let siteId = 0;
  return {
    async load(events: readonly Event[]) {
      siteId += 1;
      const own = events.map((event) => ({ ...event, siteId }));
      await store.insert(store.encode(own), `reports:0:${siteId}-${siteId}`);
    },
    ask(query, { timezone, goals, segments = {}, now }) {
      const site: Site = {
        ...DEFAULT_SITE_SETTINGS,
        id: siteId,
        name: query.site_id,
        timezone,
        key: Buffer.alloc(32),
      };
      const run = createRunQuery({
        store,
        clock: { now: () => now },
        find: async () => site,
        goalsOf: async () => goals.map((goal, index) => ({ ...goal, id: index + 1, siteId })),
        segmentsOf: async (_, ids) =>
          ids.flatMap((id) => {
            const filters = segments[id];
            return filters === undefined ? [] : [{ id, siteId, name: `segment ${id}`, filters }];
          }),
      });
      return run(query);
    },
  };
}

for (const [name, newUrl] of Object.entries(URLS)) {
  describe(`reports on ${name}`, () => {
    describeCases(() => openEngine(newUrl()));
  });
}
