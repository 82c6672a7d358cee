import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays } from "../../src/domain/zoned-time.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import type { EventStore } from "../../src/ports/event-store.ts";
import { replyOf } from "../reports/oracle-reply.ts";
import { questions } from "../reports/random.ts";
import { describeCases } from "../reports/run-cases.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";
import { STORE_OPTIONS } from "./event-store.contract.ts";
import { askEngine } from "./open-engine.ts";
import { useTempFolders } from "./temp-folder.ts";

const RUNS = Number(process.env.MILLRACE_REPORT_RUNS ?? 4);
const newFolder = useTempFolders();
const postgres = await startPostgres();
const clickhouse = await startClickHouse();
afterAll(() => Promise.all([postgres.stop(), clickhouse.stop()]));

const URLS: Readonly<Record<string, () => string>> = {
  chdb: () => `chdb:${join(newFolder(), "events")}`,
  clickhouse: () => clickhouse.url,
  postgres: () => postgres.newDatabase(),
};

for (const [name, newUrl] of Object.entries(URLS)) {
  describe(`reports on ${name}`, () => {
    let store: EventStore;
    let siteId = 0;
    let batches = 0;
    beforeAll(async () => {
      store = await openEventStore(newUrl(), STORE_OPTIONS);
      await store.migrate();
    });
    afterAll(() => store.close());

    async function insert(events: Parameters<EventStore["encode"]>[0]): Promise<void> {
      batches += 1;
      const own = events.map((event) => ({ ...event, siteId }));
      await store.insert(store.encode(own), `reports:0:${batches}-${batches}`);
    }

    // Each set of events gets a site of its own.
    describeCases(async () => ({
      async load(events) {
        siteId += 1;
        await insert(events);
      },
      ask: (query, options) => askEngine(store, siteId, query, options),
    }));

    it("are the oracle's, whatever came late, whichever days are sealed", async () => {
      const lots = fc.tuple(questions, fc.array(fc.nat(), { maxLength: 3 }), fc.nat());
      await fc.assert(
        fc.asyncProperty(lots, async ([{ history, queries }, seals, cut]) => {
          const { site, events, now } = history;
          siteId += 1;
          const late = events.slice(0, cut % (events.length + 1));
          const early = events.slice(late.length);
          const options = { ...site, now };
          const check = async (some: typeof events) => {
            for (const query of queries) {
              const found = await askEngine(store, siteId, query, options);
              const expected = replyOf(query, site, some, now);
              expect(found.results, JSON.stringify(query)).toEqual(expected.results);
              expect(found.meta.total_rows).toEqual(expected.meta.total_rows);
            }
          };
          const seal = async () => {
            for (const number of seals) {
              const day = history.dates[number % history.dates.length] as string;
              await store.sealDays({
                zone: site.timezone,
                siteIds: [siteId],
                firstDay: day,
                lastDay: addDays(day, number % 2),
              });
            }
          };
          await insert(early);
          await seal();
          await check(early);
          await insert(late);
          await check(events);
          await seal();
          await check(events);
          const [firstDay = "", lastDay = ""] = [history.dates[0], history.dates.at(-1)];
          expect(
            await store.checkSeals({ zone: site.timezone, siteIds: [siteId], firstDay, lastDay }),
          ).toEqual([]);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    }, 240_000);
  });
}
