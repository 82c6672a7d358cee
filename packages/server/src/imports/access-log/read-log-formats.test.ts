import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildSite, importFixture, type ReadFiles, readAll } from "../../../test/build/read-all.ts";
import { isProgram } from "../../drivers/agents/bots.ts";
import { openAgents } from "../../drivers/agents/index.ts";
import { createReadAccessLog } from "./read-access-log.ts";

/** Countries by client: 203.0.113.20 and 2001:db8::20 came by themselves, 203.0.113.9 through 198.51.100.1. */
const COUNTRIES = new Map([
  ["203.0.113.20", "DE"],
  ["203.0.113.9", "FR"],
  ["2001:db8::20", "NL"],
]);
const geo = {
  name: "test",
  locate: (ip: string) => ({ country: COUNTRIES.get(ip) ?? "??", region: "", city: "" }),
};
const read = createReadAccessLog({ geo, agents: await openAgents(), isBot: isProgram });
const site = buildSite({ name: "site.example" });
const NO_AGENT = "no User-Agent in the log line: bots can't be distinguished from people";

const results = new Map<string, ReadFiles>();
for (const name of readdirSync(importFixture("logs")))
  results.set(name, await readAll(read, [importFixture(`logs/${name}`)], { site }));
const resultOf = (name: string) => results.get(`${name}.log`) as ReadFiles;

/** The requests that each server got, in this order, and what is kept of them. */
const SENT = [
  "/",
  "/xff",
  "/caf%C3%A9",
  "/caf%C3%A9",
  "/ad",
  "/tab",
  "/quotes",
  "/odd-referrer",
  "/abs",
  "/port",
  "/address-host",
  "/no-host",
  "/user",
];
const NGINX = [...SENT, "/six", "/mapped", "/unix"];
const APACHE = [...SENT, "/six"];
/** Hosts of the requests in a log that has them: of `/address-host` and `/no-host` it is the site's own. */
const hostOf = (path: string) =>
  path === "/port" ? "cafe.example" : /\/address-host|\/no-host/.test(path) ? "site.example" : "shop.example";
/** Hosts in a log that has none: the request line of `/abs` names one. */
const noHostOf = (path: string) => (path === "/abs" ? "shop.example" : "site.example");
/** Apache names its own host, not the one that was asked for. */
const serverNameOf = () => "shop.example";
const canonicalHostOf = (path: string) => (path === "/no-host" ? "shop.example" : hostOf(path));

const BOTS = { 14: "bot", 15: "bot" };
const REST = { 16: "asset", 17: "not a GET", 18: "status is not a success" };
const BLANK = { 19: "status is not a success" };
const HAPROXY_REST = { 14: NO_AGENT, 15: "bot", ...REST, 19: "not a GET" };

const FORMATS = [
  { log: "nginx-combined", paths: NGINX, host: noHostOf, skipped: { ...BOTS, ...REST, ...BLANK } },
  { log: "nginx-main", paths: NGINX, host: noHostOf, skipped: { ...BOTS, ...REST, ...BLANK }, xff: "FR" },
  { log: "nginx-vhost", paths: NGINX, host: hostOf, skipped: { ...BOTS, ...REST, ...BLANK } },
  { log: "nginx-xff", paths: NGINX, host: noHostOf, skipped: { ...BOTS, ...REST, ...BLANK }, xff: "FR" },
  { log: "nginx-json", paths: NGINX, host: hostOf, skipped: { ...BOTS, ...REST, ...BLANK }, xff: "FR" },
  { log: "nginx-json-parts", paths: NGINX, host: hostOf, skipped: { ...BOTS, ...REST, 19: "not a GET" } },
  { log: "nginx-json-unescaped", paths: NGINX, host: noHostOf, skipped: { ...BOTS, ...REST, ...BLANK } },
  { log: "apache-combined", paths: APACHE, host: noHostOf, skipped: { ...BOTS, ...REST, ...BLANK } },
  { log: "apache-vhost", paths: APACHE, host: serverNameOf, skipped: { ...BOTS, ...REST, ...BLANK } },
  { log: "apache-xff", paths: APACHE, host: noHostOf, skipped: { ...BOTS, ...REST, ...BLANK }, xff: "FR" },
  { log: "apache-json", paths: APACHE, host: canonicalHostOf, skipped: { ...BOTS, ...REST, ...BLANK } },
  { log: "lighttpd", paths: [...SENT, "/a%20b", "/six"], host: hostOf, skipped: { ...BOTS, ...REST } },
  { log: "caddy", paths: SENT, host: hostOf, skipped: { ...BOTS, ...REST }, xff: "FR" },
  { log: "caddy-wall", paths: ["/", "/xff"], host: hostOf, skipped: {}, xff: "FR" },
  {
    log: "haproxy-captures",
    paths: [...SENT, "/h2"],
    host: (path: string) => (path === "/h2" ? "site.example" : hostOf(path)),
    skipped: HAPROXY_REST,
  },
  { log: "haproxy-clf-captures", paths: SENT, host: hostOf, skipped: HAPROXY_REST },
] as const;

