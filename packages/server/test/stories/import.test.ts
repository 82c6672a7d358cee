import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isProgram } from "../../src/drivers/agents/bots.ts";
import { openAgents } from "../../src/drivers/agents/index.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import { openNoGeo } from "../../src/drivers/geo/none.ts";
import { createReadAccessLog } from "../../src/imports/access-log/read-access-log.ts";
import { readGoatcounter } from "../../src/imports/goatcounter/read-goatcounter.ts";
import { importEvents } from "../../src/imports/import-events.ts";
import { readPlausible } from "../../src/imports/plausible/read-plausible.ts";
import type { ReadRows } from "../../src/imports/rows/read-row.ts";
import { readUmami } from "../../src/imports/umami/read-umami.ts";
import type { Insert } from "../../src/pipeline/drain/write-in-halves.ts";
import { buildSite, importFixture } from "../build/read-all.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { planFor } from "../contract/event-store/scene.ts";
import { STORE_OPTIONS } from "../contract/event-store.contract.ts";

const store = await openEventStore(`chdb:${join(useTempFolders()(), "events")}`, STORE_OPTIONS);
await store.migrate();
afterAll(() => store.close());

const plausible = readdirSync(importFixture("plausible")).map((name) =>
  join(importFixture("plausible"), name),
);
const readAccessLog = createReadAccessLog({
  geo: openNoGeo(),
  agents: await openAgents(),
  isBot: isProgram,
});

async function rowsOf(siteId: number): Promise<number> {
  const days = await store.storedDays();
  return days.filter((day) => day.siteId === siteId).reduce((sum, { rows }) => sum + rows, 0);
}

describe("an import into a real store", () => {
  it.each<{ kind: string; siteId: number; read: ReadRows; files: readonly string[]; events: number }>([
    { kind: "plausible", siteId: 1, read: readPlausible, files: plausible, events: 27 },
    { kind: "umami", siteId: 2, read: readUmami, files: [importFixture("website_event.csv")], events: 4 },
    {
      kind: "goatcounter",
      siteId: 3,
      read: readGoatcounter,
      files: [importFixture("goatcounter.csv")],
      events: 6,
    },
    { kind: "access-log", siteId: 4, read: readAccessLog, files: [importFixture("access.log")], events: 4 },
  ])("of $kind adds nothing the second time, and all of it after it was broken off", async (given) => {
    const site = buildSite({ id: given.siteId, retentionDays: 0 });
    const run = (insertMissing: Insert | null) =>
      importEvents({
        rows: given.read({ site, zone: "UTC", files: given.files, onBytes: () => {} }),
        site,
        clock: { now: () => Date.parse("2026-06-01T00:00:00Z") },
        insertMissing,
        find: async () => site,
        listErasures: async () => [],
      });
    const tried = await run(null);
    expect(tried.events).toBe(given.events);
    expect(await rowsOf(site.id)).toBe(0);
    // The first half only, as after a kill.
    await run((events, token) => store.insertMissing(events.slice(0, events.length / 2), `${token}/half`));
    expect(await rowsOf(site.id)).toBe(Math.floor(given.events / 2));
    await run(store.insertMissing);
    expect(await rowsOf(site.id)).toBe(given.events);
    await run(store.insertMissing);
    expect(await rowsOf(site.id)).toBe(given.events);
  });

  it("gives reports the day's figures of Plausible's totals", async () => {
    const day = { from: Date.parse("2024-03-30T00:00:00Z"), to: Date.parse("2024-03-31T00:00:00Z") };
    const { rows } = await store.query(planFor(1, { ...day, metrics: ["visitors", "pageviews"] }));
    expect(rows).toEqual([{ dimensions: [], metrics: [8, 20] }]);
  });
});
