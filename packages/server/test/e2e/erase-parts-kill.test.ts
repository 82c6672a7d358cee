import { execFileSync } from "node:child_process";
import { createClient } from "@millrace/protocol";
import { expect, it, vi } from "vitest";
import { CLI, makeInstance, postEvents } from "./instance.ts";

const SITE = "parts.example";
const DAYS = ["2026-03-08", "2026-03-09", "2026-03-10"];
const PERSONS = Array.from({ length: 12 }, (_, n) => `person-${n}`);
const KILLS = 3;
const WAIT = { timeout: 90_000, interval: 200 };

const NAME = "erases persons and a period, also when the plug is pulled between and within their statements";

it(NAME, { timeout: 300_000 }, async () => {
  const { victim, dataDir } = await makeInstance();
  const pullThePlug = async () => {
    for (const role of ["worker", "ingest"] as const) victim.kill(role);
    expect(await victim.untilEnded(10_000)).toBe(true);
    victim.start();
    await victim.untilReady();
  };
  victim.start();
  await victim.untilReady();
  const events = DAYS.flatMap((day) =>
    ["kept", ...PERSONS].flatMap((user_id) =>
      Array.from({ length: 5 }, (_, n) => ({
        site: SITE,
        user_id,
        path: `/${n}`,
        timestamp: `${day}T12:0${n}:00Z`,
      })),
    ),
  );
  await postEvents(victim.url, events);
  await victim.untilQueueEmpty(60_000);
  expect(await victim.stop()).toBe(0);
  victim.start();
  await victim.untilReady();
  await vi.waitFor(() => expect(victim.output).toContain("days are sealed"), WAIT);

  const api = createClient({ baseUrl: victim.url });
  const left = async () => (await api.erasures(SITE)).filter(({ state }) => state === "requested").length;
  for (const user_id of PERSONS) await api.requestErasure(SITE, { user_id, confirm: SITE });
  await api.requestErasure(SITE, { from: DAYS[1] as string, to: DAYS[1] as string, confirm: SITE });
  let before = PERSONS.length + 1;
  for (let round = 0; round < KILLS; round++) {
    // The next one is being erased.
    await vi.waitFor(async () => expect(await left()).toBeLessThan(before), { timeout: 90_000, interval: 1 });
    before = await left();
    await pullThePlug();
  }
  expect(before).toBeGreaterThan(0);
  await vi.waitFor(async () => expect(await left()).toBe(0), WAIT);

  const rows = (await api.erasures(SITE)).map((erasure) => erasure.rows);
  // The period, requested last, has what no person had before it.
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(events.length - 2 * 5);
  const asked = {
    site_id: SITE,
    date_range: "2026-03-08,2026-03-10",
    interval: "day",
    metrics: "events,visitors",
  };
  expect((await api.report("timeseries", asked)).results.map(({ metrics }) => metrics)).toEqual([
    [5, 1],
    [5, 1],
  ]);
  expect(await victim.stop()).toBe(0);
  const env = { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn" };
  const lines = execFileSync(process.execPath, [CLI, "dump"], { env, encoding: "utf8", maxBuffer: 2 ** 28 });
  const kept = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).event as { timestamp: number; userId: string });
  expect(kept).toHaveLength(10);
  expect(new Set(kept.map(({ userId }) => userId)).size).toBe(1);
});
