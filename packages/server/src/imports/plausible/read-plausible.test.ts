import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildSite, importFixture, readAll } from "../../../test/build/read-all.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import type { Envelope } from "../../domain/event/envelope.ts";
import { VISIT_GAP_MS } from "../../domain/event/visit.ts";
import { localDate } from "../../domain/time-zone/zoned-time.ts";
import { readPlausible } from "./read-plausible.ts";

const newFolder = useTempFolders();
const FOLDER = importFixture("plausible");
const FILES = readdirSync(FOLDER).map((name) => join(FOLDER, name));
const ZONE = "Europe/Berlin";

/** Events by visitor, cut where nothing happens for half an hour. */
function visitsOf(events: readonly Envelope[]): Envelope[][] {
  const open = new Map<string, Envelope[]>();
  const visits: Envelope[][] = [];
  for (const event of events.toSorted((a, b) => a.timestamp - b.timestamp)) {
    if (event.visitorId === "0") continue;
    const visit = open.get(event.visitorId);
    const isSame = visit !== undefined && event.timestamp - (visit.at(-1)?.timestamp ?? 0) < VISIT_GAP_MS;
    if (isSame) visit.push(event);
    else {
      const made = [event];
      open.set(event.visitorId, made);
      visits.push(made);
    }
  }
  return visits;
}

type Marginals = Readonly<Record<string, readonly [visitors: number, visits: number, pageviews: number]>>;

/** Visitors, visits and page views of each value, as the export counts them. */
function marginals(events: readonly Envelope[], read: (first: Envelope) => string): Marginals {
  const found: Record<string, [visitors: number, visits: number, pageviews: number]> = {};
  const people = new Map<string, Set<string>>();
  for (const visit of visitsOf(events)) {
    const [first] = visit;
    if (first === undefined) continue;
    const value = read(first);
    const visitors = people.get(value) ?? new Set();
    people.set(value, visitors.add(first.visitorId));
    const [, visits, pageviews] = found[value] ?? [0, 0, 0];
    const views = visit.filter(({ name }) => name === "pageview").length;
    found[value] = [visitors.size, visits + 1, pageviews + views];
  }
  return found;
}

function tally(values: readonly (string | undefined)[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const value of values) found[value ?? ""] = (found[value ?? ""] ?? 0) + 1;
  return found;
}

async function dayOf(date: string): Promise<Envelope[]> {
  const { events } = await readAll(readPlausible, FILES, { zone: ZONE });
  return events.filter(({ timestamp }) => localDate(ZONE, timestamp) === date);
}

