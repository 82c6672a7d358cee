import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildSite, importFixture, readAll } from "../../../test/build/read-all.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { isProgram } from "../../drivers/agents/bots.ts";
import { openAgents } from "../../drivers/agents/index.ts";
import { createReadAccessLog } from "./read-access-log.ts";

const newFolder = useTempFolders();
const FILE = importFixture("access.log");
const geo = {
  name: "test",
  locate: (ip: string) => ({ country: ip.includes(":") ? "FR" : "DE", region: "", city: "" }),
};
const readAccessLog = createReadAccessLog({ geo, agents: await openAgents(), isBot: isProgram });

function fileOf(text: string | Buffer, name = "access.log"): string {
  const file = join(newFolder(), name);
  writeFileSync(file, text);
  return file;
}

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";
function line({
  ip = "203.0.113.7",
  time = "10/Mar/2026:12:00:00 +0000",
  request = "GET / HTTP/1.1",
  agent = FIREFOX,
} = {}) {
  return `${ip} - - [${time}] "${request}" 200 5 "-" "${agent}"\n`;
}

describe("readAccessLog", () => {
  it("keeps successful GETs of pages by people, and says what the rest is", async () => {
    const { events, skipped } = await readAll(readAccessLog, [FILE]);
    expect(events.map(({ hostname, path }) => hostname + path)).toEqual([
      "example.com/docs",
      "example.com/docs",
      "example.com/",
      "shop.example.com/caf%C3%A9",
    ]);
    expect(skipped).toEqual({
      "access.log:5": "asset",
      "access.log:6": "not a GET",
      "access.log:7": "status is not a success",
      "access.log:8": "bot",
      "access.log:9": "bot",
      "access.log:10": "bot",
      "access.log:11": "bad date",
      "access.log:12": "not a GET",
      "access.log:13": "no User-Agent in the log line: bots can't be distinguished from people",
      "access.log:14": "unknown log format",
    });
  });

  it("reads what the edge would have read, and keeps neither address nor agent nor query", async () => {
    const { events } = await readAll(readAccessLog, [FILE]);
    expect(events[0]).toMatchObject({
      timestamp: Date.parse("2026-03-10T20:55:36Z"),
      referrer: "www.google.com/search",
      utm: { source: "news" },
      place: { country: "DE" },
      agent: { browser: "Firefox", browserVersion: "149", os: "Linux", device: "desktop" },
    });
    expect(events[2]?.referrer).toBe("");
    expect(events[3]).toMatchObject({ place: { country: "FR" }, agent: { device: "mobile" } });
    expect(JSON.stringify(events)).not.toMatch(/203\.0|2001:db8|Mozilla|secret|private|frank/);
  });

  it("knows a visitor within a date, under a salt that the next import does not have", async () => {
    const first = await readAll(readAccessLog, [FILE]);
    const [one, , two, other] = first.events;
    expect(two?.visitorId).toBe(one?.visitorId);
    expect(other?.visitorId).not.toBe(one?.visitorId);
    const second = await readAll(readAccessLog, [FILE]);
    expect(second.events[0]?.visitorId).not.toBe(one?.visitorId);
    const night = fileOf(
      line({ time: "10/Mar/2026:23:50:00 +0000" }) + line({ time: "11/Mar/2026:00:05:00 +0000" }),
    );
    const [evening, morning] = (await readAll(readAccessLog, [night])).events;
    expect(morning?.visitorId).not.toBe(evening?.visitorId);
    expect(morning?.previousVisitorId).toBe(evening?.visitorId);
  });

  it("gives a line the same id again, packed or not, and equal lines ids of their own", async () => {
    const { events } = await readAll(readAccessLog, [FILE]);
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const packed = fileOf(gzipSync(readFileSync(FILE)), "access.log.2.gz");
    const again = await readAll(readAccessLog, [packed]);
    expect(again.events.map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    { clients: ["203.0.113.9:5100", "203.0.113.9:5101", "::ffff:cb00:7109"], visitors: 1, country: "DE" },
    { clients: ["2001:db8::1", "[2001:DB8:0::1]:80", "2001:db8::2"], visitors: 2, country: "FR" },
    { clients: ["203.0.113.9", "203.0.113.9, 10.0.0.1", "- 203.0.113.9"], visitors: 1, country: "DE" },
    { clients: ["unix:", "localhost", "reader.isp.example"], visitors: 3, country: "" },
  ])("knows $visitors visitor(s) in $clients", async ({ clients, visitors, country }) => {
    const file = fileOf(clients.map((ip) => line({ ip })).join(""));
    const { events } = await readAll(readAccessLog, [file]);
    expect(events).toHaveLength(clients.length);
    expect(new Set(events.map(({ visitorId }) => visitorId)).size).toBe(visitors);
    expect(new Set(events.map(({ place }) => place.country))).toEqual(new Set([country]));
    expect(new Set(events.map(({ hostname }) => hostname))).toEqual(new Set(["example.com"]));
  });

  it.each([
    { target: "/ad?gclid=abc", clickId: "gclid" },
    { target: "/ad?a=1&MSCLKID=x", clickId: "msclkid" },
    { target: "/ad?gclid=", clickId: "" },
  ])("keeps the click parameter's name of $target", async ({ target, clickId }) => {
    const { events } = await readAll(readAccessLog, [fileOf(line({ request: `GET ${target} HTTP/1.1` }))]);
    expect(events[0]).toMatchObject({ path: "/ad", clickId });
  });

  it("makes ids of neither address nor agent", async () => {
    const ofOne = await readAll(readAccessLog, [fileOf(line())]);
    const ofOther = await readAll(readAccessLog, [
      fileOf(line({ ip: "198.51.100.1", agent: FIREFOX.replaceAll("149", "150") })),
    ]);
    expect(ofOther.events[0]?.id).toBe(ofOne.events[0]?.id);
  });

  const site = buildSite({ domains: [".example.com"] });
  it.each([
    { what: "NUL", text: "\0\0\0\n", reason: "unknown log format" },
    { what: "a line of 1 MB", text: `${"a".repeat(2 ** 20)}\n`, reason: "unknown log format" },
    {
      what: "quotes without end",
      text: `1.2.3.4 - - [x] "${'\\"'.repeat(20_000)}\n`,
      reason: "unknown log format",
    },
    {
      what: "another site's host on the request line",
      text: line({ request: "GET http://evil.example/ HTTP/1.1" }),
      reason: "host of another site",
    },
    {
      what: "a target that is no address",
      text: line({ request: "GET * HTTP/1.1" }),
      reason: "neither a page view nor an event",
    },
  ])("passes over $what", async ({ text, reason }) => {
    const startedAt = performance.now();
    const { events, skipped } = await readAll(readAccessLog, [fileOf(text + line())], { site });
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(Object.values(skipped)).toEqual([reason]);
    expect(events).toHaveLength(1);
  });

  it("says so when a packed file is broken off", async () => {
    const half = gzipSync(line().repeat(1000)).subarray(0, 60);
    await expect(readAll(readAccessLog, [fileOf(half, "access.log.gz")])).rejects.toThrow(
      "can't be read to its end",
    );
  });
});