describe.each(FORMATS)("a log of $log", (format) => {
  const { events, skipped } = resultOf(format.log);

  it("has its pages on their hosts", () => {
    // One spelling of a path is not the log's matter.
    const pages = events.map(({ hostname, path }) => hostname + path.replace("%c3%a9", "%C3%A9"));
    expect(pages).toEqual(format.paths.map((path) => format.host(path) + path));
  });

  it("has the referrers, campaigns and click parameters that the pages had", () => {
    const of = (path: string) => events.find((event) => event.path === path);
    expect(of("/")?.referrer).toBe("");
    expect(of("/xff")?.referrer).toBe("www.news.example/story");
    if (format.log === "caddy-wall") return;
    expect(of("/tab")?.referrer).toBe("r.example/xy");
    expect(of("/odd-referrer")?.referrer).toBe("r.example/a%22b/c");
    expect(of("/ad")).toMatchObject({ utm: { source: "news", medium: "email" }, clickId: "gclid" });
    expect(of("/quotes")?.agent).toMatchObject({ browser: "Firefox", browserVersion: "145" });
  });

  it("places clients by their address, the first of a list of proxies", () => {
    const countryOf = (path: string) => events.find((event) => event.path === path)?.place.country;
    expect(countryOf("/xff")).toBe("xff" in format ? format.xff : "DE");
    if (format.log === "nginx-xff") return expect(countryOf("/")).toBe("");
    expect(countryOf("/")).toBe("DE");
    expect(countryOf("/six") ?? "NL").toBe("NL");
    expect(countryOf("/mapped") ?? "DE").toBe("DE");
    expect(countryOf("/unix") ?? "").toBe("");
  });

  it("says why the rest is skipped", () => {
    expect(skipped).toEqual(
      Object.fromEntries(
        Object.entries(format.skipped).map(([line, reason]) => [`${format.log}.log:${line}`, reason]),
      ),
    );
  });
});

describe("every log", () => {
  it("has its times, HAProxy's in the zone of the import", async () => {
    for (const [name, { events }] of results)
      for (const { timestamp } of events)
        expect(new Date(timestamp).toISOString(), name).toMatch(/^2026-11-29T17:20:1\d\./);
    const files = [importFixture("logs/haproxy-captures.log")];
    const { events } = await readAll(read, files, { site, zone: "Europe/Berlin" });
    expect(new Date(events[0]?.timestamp ?? 0).toISOString()).toBe("2026-11-29T16:20:12.907Z");
  });

  it.each(["haproxy", "haproxy-clf", "apache-common"])("without agents says so: %s", (name) => {
    const { events, skipped } = resultOf(name);
    expect(events).toEqual([]);
    expect(Object.values(skipped)).toContain(NO_AGENT);
    expect(Object.values(skipped)).not.toContain("unknown log format");
    expect(Object.values(skipped)).not.toContain("bot");
  });

  it("keeps no address of its lines, and no part of a list", () => {
    for (const [name, { events }] of results) {
      const text = readFileSync(importFixture(`logs/${name}`), "utf8");
      expect(text, name).toMatch(/203\.0\.113\./);
      const kept = JSON.stringify(events);
      for (const address of ["203.0.113", "198.51.100", "192.0.2", "2001:db8", "::ffff", "127.0.0", "unix:"])
        expect(kept, `${name}: ${address}`).not.toContain(address);
      for (const { hostname } of events) expect(hostname, name).toMatch(/^[a-z]+\.example$/);
    }
  });

  it("says what its lines can't: clients and referrers", () => {
    const notesOf = (name: string) =>
      new Set(resultOf(name).rows.flatMap((row) => (row.kind === "note" ? [row.note.split(":")[0]] : [])));
    expect([...notesOf("nginx-xff")]).toEqual(["no client in the log line"]);
    expect([...notesOf("haproxy-captures")]).toEqual(["no referrer in the log line"]);
    expect([...notesOf("nginx-combined")]).toEqual([]);
  });
});
