import { describe, expect, it } from "vitest";
import { buildEnvelope, NOON, uuid } from "../../test/build/build-envelope.ts";
import { buildSite } from "../../test/build/read-all.ts";
import { RowsRefused } from "../domain/errors.ts";
import type { Envelope } from "../domain/event/envelope.ts";
import type { Event } from "../domain/event/event.ts";
import type { Erasure } from "../domain/site/erasure.ts";
import { DAY, HOUR } from "../domain/time.ts";
import type { Insert } from "../pipeline/drain/write-in-halves.ts";
import { importEvents } from "./import-events.ts";
import { note, type ReadRow, skipped } from "./rows/read-row.ts";

async function* rowsOf(rows: readonly ReadRow[]): AsyncGenerator<ReadRow> {
  yield* rows;
}

const asRows = (envelopes: readonly Partial<Envelope>[]) =>
  envelopes.map(
    (changes, index): ReadRow => ({
      kind: "event",
      envelope: buildEnvelope(changes),
      place: `a.csv:${index + 2}`,
    }),
  );

function createStore(refuses: (event: Event) => boolean = () => false) {
  const pages: Event[][] = [];
  const tokens: string[] = [];
  const insertMissing: Insert = async (events, token) => {
    if (events.some(refuses)) throw new RowsRefused("no such thing");
    pages.push([...events]);
    tokens.push(token);
  };
  return { pages, tokens, insertMissing };
}

const clock = { now: () => NOON };
const site = buildSite({ retentionDays: 10, timezone: "Asia/Kathmandu", geoPrecision: "country" });
const find = async () => site;
const listErasures = async () => [];