describe("readPlausible", () => {
  it.each([
    { date: "2024-03-30", visitors: 8, visits: 10, pageviews: 20, bounces: 5 },
    { date: "2024-03-31", visitors: 2, visits: 2, pageviews: 2, bounces: 2 },
    { date: "2024-04-01", visitors: 0, visits: 0, pageviews: 1, bounces: 0 },
  ])("comes to the totals of $date exactly", async ({ date, ...totals }) => {
    const events = await dayOf(date);
    const visits = visitsOf(events);
    expect({
      visitors: new Set(visits.map(([first]) => first?.visitorId)).size,
      visits: visits.length,
      pageviews: events.filter(({ name }) => name === "pageview").length,
      bounces: visits.filter(
        (visit) =>
          visit.filter(({ name }) => name === "pageview").length === 1 &&
          !visit.some(({ name, interactive }) => name !== "pageview" && interactive),
      ).length,
    }).toEqual(totals);
  });

  it.each<{ what: string; read: (first: Envelope) => string; told: Marginals }>([
    {
      what: "source",
      read: ({ referrer, utm }) => referrer + utm.source + utm.campaign,
      told: { "google.com/": [4, 5, 11], "": [3, 4, 7], newsspring: [1, 1, 2] },
    },
    {
      what: "browser",
      read: ({ agent }) => agent.browser + agent.browserVersion,
      told: { Chrome123: [4, 5, 10], Firefox124: [2, 3, 5], Safari17: [2, 2, 5] },
    },
    {
      what: "system",
      read: ({ agent }) => agent.os,
      told: { macOS: [3, 4, 8], Windows: [3, 4, 7], Android: [2, 2, 5] },
    },
    {
      what: "device",
      read: ({ agent }) => agent.device,
      told: { desktop: [5, 6, 13], mobile: [3, 4, 7] },
    },
    {
      what: "place, with what no row names unknown",
      read: ({ place }) => place.country + place.region,
      told: { "DEDE-BE": [4, 5, 9], "USUS-CA": [2, 3, 7], "": [2, 2, 4] },
    },
  ])(
    "comes to the visitors and visits of each $what, and about to its page views",
    async ({ read, told }) => {
      const found = marginals(await dayOf("2024-03-30"), read);
      for (const [value, [visitors, visits, pageviews]] of Object.entries(told)) {
        expect(found[value]?.slice(0, 2), value).toEqual([visitors, visits]);
        expect(Math.abs((found[value]?.[2] ?? 0) - pageviews), value).toBeLessThanOrEqual(1);
      }
      expect(Object.keys(found).sort()).toEqual(Object.keys(told).sort());
    },
  );

  it("comes to the page views, entries and exits of each page, and to its events", async () => {
    const events = await dayOf("2024-03-30");
    const views = events.filter(({ name }) => name === "pageview");
    const visits = visitsOf(views);
    expect(tally(views.map(({ path }) => path))).toEqual({
      "/": 8,
      "/docs": 7,
      "/pricing": 3,
      "/blog/a,%22b%22": 2,
    });
    expect(tally(visits.map((visit) => visit[0]?.path))).toEqual({
      "/": 6,
      "/docs": 3,
      "/blog/a,%22b%22": 1,
    });
    expect(tally(visits.map((visit) => visit.at(-1)?.path))).toEqual({ "/": 4, "/docs": 5, "/pricing": 1 });
    expect(views.every(({ hostname }) => hostname === "www.example.com")).toBe(true);
    const custom = events.filter(({ name }) => name !== "pageview");
    expect(tally(custom.map(({ name, props }) => name + (props.url ?? "")))).toEqual({
      Signup: 3,
      "Outbound Link: Clickhttps://other.example/x": 1,
    });
    expect(
      new Set(custom.filter(({ name }) => name === "Signup").map(({ visitorId }) => visitorId)).size,
    ).toBe(2);
  });

  it("comes to the day's duration", async () => {
    const visits = visitsOf(await dayOf("2024-03-30"));
    const durations = visits.map((visit) => (visit.at(-1)?.timestamp ?? 0) - (visit[0]?.timestamp ?? 0));
    const total = durations.reduce((sum, ms) => sum + ms, 0) / 1000;
    expect(Math.abs(total - 900)).toBeLessThan(1);
  });

  it("says which rows it can't use, and why", async () => {
    const { skipped } = await readAll(readPlausible, FILES);
    expect(skipped).toEqual({
      "imported_visitors_20240330_20240401.csv:5": "bad date",
      "imported_visitors_20240330_20240401.csv:6": "bad number",
      "imported_pages_20240330_20240401.csv:2": "day without totals",
      "imported_custom_events_20240330_20240401.csv:4": "neither a page view nor an event",
    });
  });

  it("makes the same events of the same files, and others of another site", async () => {
    const first = await readAll(readPlausible, FILES);
    const again = await readAll(readPlausible, FILES.toReversed());
    expect(again.events).toEqual(first.events);
    const ids = first.events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const other = await readAll(readPlausible, FILES, {
      site: buildSite({ id: 2, key: Buffer.alloc(32, 8) }),
    });
    expect(other.events.map(({ id }) => id)).not.toEqual(expect.arrayContaining(ids.slice(0, 1)));
    expect(other.events[0]?.visitorId).not.toBe(first.events[0]?.visitorId);
  });

  it("reads an export of several spans, and one that has totals only", async () => {
    const folder = newFolder();
    const [year, next] = ["2022", "2023"].map((year) => {
      const file = join(folder, `imported_visitors_${year}0101_${year}1231.csv`);
      writeFileSync(
        file,
        `date,visitors,pageviews,bounces,visits,visit_duration\n${year}-05-01,2,5,1,3,60\n`,
      );
      return file;
    });
    const { events } = await readAll(readPlausible, [year ?? "", next ?? ""]);
    expect(events).toHaveLength(10);
    expect(visitsOf(events)).toHaveLength(6);
    await expect(readAll(readPlausible, [next ?? "", year ?? ""])).rejects.toThrow(
      "2022-05-01 comes after 2023-05-01",
    );
  });

  it("names the column that a file lacks, and the file that a folder lacks", async () => {
    const folder = newFolder();
    for (const file of FILES) copyFileSync(file, join(folder, file.slice(FOLDER.length + 1)));
    const broken = join(folder, "imported_devices_20240330_20240401.csv");
    writeFileSync(broken, readFileSync(broken, "utf8").replace("visitors", "people"));
    const files = readdirSync(folder).map((name) => join(folder, name));
    await expect(readAll(readPlausible, files)).rejects.toThrow(
      "imported_devices_20240330_20240401.csv: the column visitors is missing",
    );
    await expect(readAll(readPlausible, FILES.slice(0, 1))).rejects.toThrow("there is no imported_visitors");
  });
});
