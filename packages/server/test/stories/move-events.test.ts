import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RowsRefused, StoreUnavailable } from "../../src/domain/errors.ts";
import type { Event } from "../../src/domain/event/event.ts";
import { DAY } from "../../src/domain/time.ts";
import { createDualStore } from "../../src/drivers/events/dual.ts";
import { openEventStore } from "../../src/drivers/events/index.ts";
import { open as openState } from "../../src/drivers/state/memory.ts";
import { type MoveDeps, moveEvents } from "../../src/imports/move-events.ts";
import { createOneAtATime } from "../../src/imports/one-at-a-time.ts";
import type { EventStore } from "../../src/ports/event-store.ts";
import { buildEvent, NOON } from "../build/build-envelope.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { STORE_OPTIONS } from "../contract/event-store.contract.ts";
import { startPostgres } from "../servers/postgres.ts";

const postgres = await startPostgres();
const source = await openEventStore(`chdb:${join(useTempFolders()(), "events")}`, STORE_OPTIONS);
await source.migrate();
const targets: EventStore[] = [];
const errors: string[] = [];
const log = {
  debug() {},
  info() {},
  warn() {},
  error: (_facts: object, sentence: string) => void errors.push(sentence),
};

afterAll(async () => {
  for (const store of [source, ...targets]) await store.close();
  await postgres.stop();
});

async function newTarget(): Promise<EventStore> {
  const store = await openEventStore(postgres.newDatabase(), STORE_OPTIONS);
  await store.migrate();
  targets.push(store);
  return store;
}

const oneAtATime = createOneAtATime(await openState(), "copy");
/** Nothing is. */
const gone: MoveDeps["gone"] = { refresh: async () => {}, keepHistory: (events) => ({ events }) };

let sites = 0;
let tokens = 0;
async function fill(store: EventStore, changes: Partial<Event> = {}): Promise<Event[]> {
  const siteId = changes.siteId ?? ++sites;
  const events = Array.from({ length: 300 }, (_, n) =>
    buildEvent({
      siteId,
      visitorId: `${n % 40}`,
      path: `/${n % 9}`,
      timestamp: NOON - (n % 5) * DAY + n,
      ...changes,
    }),
  );
  tokens += 1;
  await store.insert(store.encode(events), `move-test:0:${tokens}-${tokens}`);
  return events;
}

async function idsOf(store: EventStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.readEvents()) ids.push(id);
  return ids.sort();
}

describe("a move from chDB to PostgreSQL", () => {
  it("copies every event once, and goes on where it was broken off", async () => {
    await fill(source);
    await fill(source, { visitorId: "0", count: 3 });
    const target = await newTarget();
    let left = 3;
    const breaking = {
      ...target,
      async insertMissing(events: readonly Event[], token: string) {
        if (left-- === 0) throw new StoreUnavailable("away");
        await target.insertMissing(events, token);
      },
    };
    await expect(moveEvents({ gone, oneAtATime, from: source, to: breaking })).rejects.toThrow("away");
    const seen: number[] = [];
    const result = await moveEvents({
      gone,
      oneAtATime,
      from: source,
      to: target,
      onMoved: (rows) => seen.push(rows),
    });
    expect(result).toEqual({ rows: 600, missing: [] });
    expect(seen.reduce((sum, rows) => sum + rows, 0)).toBe(600);
    expect(await idsOf(target)).toEqual(await idsOf(source));
    expect(await target.storedDays()).toEqual(await source.storedDays());
    await moveEvents({ gone, oneAtATime, from: source, to: target });
    expect(await idsOf(target)).toEqual(await idsOf(source));
  });

  it("tells the days that lack events when the new store refuses some", async () => {
    const target = await newTarget();
    const forgetful = { ...target, insertMissing: async () => {} };
    const { missing, rows } = await moveEvents({ gone, oneAtATime, from: source, to: forgetful });
    expect(rows).toBe(600);
    expect(missing.reduce((sum, { day }) => sum + day.rows, 0)).toBe(600);
  });

  it("loses and doubles nothing while events go on coming to both", async () => {
    const target = await newTarget();
    const dual = createDualStore({ main: source, copy: target, oneAtATime, log });
    let moving = true;
    const writing = (async () => {
      while (moving) await fill(dual);
    })();
    for (let n = 0; n < 3; n++) await moveEvents({ gone, oneAtATime, from: source, to: target });
    moving = false;
    await writing;
    expect((await moveEvents({ gone, oneAtATime, from: source, to: target })).missing).toEqual([]);
    expect(await idsOf(target)).toEqual(await idsOf(source));
    expect(await target.storedDays()).toEqual(await source.storedDays());
  });
});

describe("two stores at once", () => {
  it("have a batch both, also when the second was away and the batch is repeated", async () => {
    const target = await newTarget();
    let away = true;
    const dual = createDualStore({
      main: source,
      oneAtATime,
      log,
      copy: {
        ...target,
        async insertMissing(events, token) {
          if (away) throw new StoreUnavailable("away");
          await target.insertMissing(events, token);
        },
      },
    });
    const events = [buildEvent({ siteId: 900 })];
    await expect(dual.insert(dual.encode(events), "dual:0:1-1")).rejects.toThrow(StoreUnavailable);
    away = false;
    await dual.insertMissing(events, "dual:0:1-1");
    for (const store of [source, target])
      expect((await store.storedDays()).filter(({ siteId }) => siteId === 900)).toMatchObject([{ rows: 1 }]);
  });

  it("differ by what the second refuses, which is logged and holds nothing else up", async () => {
    const target = await newTarget();
    const dual = createDualStore({
      main: source,
      oneAtATime,
      log,
      copy: {
        ...target,
        async insertMissing(events, token) {
          if (events.some(({ path }) => path === "/refused")) throw new RowsRefused("refused");
          await target.insertMissing(events, token);
        },
      },
    });
    const events = ["/a", "/b", "/refused", "/c"].map((path) => buildEvent({ siteId: 901, path }));
    await dual.insert(dual.encode(events), "dual:0:2-5");
    const rowsOf = async (store: EventStore) =>
      (await store.storedDays()).find(({ siteId }) => siteId === 901)?.rows;
    expect([await rowsOf(source), await rowsOf(target)]).toEqual([4, 3]);
    expect(errors).toEqual(["the store at EVENTS_COPY_URL refused an event"]);
  });
});
