import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { CLI, temporaryFolder } from "./instance.ts";

/** Logs as servers really write them, each with lines from these ranges. */
const LOGS = fileURLToPath(new URL("../imports/logs/", import.meta.url));
/** A path that must be found where events are: the search that finds nothing else must find this. */
const CONTROL = "/control-Zz9k";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

// Documentation ranges: nothing but an input's address begins like this.
const TRACES: Readonly<Record<string, RegExp>> = {
  "IPv4 address": /\b(?:203\.0\.113|198\.51\.100|192\.0\.2)\.\d/,
  "IPv6 address": /2001:0?db8:/i,
  "mapped address": /::ffff:[\dcC]/i,
  "User-Agent": /Mozilla\/5\.0 \(X11/,
};

const V4 = "203.0.113.9";
const V6 = "2001:db8::9";

const UMAMI = [
  "website_id,session_id,event_id,hostname,url_path,url_query,referrer_domain,referrer_path,utm_source,event_type,event_name,created_at",
  ...[V4, `${V4}:5100`, `"${V4}, 10.0.0.1"`, V6, `[${V6}]`, `[${V6}]:443`].flatMap((address, row) => [
    `w1,s${row},a${row},${address},${CONTROL},,,,,1,,2026-10-01 10:00:00`,
    `w1,s${row},b${row},shop.example,/b,,${address},/x,,1,,2026-10-01 10:00:00`,
    `w1,s${row},c${row},shop.example,/c,,,,${address},1,,2026-10-01 10:00:00`,
    `w1,s${row},d${row},shop.example,${address},,,,,1,,2026-10-01 10:00:00`,
  ]),
].join("\n");

const GOATCOUNTER = [
  "2Path,Title,Event,Session,Bot,Referrer,Referrer scheme,Location,Date",
  ...[V4, `${V4}:81/x`, `http://${V4}/`, V6, `http://[${V6}]/x`].flatMap((address, row) => [
    `${CONTROL},T,false,s${row},0,${address},h,DE,2026-10-01T10:00:00Z`,
    `/c,T,false,s${row},0,${address},o,DE,2026-10-01T10:00:00Z`,
    `/d,T,false,s${row},0,${address},c,DE,2026-10-01T10:00:00Z`,
  ]),
].join("\n");

const PLAUSIBLE: Readonly<Record<string, string>> = {
  imported_visitors: "date,visitors,pageviews,bounces,visits,visit_duration\n2026-10-01,4,4,0,4,40\n",
  imported_pages: `date,hostname,page,visitors,pageviews\n2026-10-01,${V4},${CONTROL},4,4\n`,
  imported_sources: `date,source,referrer,utm_source,visitors,visits\n${[
    `,${V4},`,
    `${V4},,`,
    `,,${V6}`,
    `,http://[${V6}]/x,`,
  ]
    .map((sources) => `2026-10-01,${sources},1,1`)
    .join("\n")}\n`,
};

const JSON_REFERRERS = [V4, `${V4}:81/x`, V6, `[${V6}]:81/x`, `http://[${V6}]/x`].flatMap((ref) => [
  { ref, ref_scheme: "h" },
  { ref, ref_scheme: "c" },
]);

/** GoatCounter's export of counts. */
const GOATCOUNTER_JSON: Readonly<Record<string, readonly object[]>> = {
  "info.json": [{ export_version: "1.0", goatcounter_version: "2.7" }],
  "paths.jsonl": [{ id: 1, path: CONTROL, title: "T" }],
  "refs.jsonl": JSON_REFERRERS.map((referrer, index) => ({ id: index + 1, ...referrer })),
  "browsers.jsonl": [],
  "systems.jsonl": [],
  "hit_stats.jsonl": JSON_REFERRERS.map((_, index) => ({
    hour: "2026-10-01T10:00:00Z",
    path_id: 1,
    ref_id: index + 1,
    count: 1,
  })),
  "browser_stats.jsonl": [],
  "system_stats.jsonl": [],
  "location_stats.jsonl": [],
  "language_stats.jsonl": [],
};

const line = (client: string, request = `GET ${CONTROL} HTTP/1.1`, referrer = "-") =>
  `${client} - - [01/Oct/2026:10:00:00 +0000] "${request}" 200 9 "${referrer}" "${FIREFOX}"`;
const LOG = [
  line(V4),
  line(V6),
  line(`::ffff:${V4}`),
  line(`shop.example:443 ${V4}`),
  line(`${V4}, 10.0.0.1`),
  line(`- ${V4}`),
  line(V4, undefined, `http://${V4}/x`),
  line(V4, undefined, `http://[${V6}]/x`),
  line(V4, `GET /f?utm_source=${V4} HTTP/1.1`),
].join("\n");

function fileIn(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function inputsIn(folder: string): { kind: string; path: string }[] {
  const plausible = join(folder, "plausible");
  for (const [name, text] of Object.entries(PLAUSIBLE)) fileIn(plausible, `${name}.csv`, text);
  const counts = join(folder, "goatcounter-json");
  for (const [name, lines] of Object.entries(GOATCOUNTER_JSON))
    fileIn(counts, name, lines.map((one) => `${JSON.stringify(one)}\n`).join(""));
  const logs = existsSync(LOGS) ? readdirSync(LOGS).filter((name) => name.endsWith(".log")) : [];
  return [
    { kind: "umami", path: fileIn(folder, "website_event.csv", UMAMI) },
    { kind: "goatcounter", path: fileIn(folder, "goatcounter.csv", GOATCOUNTER) },
    { kind: "goatcounter", path: counts },
    { kind: "plausible", path: plausible },
    { kind: "access-log", path: fileIn(folder, "access.log", LOG) },
    ...logs.map((name) => ({ kind: "access-log", path: join(LOGS, name) })),
  ];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

it("leaves no address of an imported file on a disk", { timeout: 240_000 }, () => {
  const dataDir = temporaryFolder();
  const environment = { ...process.env, DATA_DIR: dataDir };
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [CLI, ...args], {
      env: environment,
      maxBuffer: 2 ** 28,
      encoding: "latin1",
    });

  const inputs = inputsIn(temporaryFolder());
  const said = inputs.map(({ kind, path }, index) =>
    run("import", kind, path, "--site", `site${index}.example`),
  );
  const places = new Map(filesBelow(dataDir).map((path) => [path, readFileSync(path, "latin1")]));
  const rows = run("dump");
  places.set("stored rows", rows);

  const found = [...places].flatMap(([place, text]) =>
    Object.entries(TRACES).flatMap(([trace, needle]) => {
      const at = text.search(needle);
      return at < 0 ? [] : [`${trace} in ${place}: ${text.slice(Math.max(0, at - 60), at + 40)}`];
    }),
  );
  expect(found).toEqual([]);
  for (const [index, output] of said.slice(0, 5).entries()) {
    expect(output).toMatch(/[1-9]\d* of them are new/);
    expect(rows).toContain(`site${index}.example`);
  }
  expect(rows).toContain(CONTROL);
});
