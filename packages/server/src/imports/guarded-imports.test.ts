import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildSite } from "../../test/build/read-all.ts";
import { useTempFolders } from "../../test/build/temp-folder.ts";
import type { Event } from "../domain/event/event.ts";
import { readGoatcounter } from "./goatcounter/read-goatcounter.ts";
import { importEvents } from "./import-events.ts";
import { readPlausible } from "./plausible/read-plausible.ts";
import type { ReadRows } from "./rows/read-row.ts";
import { readUmami } from "./umami/read-umami.ts";

const newFolder = useTempFolders();
const V4 = "203.0.113.9";

const GOATCOUNTER_JSON = {
  "paths.jsonl": { id: 1, path: "/a", title: "" },
  "refs.jsonl": { id: 1, ref: `${V4}/x`, ref_scheme: "h" },
  "hit_stats.jsonl": { hour: "2026-10-01T10:00:00Z", path_id: 1, ref_id: 1, count: 1 },
};

const CASES: { what: string; read: ReadRows; files: Readonly<Record<string, string>> }[] = [
  {
    what: "umami",
    read: readUmami,
    files: {
      "website_event.csv": [
        "website_id,session_id,event_id,hostname,url_path,referrer_domain,utm_source,event_type,event_name,created_at",
        `w1,s1,e1,${V4},/a,${V4},${V4}:80,1,,2026-10-01 10:00:00`,
      ].join("\n"),
    },
  },
  {
    what: "goatcounter",
    read: readGoatcounter,
    files: {
      "export.csv": [
        "2Path,Title,Event,Session,Bot,Referrer,Referrer scheme,Location,Date",
        `/a,,false,s1,0,http://${V4}/x,h,,2026-10-01T10:00:00Z`,
        `/a,,false,s2,0,${V4},c,,2026-10-01T10:00:00Z`,
      ].join("\n"),
    },
  },
  {
    what: "goatcounter's JSON",
    read: readGoatcounter,
    files: Object.fromEntries(
      Object.entries(GOATCOUNTER_JSON).map(([name, line]) => [name, JSON.stringify(line)]),
    ),
  },
  {
    what: "plausible",
    read: readPlausible,
    files: {
      "imported_visitors.csv":
        "date,visitors,pageviews,bounces,visits,visit_duration\n2026-10-01,1,1,1,1,0\n",
      "imported_pages.csv": `date,hostname,page,visitors,pageviews\n2026-10-01,${V4},/a,1,1\n`,
      "imported_sources.csv": `date,source,referrer,visitors,visits\n2026-10-01,${V4},http://${V4}/x,1,1\n`,
    },
  },
];

it.each(CASES)(
  "an import of $what keeps no address of a host, a referrer or a source",
  async ({ read, files }) => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const paths = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const site = buildSite({ name: "shop.example", retentionDays: 0 });
    const stored: Event[] = [];
    await importEvents({
      rows: read({ site, zone: "UTC", files: paths, onBytes: () => {} }),
      site,
      clock: { now: () => Date.parse("2026-11-01T00:00:00Z") },
      insertMissing: async (events) => void stored.push(...events),
      find: async () => site,
      listErasures: async () => [],
    });
    expect(stored.length).toBeGreaterThan(0);
    for (const { hostname, path, referrer, source } of stored)
      expect({ hostname, path, referrer, source }).toEqual({
        hostname: "shop.example",
        path: "/a",
        referrer: "",
        source: "",
      });
  },
);
