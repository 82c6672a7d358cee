import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAll } from "../../../test/build/read-all.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { readGoatcounter } from "./read-goatcounter.ts";

const newFolder = useTempFolders();

const INFO = { export_version: "1.0", goatcounter_version: "2.7" };
const FILES: Readonly<Record<string, readonly object[]>> = {
  "paths.jsonl": [
    { id: 1, path: "/", title: "Home" },
    { id: 2, path: "/ad?gclid=abc&token=secret", title: "" },
    { id: 3, event: true, path: "null", title: "Go" },
  ],
  "refs.jsonl": [
    { id: 1, ref: "", ref_scheme: "o" },
    { id: 2, ref: "news.example/page?token=secret", ref_scheme: "h" },
    { id: 3, ref: "spring-sale", ref_scheme: "c" },
    { id: 4, ref: "203.0.113.9/x", ref_scheme: "h" },
  ],
  "browsers.jsonl": [
    { id: 1, name: "Firefox", version: "145" },
    { id: 2, name: "", version: "" },
  ],
  "systems.jsonl": [{ id: 1, name: "Windows", version: "10" }],
  "hit_stats.jsonl": [
    { hour: "2026-03-05T19:00:00Z", path_id: 1, ref_id: 1, count: 2 },
    { hour: "2026-03-05T20:00:00Z", path_id: 1, ref_id: 2, count: 1 },
    { hour: "2026-03-05T20:00:00Z", path_id: 2, ref_id: 3, count: 1 },
    { hour: "2026-03-06T00:00:00Z", path_id: 3, ref_id: 1, count: 1 },
    { hour: "2026-03-06T00:00:00Z", path_id: 9, ref_id: 1, count: 1 },
    { hour: "2026-03-06T01:00:00Z", path_id: 1, ref_id: 1, count: -1 },
    { hour: "2026-03-06T02:00:00Z", path_id: 1, ref_id: 99, count: 1 },
  ],
  "browser_stats.jsonl": [
    { day: "2026-03-05", path_id: 1, browser_id: 1, count: 2 },
    { day: "2026-03-05", path_id: 1, browser_id: 2, count: 1 },
  ],
  "system_stats.jsonl": [{ day: "2026-03-05", path_id: 1, system_id: 1, count: 3 }],
  "location_stats.jsonl": [
    { day: "2026-03-04", path_id: 1, location: "FR", count: 1 },
    { day: "2026-03-05", path_id: 1, location: "RO-B", count: 1 },
    { day: "2026-03-05", path_id: 2, location: "", count: 1 },
  ],
  "language_stats.jsonl": [{ day: "2026-03-05", path_id: 1, language: "eng", count: 3 }],
};

function exported(changes: Readonly<Record<string, readonly object[] | null>> = {}, info: object = INFO) {
  const folder = join(newFolder(), "export");
  mkdirSync(folder);
  const written = Object.entries({ ...FILES, ...changes }).flatMap(([name, lines]) => {
    if (lines === null) return [];
    const path = join(folder, name);
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return [path];
  });
  const infoPath = join(folder, "info.json");
  writeFileSync(infoPath, JSON.stringify(info, null, 4));
  return [infoPath, ...written];
}

describe("readGoatcounter, of the JSON export", () => {
  it("makes page views of the hours, without visitors", async () => {
    const { events, skipped, rows } = await readAll(readGoatcounter, exported());
    expect(
      events.map(({ timestamp, name, path }) => [new Date(timestamp).toISOString(), name, path]),
    ).toEqual([
      ["2026-03-05T19:00:00.000Z", "pageview", "/"],
      ["2026-03-05T19:00:00.000Z", "pageview", "/"],
      ["2026-03-05T20:00:00.000Z", "pageview", "/"],
      ["2026-03-05T20:00:00.000Z", "pageview", "/ad"],
      ["2026-03-06T00:00:00.000Z", "null", ""],
      ["2026-03-06T02:00:00.000Z", "pageview", "/"],
    ]);
    expect(skipped).toEqual({ "hit_stats.jsonl:5": "no name", "hit_stats.jsonl:6": "bad number" });
    expect(rows).toContainEqual({
      kind: "note",
      note: "a referrer that is missing in refs.jsonl",
      place: "hit_stats.jsonl:7",
    });
    expect(new Set(events.map(({ visitorId }) => visitorId))).toEqual(new Set(["0"]));
  });

  it("gives each day's page its browsers, systems, places and languages, and reads arrivals as the CSV", async () => {
    const { events } = await readAll(readGoatcounter, exported());
    const home = events.filter(({ path, timestamp }) => path === "/" && timestamp < Date.parse("2026-03-06"));
    expect(home.map(({ agent }) => `${agent.browser} ${agent.browserVersion}`).sort()).toEqual([
      " ",
      "Firefox 145",
      "Firefox 145",
    ]);
    expect(home.map(({ place }) => place.region).sort()).toEqual(["", "", "RO-B"]);
    expect(home.map(({ agent, language }) => agent.os + agent.osVersion + language)).toEqual(
      Array(3).fill("Windows10en"),
    );
    expect(events[2]).toMatchObject({ referrer: "news.example/page", title: "Home" });
    expect(events[3]).toMatchObject({ referrer: "", utm: { source: "spring-sale" }, clickId: "gclid" });
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  it("gives the same ids again, and those that a grown hour had before", async () => {
    const { events } = await readAll(readGoatcounter, exported());
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const [first, ...others] = FILES["hit_stats.jsonl"] ?? [];
    const grown = await readAll(
      readGoatcounter,
      exported({ "hit_stats.jsonl": [{ ...first, count: 4 }, ...others] }),
    );
    expect(grown.events.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(grown.events).toHaveLength(events.length + 2);
  });

  it.each([
    {
      what: "without paths",
      changes: { "paths.jsonl": null },
      fault: "there is no paths.jsonl: name the folder",
    },
    { what: "without figures", changes: { "hit_stats.jsonl": null }, fault: "there is no hit_stats.jsonl" },
    {
      what: "of a later version",
      info: { export_version: "2.0" },
      fault: "version 2.0 of GoatCounter's JSON export",
    },
    {
      what: "whose lines go back in time",
      changes: { "hit_stats.jsonl": [...(FILES["hit_stats.jsonl"] ?? [])].reverse() },
      fault: "comes after",
    },
    {
      what: "with a line that is no object",
      changes: { "refs.jsonl": [[1]] },
      fault: "the line is not a JSON object",
    },
  ])("refuses an export $what", async ({ changes, info, fault }) => {
    await expect(readAll(readGoatcounter, exported(changes, info))).rejects.toThrow(fault);
  });
});
