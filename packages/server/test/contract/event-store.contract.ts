import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "../../src/domain/time.ts";
import type { EventStoreOptions } from "../../src/drivers/events/options.ts";
import type { EventStore } from "../../src/ports/event-store.ts";
import { buildEvent, NOON, uuid } from "../build/build-envelope.ts";
import { describeErasing } from "./event-store/erasing.ts";
import { describeErasingParts } from "./event-store/erasing-parts.ts";
import { describeInserts } from "./event-store/inserts.ts";
import { describeQueries } from "./event-store/queries.ts";
import { describeRecent } from "./event-store/recent.ts";
import { describeRepeatedInserts } from "./event-store/repeated-inserts.ts";
import { createScene, planFor } from "./event-store/scene.ts";
import { describeSiteFigures } from "./event-store/site-figures.ts";
import { describeStoredDays } from "./event-store/stored-days.ts";
import { describeTimeBuckets } from "./event-store/time-buckets.ts";

export interface EventStoreDriver {
  /** A place where no store is yet. */
  newUrl(): string;
  open(url: string, options: EventStoreOptions): Promise<EventStore>;
}

export const STORE_OPTIONS: EventStoreOptions = {
  readers: 2,
  shards: 4,
  guards: { fsync: true, token: true, missingRows: true },
};

/** What every event store driver promises. Run from event-store.test.ts over all of EVENT_STORE_DRIVERS. */
export function describeEventStore(name: string, driver: EventStoreDriver): void {
  let store: EventStore;
  const scene = createScene(() => store);
  const { insert, rowsOf, eventsOf, siteWith, newSite } = scene;

  beforeAll(async () => {
    store = await driver.open(driver.newUrl(), STORE_OPTIONS);
    await store.migrate();
  });

  afterAll(async () => {
    await store.close();
  });

  describe(`event store: ${name}`, () => {
    it("migrates again without harm", async () => {
      const siteId = await siteWith([{}]);
      await store.migrate();
      await store.migrate();
      expect(await eventsOf(siteId)).toHaveLength(1);
      await store.ping();
    });

    describeInserts(scene);
    describeRepeatedInserts(scene, () => driver.newUrl());
    describeQueries(scene);
    describeTimeBuckets(scene);
    describeStoredDays(scene);
    describeRecent(scene);
    describeSiteFigures(scene);
    describeErasing(scene);
    describeErasingParts(scene);

    it("answers many queries at once, while it writes", async () => {
      const siteId = newSite();
      const writes = Array.from({ length: 10 }, () => insert([buildEvent({ siteId })]));
      const reads = Array.from({ length: 20 }, () => rowsOf(planFor(siteId, { dimensions: ["event:page"] })));
      await Promise.all([...writes, ...reads]);
      expect(await eventsOf(siteId)).toHaveLength(10);
    });

    // Last, since the rows and months that they make slow the others down.
    it("reads events in pages by receipt and misses none, whatever stands at a page's end", async () => {
      const siteId = newSite();
      const other = newSite();
      const receivedAt = NOON + 30 * DAY;
      const many = Array.from({ length: 5200 }, (_, n) =>
        buildEvent({ siteId, receivedAt, id: uuid(900_000 + n) }),
      );
      // The same id on another site is another event; both are received in one millisecond.
      await insert(many);
      await insert(many.map((event) => ({ ...event, siteId: other })));
      expect(await eventsOf(siteId)).toHaveLength(5200);
      expect(await eventsOf(other)).toHaveLength(5200);
    });

    it("keeps a batch that spans 60 months", async () => {
      const siteId = newSite();
      const start = Date.parse("2015-01-15T00:00:00Z");
      await insert(
        Array.from({ length: 60 }, (_, n) =>
          buildEvent({ siteId, timestamp: start + Math.round(n * 30.4) * DAY }),
        ),
      );
      expect(await eventsOf(siteId)).toHaveLength(60);
    });
  });
}
