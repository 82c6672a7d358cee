import { describe, expect, it } from "vitest";
import { buildEvent, NOON } from "../../test/build/build-envelope.ts";
import type { Event } from "../domain/event/event.ts";
import type { ErasedPart } from "../domain/site/erasure.ts";
import { DEFAULT_SITE_SETTINGS } from "../domain/site/site.ts";
import { DAY } from "../domain/time.ts";
import { open } from "../drivers/accounts/sqlite.ts";
import { openGoneEvents } from "./gone-events.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const ALL_TIME: ErasedPart = {
  kind: "period",
  firstDay: "1970-01-01",
  lastDay: "2100-12-31",
  from: 0,
  to: Date.parse("2101-01-01T00:00:00Z"),
};
const USER: ErasedPart = { kind: "user", userHash: "7" };

async function makeScene() {
  const accounts = await open("sqlite::memory:");
  const site = await accounts.createSite("a.example", DEFAULT_SITE_SETTINGS);
  const gone = await openGoneEvents({ accounts, log });
  const event = (changes: Partial<Event> = {}) => buildEvent({ siteId: site.id, userId: "7", ...changes });
  return { accounts, site, gone, event };
}

describe("openGoneEvents", () => {
  it("keeps the array that it was given while nothing is gone", async () => {
    const { gone, event } = await makeScene();
    const events = [event()];
    expect(gone.keep(events)).toEqual({ events, ofGoneSites: 0, erased: 0 });
    expect(gone.keep(events).events).toBe(events);
  });

  it("leaves out what was erased from the next refresh on, and counts it apart from gone sites", async () => {
    const { accounts, site, gone, event } = await makeScene();
    const other = await accounts.createSite("b.example", DEFAULT_SITE_SETTINGS);
    await accounts.requestErasure(site.id, USER);
    await accounts.deleteSite(other.name);
    const kept = event({ userId: "8" });
    const events = [event(), kept, event({ siteId: other.id })];
    await gone.refresh();
    expect(gone.keep(events)).toEqual({ events: [kept], ofGoneSites: 1, erased: 1 });
  });

  it.each([
    { what: "a person's", part: USER },
    { what: "a period's", part: ALL_TIME },
  ])("lets $what events pass that are sent after the request", async ({ part }) => {
    const { accounts, site, gone, event } = await makeScene();
    const { requestedAt } = await accounts.requestErasure(site.id, part);
    await gone.refresh();
    const at = requestedAt + 1;
    expect(gone.keep([event({ timestamp: at, receivedAt: at })]).erased).toBe(0);
    expect(gone.keep([event({ timestamp: requestedAt, receivedAt: requestedAt })]).erased).toBe(1);
    // An old event that is sent late: of a period on purpose, of a person it is one of those that must not come back.
    expect(gone.keep([event({ timestamp: NOON, receivedAt: at })]).erased).toBe(part === USER ? 1 : 0);
  });

  it("lets an import bring a period again once its erasure is done, a person never", async () => {
    const { accounts, site, gone, event } = await makeScene();
    const imported = [event({ userId: "0" }), event()];
    const period = await accounts.requestErasure(site.id, ALL_TIME);
    await gone.refresh();
    expect(gone.keepHistory(imported).erased).toBe(2);
    await accounts.noteErasure(period.id, { doneAt: Date.now() });
    const person = await accounts.requestErasure(site.id, USER);
    await accounts.noteErasure(person.id, { doneAt: Date.now() });
    await gone.refresh();
    expect(gone.keepHistory(imported).events).toEqual([imported[0]]);
    // What waited in the queue stays out.
    expect(gone.keep(imported).events).toEqual([]);
  });

  it("knows a reset site's erasures under its new id, and those of a person by the latest request", async () => {
    const { accounts, site, gone, event } = await makeScene();
    await accounts.requestErasure(site.id, USER);
    await accounts.resetSite(site.name);
    const after = await accounts.findSite(site.name);
    await gone.refresh();
    const late = { timestamp: NOON, receivedAt: Date.now() + DAY };
    expect(gone.keep([event(late)])).toMatchObject({ ofGoneSites: 0, erased: 1 });
    expect(gone.keep([event({ ...late, siteId: after?.id ?? 0 })]).erased).toBe(1);
  });

  it("goes on with what it knows while the accounts store is away", async () => {
    const { accounts, site, event } = await makeScene();
    await accounts.requestErasure(site.id, USER);
    let away = false;
    const listDeletedSites = async () => {
      if (away) throw new Error("away");
      return accounts.listDeletedSites();
    };
    const gone = await openGoneEvents({ accounts: { ...accounts, listDeletedSites }, log });
    away = true;
    await gone.refresh();
    expect(gone.keep([event()]).erased).toBe(1);
  });
});
