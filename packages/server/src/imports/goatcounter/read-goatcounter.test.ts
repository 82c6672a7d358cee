import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importFixture, readAll } from "../../../test/build/read-all.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { readGoatcounter } from "./read-goatcounter.ts";

const newFolder = useTempFolders();
const FILE = importFixture("goatcounter.csv");

describe("readGoatcounter", () => {
  it("reads page views and events, and leaves bots out", async () => {
    const { events, skipped } = await readAll(readGoatcounter, [FILE]);
    expect(events.map(({ name, path }) => `${name} ${path}`)).toEqual([
      "pageview /a.html",
      "pageview /a.html",
      "download ",
      "pageview /b",
      "pageview /b",
      "pageview /c#x",
    ]);
    expect(skipped).toEqual({ "goatcounter.csv:7": "bot", "goatcounter.csv:9": "bad date" });
  });

  it("maps every column to our words", async () => {
    const { events } = await readAll(readGoatcounter, [FILE]);
    expect(events[0]).toMatchObject({
      timestamp: Date.parse("2024-05-01T10:00:00Z"),
      hostname: "example.com",
      title: 'A "title"',
      referrer: "www.reddit.com/r/x",
      place: { country: "US", region: "US-TX" },
      agent: { browser: "Chrome", browserVersion: "120", os: "Windows", osVersion: "10" },
      screen: "1920x1080",
    });
    expect(events[3]).toMatchObject({
      timestamp: Date.parse("2024-05-01T10:00:00Z"),
      referrer: "news.ycombinator.com/",
      screen: "390x844",
      place: { country: "DE", region: "" },
    });
    expect(events[4]).toMatchObject({ referrer: "", utm: { source: "spring-sale" } });
    expect(events[5]).toMatchObject({ visitorId: "0" });
  });

  it("tells equal rows apart, the same way every time", async () => {
    const { events } = await readAll(readGoatcounter, [FILE]);
    const again = await readAll(readGoatcounter, [FILE]);
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(again.events.map(({ id }) => id)).toEqual(ids);
    expect(events[0]?.visitorId).toBe(events[2]?.visitorId);
  });

  it.each([
    { header: "3Path,Title", fault: "version 3 of GoatCounter's format is not supported" },
    { header: "Path,Title", fault: "whose header begins with 2Path" },
    { header: "2Path,Title,Event", fault: "the columns Session, Bot, Referrer, Location, Date are missing" },
  ])("refuses a file that begins with $header", async ({ header, fault }) => {
    const file = join(newFolder(), "export.csv");
    writeFileSync(file, `${header}\n`);
    await expect(readAll(readGoatcounter, [file])).rejects.toThrow(fault);
  });

  const HEADER = "2Path,Title,Event,Session,Bot,Referrer,Referrer scheme,Location,Date";
  async function firstOf(row: string, header = HEADER) {
    const file = join(newFolder(), "export.csv");
    writeFileSync(file, `${header}\n${row}\n`);
    const { events } = await readAll(readGoatcounter, [file]);
    return events[0];
  }

  it.each([
    { path: "/ad?gclid=abc", is: { path: "/ad", clickId: "gclid" } },
    {
      path: "/ad?utm_source=news&utm_medium=email",
      is: { path: "/ad", utm: { source: "news", medium: "email" } },
    },
    { path: "/a?token=secret", is: { path: "/a", clickId: "" } },
    { path: "/NULL", is: { path: "/NULL" } },
    { path: "203.0.113.9/a", is: { path: "/a" } },
    { path: "/ip/8.8.8.8", is: { path: "/ip/8.8.8.8" } },
  ])("reads the page $path as live", async ({ path, is }) => {
    expect(await firstOf(`${path},,false,s1,0,,,,2026-11-01T10:00:00Z`)).toMatchObject(is);
  });

  it.each([
    { scheme: "c", text: "null", is: { referrer: "", utm: { source: "null" } } },
    { scheme: "c", text: "(not set)", is: { referrer: "", utm: { source: "" } } },
    { scheme: "h", text: "null", is: { referrer: "", utm: { source: "" } } },
    { scheme: "h", text: "\\N", is: { referrer: "", utm: { source: "" } } },
    { scheme: "o", text: "-", is: { referrer: "", utm: { source: "" } } },
  ])("reads the referrer $text of the sort $scheme", async ({ scheme, text, is }) => {
    expect(await firstOf(`/,,false,s1,0,${text},${scheme},,2026-11-01T10:00:00Z`)).toMatchObject(is);
  });

  it.each([
    { header: HEADER.replace("2Path", "2,Path") },
    { header: HEADER.replace("2Path", '"2,Path"') },
    { header: HEADER.toLowerCase() },
    { header: HEADER.replaceAll(",", ";"), delimiter: ";" },
  ])("finds the columns of $header", async ({ header, delimiter = "," }) => {
    const row = "null,Go,true,00000000-0000-0000-0000-000000000000,0,,,DE,2026-11-01 10:00:00 +0000 UTC";
    expect(await firstOf(row.replaceAll(",", delimiter), header)).toMatchObject({
      name: "null",
      visitorId: "0",
      timestamp: Date.parse("2026-11-01T10:00:00Z"),
    });
  });
});
