import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildSite, importFixture, readAll } from "../../../test/contract/read-all.ts";
import { useTempFolders } from "../../../test/contract/temp-folder.ts";
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
      "website_event.csv:8": "no page view and no event",
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
    await expect(readAll(readUmami, [file])).rejects.toThrow("it holds the websites a and b");
  });
});
