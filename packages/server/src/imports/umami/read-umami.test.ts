import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildSite, importFixture, readAll } from "../../../test/build/read-all.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { enrich } from "../../pipeline/enrich.ts";
import { readUmami } from "./read-umami.ts";

const newFolder = useTempFolders();
const FILE = importFixture("website_event.csv");

describe("readUmami", () => {
  it("reads page views and events, and says why a row becomes neither", async () => {
    const { events, skipped } = await readAll(readUmami, [FILE]);
    expect(events.map(({ name, path }) => `${name} ${path}`)).toEqual([
      "pageview /",
      "pageview /pricing",
      "signup /pricing",
      "pageview /u/(email)",
      "pageview /u/(email)",
    ]);
    expect(skipped).toEqual({
      "website_event.csv:7": "bad date",
      "website_event.csv:8": "neither a page view nor an event",
      "website_event.csv:9": "no name",
      "website_event.csv:10": "column missing in the row",
    });
  });

  it("maps every column to our words, and keeps no private part of a query", async () => {
    const { events } = await readAll(readUmami, [FILE]);
    expect(events[0]).toMatchObject({
      timestamp: Date.parse("2026-03-01T23:50:00Z"),
      hostname: "www.example.com",
      title: 'Home, "sweet"',
      referrer: "www.google.com/search",
      utm: { source: "news" },
      place: { country: "DE", region: "DE-BE", city: "Berlin" },
      agent: { browser: "Chrome", os: "macOS", device: "desktop" },
      screen: "1440x900",
      language: "en-US",
      clickId: "gclid",
    });
    expect(events[1]).toMatchObject({ referrer: "", place: { region: "DE-BE" }, clickId: "" });
    expect(events[3]).toMatchObject({
      timestamp: Date.parse("2026-03-02T08:00:00Z"),
      agent: { browser: "Safari", os: "iOS", device: "mobile" },
      utm: { source: "news", medium: "email" },
    });
    expect(JSON.stringify(events)).not.toMatch(/secret|private|abc|jane/);
  });

  it("knows a session's visitor within a date, and joins the visit across midnight", async () => {
    const { events } = await readAll(readUmami, [FILE]);
    const [evening, night, click, other] = events;
    expect(night?.visitorId).not.toBe(evening?.visitorId);
    expect(night?.previousVisitorId).toBe(evening?.visitorId);
    expect(click?.visitorId).toBe(night?.visitorId);
    expect(other?.visitorId).not.toBe(click?.visitorId);
    const elsewhere = await readAll(readUmami, [FILE], { site: buildSite({ key: Buffer.alloc(32, 8) }) });
    expect(elsewhere.events[0]?.visitorId).not.toBe(evening?.visitorId);
  });

  it("reads dates in the zone given, and gives an event the same id again", async () => {
    const { events } = await readAll(readUmami, [FILE], { zone: "Asia/Kathmandu" });
    expect(events[0]?.timestamp).toBe(Date.parse("2026-03-01T18:05:00Z"));
    expect(events[3]?.timestamp).toBe(Date.parse("2026-03-02T08:00:00Z"));
    const again = await readAll(readUmami, [FILE]);
    expect(again.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });

  it("takes one website only", async () => {
    const file = join(newFolder(), "two.csv");
    const header = "website_id,session_id,event_id,url_path,referrer_domain,event_type,event_name,created_at";
    writeFileSync(file, `${header}\na,s,1,/,,1,,2026-03-01\nb,s,2,/,,1,,2026-03-01\n`);
    await expect(readAll(readUmami, [file])).rejects.toThrow("the file contains the websites a and b");
  });

  const HEADER =
    "website_id,session_id,event_id,url_path,url_query,referrer_domain,event_type,event_name,created_at";

  async function firstOf(row: string, { header = HEADER, zone = "UTC", site = buildSite() } = {}) {
    const file = join(newFolder(), "website_event.csv");
    writeFileSync(file, `${header}\n${row}\n`);
    const { events } = await readAll(readUmami, [file], { zone, site });
    return events.map((envelope) => enrich(envelope))[0];
  }

  const WITH_CLICKS = HEADER.replace("event_type", "utm_source,utm_medium,gclid,fbclid,event_type");

  it.each(["\\N", "NULL", "null", "", "[NULL]", '"\\N"'])(
    "reads a visit that nothing is told of, said by %s",
    async (mark) => {
      const row = ["w1,s1,e1,/a", mark, mark, mark, mark, mark, mark, 1, mark, "2026-11-01 10:00:00"].join();
      expect(await firstOf(row, { header: WITH_CLICKS })).toMatchObject({
        path: "/a",
        source: "",
        channel: "Direct",
        referrer: "",
        clickId: "",
        utm: { source: "", medium: "" },
      });
    },
  );

  it("makes no visitor of sessions without an id, and an event of a row without one", async () => {
    const file = join(newFolder(), "website_event.csv");
    const row = "w1,\\N,\\N,/a,,,1,,2026-11-01 10:00:00";
    writeFileSync(file, [HEADER, row, row, row.replace("/a", "/b")].join("\n"));
    const { events } = await readAll(readUmami, [file]);
    expect(events.map(({ visitorId }) => visitorId)).toEqual(["0", "0", "0"]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
    const again = await readAll(readUmami, [file]);
    expect(again.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it.each([
    { query: "gclid=abc&utm_source=google", source: "Google", channel: "Paid Search", clickId: "gclid" },
    { query: "?gclid=abc", source: "", channel: "Paid Search", clickId: "gclid" },
    { query: "GCLID=abc", source: "", channel: "Paid Search", clickId: "gclid" },
    {
      query: "fbclid=x&utm_source=newsletter&utm_medium=email",
      source: "newsletter",
      channel: "Email",
      clickId: "fbclid",
    },
    { query: "msclkid=1&gbraid=2", source: "", channel: "Paid Search", clickId: "gbraid" },
    { query: "q=shoes", source: "", channel: "Direct", clickId: "" },
  ])("reads campaign and click of the query $query as live", async ({ query, source, channel, clickId }) => {
    const event = await firstOf(`w1,s1,e1,/ad,${query},,1,,2026-11-01 10:00:00`);
    expect(event).toMatchObject({ path: "/ad", source, channel, clickId });
  });

  it.each([
    { cells: "bing,cpc,,x", query: "utm_source=google&utm_medium=email&utm_term=t", clickId: "fbclid" },
    { cells: " bing ,cpc,x,x", query: "utm_source=google&utm_term=t", clickId: "gclid" },
    { cells: "bing,cpc,\\N,\\N", query: "utm_source=google&utm_term=t&ttclid=1", clickId: "ttclid" },
  ])("lets columns win over the query: $cells", async ({ cells, query, clickId }) => {
    const row = `w1,s1,e1,/ad,${query},,${cells},1,,2026-11-01 10:00:00`;
    expect(await firstOf(row, { header: WITH_CLICKS })).toMatchObject({
      utm: { source: "bing", medium: "cpc", term: "t" },
      clickId,
    });
  });

  it("reads a query within the path, and keeps what the site keeps of it", async () => {
    const site = buildSite({ safeQueryParams: ["id"] });
    const event = await firstOf("w1,s1,e1,/p?id=7&gclid=a,token=secret,,1,,2026-11-01 10:00:00", { site });
    expect(event).toMatchObject({ path: "/p?id=7", clickId: "gclid" });
  });

  it.each([
    { date: "2026-07-01 23:30:00+00", is: "2026-07-01T23:30:00Z" },
    { date: "2026-07-01 23:30:00", is: "2026-07-01T21:30:00Z" },
    { date: "1782948600000", is: "2026-07-01T23:30:00Z" },
  ])("reads the time $date, told that dates are of Berlin", async ({ date, is }) => {
    const event = await firstOf(`w1,s1,e1,/a,,,1,,${date}`, { zone: "Europe/Berlin" });
    expect(event?.timestamp).toBe(Date.parse(is));
  });

  it.each([
    { path: "/NULL", title: '"None"', is: { path: "/NULL", title: "None" } },
    { path: "/-", title: "-", is: { path: "/-", title: "-" } },
    { path: "/undefined", title: "null", is: { path: "/undefined", title: "null" } },
  ])("keeps a page that is called $path", async ({ path, title, is }) => {
    const header = HEADER.replace("event_type", "page_title,event_type");
    expect(await firstOf(`w1,s1,e1,${path},,,${title},1,,2026-11-01 10:00:00`, { header })).toMatchObject(is);
  });

  it.each([
    { header: HEADER.toUpperCase() },
    { header: HEADER.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()) },
    { header: HEADER.replaceAll(",", ";"), delimiter: ";" },
    { header: HEADER.replaceAll(",", "\t"), delimiter: "\t" },
  ])("finds the columns of $header", async ({ header, delimiter = "," }) => {
    const row = "w1,s1,e1,/a,gclid=1,,2,Sign up,2026-11-01 10:00:00".replaceAll(",", delimiter);
    expect(await firstOf(row, { header })).toMatchObject({ name: "Sign up", path: "/a", clickId: "gclid" });
  });

  it("says that a file begins with data", async () => {
    const row = "w1,s1,e1,/a,,,1,,2026-11-01 10:00:00";
    await expect(firstOf(row, { header: row })).rejects.toThrow(
      "the first line is data, not a header: w1, s1, e1, /a",
    );
  });

  it("reads versions where the export has them", async () => {
    const header = HEADER.replace("event_type", "browser,browser_version,os,os_version,event_type");
    const row = "w1,s1,e1,/a,,,chrome,142.0.1,Windows 10,,1,,2026-11-01 10:00:00";
    expect(await firstOf(row, { header })).toMatchObject({
      agent: { browser: "Chrome", browserVersion: "142", os: "Windows", osVersion: "10" },
    });
  });
});
