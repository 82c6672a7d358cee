import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Dimension } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS, type Format } from "../differential/formats.ts";
import { generatePageViews, type PageView } from "../differential/page-view.ts";
import { CLI, makeInstance, query, temporaryFolder } from "./instance.ts";

const VIEWS = 5000;
const AT_ONCE = 50;
const DAY_START = Date.parse("2026-11-10T00:00:00Z");
const SEED = 17;

const COMPARED: readonly Dimension[] = [
  "event:page",
  "event:hostname",
  "visit:entry_page",
  "visit:exit_page",
  "visit:source",
  "visit:channel",
  "visit:referrer",
  "visit:utm_source",
  "visit:utm_medium",
  "visit:utm_campaign",
  "visit:device",
  "visit:browser",
  "visit:browser_version",
  "visit:os",
  "visit:os_version",
  "visit:screen",
];

const folder = temporaryFolder();
const { victim, dataDir } = await makeInstance({
  environment: { TRUSTED_PROXIES: "127.0.0.1" },
});
const views = generatePageViews(VIEWS, DAY_START, SEED);

const liveSite = ({ kind }: Format) => `live-${kind}.example`;
const importedSite = ({ kind }: Format) => `imported-${kind}.example`;

function millrace(...args: string[]): string {
  const env = { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn" };
  return execFileSync(process.execPath, [CLI, ...args], { env, encoding: "utf8" });
}

/** What is left of a page view when a format has lost what it can't carry. */
function asCarried({ losses }: Format, view: PageView): PageView {
  return losses.reduce((left, { without }) => without?.(left) ?? left, view);
}

async function sendLive(site: string, all: readonly PageView[]): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE)
    await Promise.all(all.slice(from, from + AT_ONCE).map((view) => send(site, view)));
}

async function send(site: string, { at, ip, agent, url, referrer, screen }: PageView): Promise<void> {
  const reply = await fetch(`${victim.url}/api/v1/events`, {
    method: "POST",
    headers: { "user-agent": agent.userAgent, "x-forwarded-for": ip },
    body: JSON.stringify({ site, url, referrer, screen, timestamp: at }),
  });
  expect([reply.status, ((await reply.json()) as { accepted: number }).accepted], url).toEqual([202, 1]);
}

async function figuresOf(site: string, dimension: Dimension): Promise<Record<string, number[]>> {
  const { results } = await query(victim.url, {
    site_id: site,
    metrics: ["visitors", "visits", "pageviews"],
    date_range: ["2026-11-10", "2026-11-10"],
    dimensions: [dimension],
  });
  return Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions[0] ?? "", metrics]));
}

beforeAll(async () => {
  for (const format of FORMATS) {
    for (const site of [liveSite(format), importedSite(format)])
      millrace(
        "site",
        "add",
        site,
        "--domains",
        ".shop.example",
        "--safe-params",
        "topic",
        "--retention",
        "0",
      );
  }
  victim.start();
  await victim.untilReady();
  for (const format of FORMATS)
    await sendLive(
      liveSite(format),
      views.map((view) => asCarried(format, view)),
    );
  await victim.untilQueueEmpty(60_000);
  expect(await victim.stop()).toBe(0);
  for (const format of FORMATS) {
    const file = join(folder, format.fileName);
    writeFileSync(file, format.write(views));
    millrace("import", format.kind, file, "--site", importedSite(format));
  }
  victim.start();
  await victim.untilReady();
}, 180_000);

afterAll(async () => {
  await victim.stop();
});

describe.each(FORMATS)("the same page views, live and as $kind", (format) => {
  const lost = new Set(format.losses.flatMap(({ dimensions = [] }) => dimensions));

  it.each(COMPARED.filter((dimension) => !lost.has(dimension)))("have the same %s", async (dimension) => {
    const live = await figuresOf(liveSite(format), dimension);
    expect(Object.values(live).reduce((sum, [, , pageviews = 0]) => sum + pageviews, 0)).toBeGreaterThan(0);
    expect(await figuresOf(importedSite(format), dimension)).toEqual(live);
  });

  it("keep nothing of what stood in their queries", async () => {
    for (const dimension of COMPARED) {
      const values = Object.keys(await figuresOf(importedSite(format), dimension)).join("\n");
      expect(values).not.toMatch(/secret|private|token|sid=/);
    }
  });
});
