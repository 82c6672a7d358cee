import { execFileSync } from "node:child_process";
import { createClient } from "@millrace/protocol";
import { expect, it, vi } from "vitest";
import { CLI, makeInstance, postEvents } from "./instance.ts";

const SITES = Array.from({ length: 30 }, (_, n) => `gone-${n}.example`);
const KEPT = "kept.example";
const EVENTS = 300;
const KILLS = 3;
const ERASED = "a site's events are erased";

const NAME = "erases what deleted sites had, also when the plug is pulled between and within its statements";

it(NAME, { timeout: 240_000 }, async () => {
  const { victim, dataDir } = await makeInstance();
  victim.start();
  await victim.untilReady();
  const events = (site: string) => Array.from({ length: EVENTS }, (_, n) => ({ site, path: `/${n}` }));
  for (const site of [KEPT, ...SITES]) await postEvents(victim.url, events(site));
  await victim.untilQueueEmpty(60_000);
  const api = createClient({ baseUrl: victim.url });
  for (const site of SITES) await api.deleteSite(site, site);

  let seen = 0;
  for (let round = 0; round < KILLS; round++) {
    const before = countOf(victim.output);
    // The next one is being erased.
    await vi.waitFor(() => expect(countOf(victim.output)).toBeGreaterThan(before), {
      timeout: 60_000,
      interval: 1,
    });
    seen += countOf(victim.output) - before;
    for (const role of ["worker", "ingest"] as const) victim.kill(role);
    expect(await victim.untilEnded(10_000)).toBe(true);
    victim.start();
    await victim.untilReady();
  }
  const erased = () =>
    SITES.filter((site) => linesOf(victim.output).some((line) => line.includes(`"${site}"`)));
  await vi.waitFor(() => expect(erased()).toEqual(SITES), { timeout: 60_000, interval: 200 });
  expect(seen).toBeLessThan(KILLS * SITES.length);
  expect(await victim.stop()).toBe(0);

  const env = { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn" };
  const lines = execFileSync(process.execPath, [CLI, "dump"], { env, encoding: "utf8", maxBuffer: 2 ** 28 });
  const left = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).event.siteId as number);
  expect(left).toHaveLength(EVENTS);
  expect(new Set(left).size).toBe(1);
});

const linesOf = (output: string) => output.split("\n").filter((line) => line.includes(ERASED));
const countOf = (output: string) => linesOf(output).length;
