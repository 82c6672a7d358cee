import { expect, it } from "vitest";
import { DEFAULT_SITE_SETTINGS } from "../domain/site/site.ts";
import { DAY, HOUR } from "../domain/time.ts";
import { open } from "../drivers/accounts/sqlite.ts";
import type { EventStore } from "../ports/event-store.ts";
import { createEraseExpiredEvents } from "./erase-expired-events.ts";

const NOON = Date.parse("2026-03-10T12:00:00Z");

async function makeJob() {
  const accounts = await open("sqlite::memory:");
  const short = await accounts.createSite("short.example", { ...DEFAULT_SITE_SETTINGS, retentionDays: 30 });
  await accounts.createSite("for-ever.example", { ...DEFAULT_SITE_SETTINGS, retentionDays: 0 });
  const erased: [number, string][] = [];
  let failures = 0;
  let now = NOON;
  const store = {
    async eraseBefore(siteId: number, before: number) {
      if (failures-- > 0) throw new Error("away");
      erased.push([siteId, new Date(before).toISOString()]);
    },
  } as unknown as EventStore;
  const job = createEraseExpiredEvents({ accounts, store, clock: { now: () => now } });
  return {
    job,
    short,
    erased,
    fail(times: number) {
      failures = times;
    },
    setNow(at: number) {
      now = at;
    },
  };
}

it("erases whole UTC days that a site does not keep, once a day, and nothing of a site that keeps all", async () => {
  const { job, short, erased, setNow } = await makeJob();
  await job(new AbortController().signal);
  await job(new AbortController().signal);
  setNow(NOON + HOUR);
  await job(new AbortController().signal);
  expect(erased).toEqual([[short.id, "2026-02-08T00:00:00.000Z"]]);
  setNow(NOON + DAY);
  await job(new AbortController().signal);
  expect(erased.at(-1)).toEqual([short.id, "2026-02-09T00:00:00.000Z"]);
});

it("tries again what failed", async () => {
  const { job, erased, fail } = await makeJob();
  fail(1);
  await expect(job(new AbortController().signal)).rejects.toThrow("away");
  await job(new AbortController().signal);
  expect(erased).toHaveLength(1);
});