describe("importEvents", () => {
  it("writes enriched events in pages, under a token that the same events have again", async () => {
    const rows = asRows(Array.from({ length: 5001 }, (_, n) => ({ id: uuid(n), referrer: "news.example/" })));
    const [first, second] = [createStore(), createStore()];
    const report = await importEvents({ rows: rowsOf(rows), site, find, listErasures, clock, ...first });
    await importEvents({ rows: rowsOf(rows), site, find, listErasures, clock, ...second });
    expect(first.pages.map((page) => page.length)).toEqual([5000, 1]);
    expect(first.pages[0]?.[0]?.source).toBe("news.example");
    expect(second.tokens).toEqual(first.tokens);
    expect(new Set(first.tokens).size).toBe(2);
    expect(report).toMatchObject({ events: 5001, pageviews: 5001, days: 1, firstDate: "2026-03-10" });
    expect(report.examples).toHaveLength(10);
  });

  it.each([
    { referrer: "semalt.com/", reason: "spam referrer" },
    { referrer: "www.semalt.com/crawler.php", reason: "spam referrer" },
    { referrer: "forum.topic1.darodar.com", reason: "spam referrer" },
    { referrer: "notsemalt.com/", reason: undefined },
    { referrer: "news.example/semalt.com", reason: undefined },
    { referrer: "android-app://semalt.com", reason: undefined },
    { referrer: "", reason: undefined },
  ])("skips $referrer as the edge drops it: $reason", async ({ referrer, reason }) => {
    const { pages, insertMissing } = createStore();
    const report = await importEvents({
      rows: rowsOf(asRows([{ referrer }])),
      site,
      find,
      listErasures,
      clock,
      insertMissing,
    });
    expect([...report.skipped.keys()]).toEqual(reason === undefined ? [] : [reason]);
    expect(pages.flat()).toHaveLength(reason === undefined ? 1 : 0);
  });

  it("keeps one spelling of a page's host", async () => {
    const { pages, insertMissing } = createStore();
    const hosts = ["Example.COM.", "example.com:8443", "café.example", "My Shop"];
    const rows = asRows(hosts.map((hostname, n) => ({ id: uuid(n), hostname })));
    await importEvents({ rows: rowsOf(rows), site, find, listErasures, clock, insertMissing });
    expect(pages.flat().map(({ hostname }) => hostname)).toEqual([
      "example.com",
      "example.com",
      "xn--caf-dma.example",
      "my shop",
    ]);
  });

  it("leaves out what the edge would not let pass, and counts by the site's days", async () => {
    const { pages, insertMissing } = createStore();
    const rows = asRows([
      { timestamp: NOON - 11 * DAY },
      { timestamp: -1 },
      { timestamp: NOON + HOUR },
      { path: `/${"p".repeat(1990)}%C3%A9%C3%A9/` },
      { id: uuid(1) },
      { id: uuid(1) },
      {
        timestamp: NOON - 8 * HOUR + DAY / 3 - DAY,
        name: "a\0b",
        title: "t".repeat(2 ** 20),
        place: { country: "DE", region: "DE-BE", city: "Berlin" },
      },
    ]);
    const all = [...rows, skipped("bot", "a.csv:99"), note("odd", "2026-03-10")];
    const forever = { ...site, retentionDays: 0 };
    const report = await importEvents({ rows: rowsOf(all), site, find, listErasures, clock, insertMissing });
    expect(Object.fromEntries(report.skipped)).toEqual({
      "too old": { count: 2, places: ["a.csv:2", "a.csv:3"] },
      "in the future": { count: 1, places: ["a.csv:4"] },
      "duplicate event": { count: 1, places: ["a.csv:7"] },
      bot: { count: 1, places: ["a.csv:99"] },
    });
    expect(report.notes.get("odd")).toEqual({ count: 1, places: ["2026-03-10"] });
    expect(report).toMatchObject({
      events: 3,
      pageviews: 2,
      days: 2,
      firstDate: "2026-03-09",
      lastDate: "2026-03-10",
    });
    expect(pages[0]?.[0]?.path).toBe(`/${"p".repeat(1990)}%C3%A9`);
    expect(pages[0]?.[2]).toMatchObject({ name: "a\ufffdb", place: { country: "DE", region: "", city: "" } });
    expect(pages[0]?.[2]?.title).toHaveLength(500);
    const kept = await importEvents({
      rows: rowsOf(all),
      site: forever,
      find,
      listErasures,
      clock,
      insertMissing: null,
    });
    expect(kept.events).toBe(4);
    expect(kept.skipped.get("bad date")?.count).toBe(1);
  });

  it.each([
    { path: "/caf%c3%a9", trailingSlash: "keep", stored: "/caf%C3%A9" },
    { path: "/café/", trailingSlash: "keep", stored: "/caf%C3%A9/" },
    { path: "/café/?q=1", trailingSlash: "strip", stored: "/caf%C3%A9?q=1" },
    { path: "/", trailingSlash: "strip", stored: "/" },
  ] as const)("stores $path as the edge does where slashes are $trailingSlash", async (row) => {
    const { pages, insertMissing } = createStore();
    const rows = rowsOf(asRows([{ path: row.path }]));
    await importEvents({
      rows,
      site: { ...site, trailingSlash: row.trailingSlash },
      find,
      listErasures,
      clock,
      insertMissing,
    });
    expect(pages[0]?.[0]?.path).toBe(row.stored);
  });

  it("stores the rest of a page in which the store refuses an event", async () => {
    const { pages, insertMissing } = createStore(({ path }) => path === "/bad");
    const rows = asRows([{ path: "/1" }, { path: "/bad" }, { path: "/2" }, { path: "/3" }]);
    const report = await importEvents({ rows: rowsOf(rows), site, find, listErasures, clock, insertMissing });
    expect(pages.flat().map(({ path }) => path)).toEqual(["/1", "/2", "/3"]);
    expect(report.skipped.get("refused by the store")).toEqual({ count: 1, places: ["a.csv:3"] });
  });

  const THE_HOUR = { firstDay: "2026-03-10", lastDay: "2026-03-10", from: NOON - HOUR, to: NOON };
  const erasure = (changes: Partial<Erasure> = {}): Erasure => ({
    id: 1,
    siteId: site.id,
    part: { kind: "period", ...THE_HOUR },
    requestedAt: clock.now(),
    erasedAt: null,
    doneAt: null,
    days: {},
    rows: 0,
    ...changes,
  });

  it.each([
    { what: "a period whose erasure is under way", one: erasure(), kept: ["/after", "/user"] },
    {
      what: "a period whose erasure is done",
      one: erasure({ doneAt: clock.now() }),
      kept: ["/in", "/after", "/user"],
    },
    {
      what: "a person, whether the erasure is done or not",
      one: erasure({ part: { kind: "user", userHash: "7" }, doneAt: clock.now() }),
      kept: ["/in", "/after"],
    },
  ])("keeps $kept of a file with events of $what", async ({ one, kept }) => {
    const { pages, insertMissing } = createStore();
    const rows = asRows([
      { path: "/in", timestamp: NOON - HOUR, receivedAt: NOON - HOUR },
      { path: "/after", timestamp: NOON, receivedAt: NOON },
      { path: "/user", userId: "7", timestamp: NOON - 2 * HOUR, receivedAt: NOON - 2 * HOUR },
    ]);
    const report = await importEvents({
      rows: rowsOf(rows),
      site,
      find,
      listErasures: async () => [one],
      clock,
      insertMissing,
    });
    expect(pages.flat().map(({ path }) => path)).toEqual(kept);
    expect(report.skipped.get("erased")?.count).toBe(3 - kept.length || undefined);
  });

  it.each([
    { what: "of its period", from: NOON - HOUR, fails: true },
    { what: "of another period", from: NOON - 2 * HOUR, fails: false },
  ])("says so when events $what were erased on the way", async ({ from, fails }) => {
    const { insertMissing } = createStore();
    const part = { kind: "period" as const, ...THE_HOUR, from, to: from + HOUR };
    const lists = [[], [], [erasure({ part })]];
    const run = importEvents({
      rows: rowsOf(asRows([{ timestamp: NOON - HOUR, receivedAt: NOON - HOUR }])),
      site,
      find,
      listErasures: async () => lists.shift() ?? [],
      clock,
      insertMissing,
    });
    if (fails) await expect(run).rejects.toThrow("import again once the erasure is done");
    else expect((await run).events).toBe(1);
  });

  it.each([
    { what: "deleted", found: null },
    { what: "reset", found: { ...site, id: site.id + 1 } },
  ])("never says that events are stored of a site that was $what on the way", async ({ what, found }) => {
    const { pages, insertMissing } = createStore();
    const finds = [site, site, found];
    const rows = asRows(Array.from({ length: 5001 }, (_, n) => ({ id: uuid(n) })));
    const run = {
      rows: rowsOf(rows),
      site,
      clock,
      insertMissing,
      listErasures,
      find: async () => finds.shift() ?? null,
    };
    await expect(importEvents(run)).rejects.toThrow(`the site was ${what} meanwhile`);
    expect(pages).toHaveLength(2);
  });
});
