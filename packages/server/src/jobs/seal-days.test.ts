import { describe, expect, it } from "vitest";
import { QueryTooHeavy } from "../domain/errors.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../domain/site/site.ts";
import type { SealRequest } from "../ports/event-store.ts";
import { NO_TRACE } from "../ports/trace.ts";
import { createSealDays } from "./seal-days.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const site = (id: number, timezone = "UTC"): Site => ({
  ...DEFAULT_SITE_SETTINGS,
  id,
  name: `site ${id}`,
  timezone,
  teamId: null,
  key: Buffer.alloc(32),
});

/** Runs the job on a store that remembers what was sealed. */
function makeJob(
  days: readonly [siteId: number, date: string, rows: number][],
  sites: readonly Site[],
  at: string,
  isTooHeavy: (request: SealRequest) => boolean = () => false,
) {
  let now = Date.parse(at);
  const sealed = new Map<number, Set<string>>();
  const requests: SealRequest[] = [];
  const late = new Map<number, number>();
  const months: number[] = [];
  const job = createSealDays({
    meter: { sealSeconds() {} },
    trace: NO_TRACE,
    accounts: { listSites: async () => sites },
    store: {
      daysWithEvents: async () => days.map(([siteId, date, rows]) => ({ siteId, date, rows })),
      sealedDays: async (siteId) => [...(sealed.get(siteId) ?? [])],
      lateArrivals: async () => late,
      async sealMonths({ siteIds }) {
        months.push(...siteIds);
      },
      async sealDays(request) {
        requests.push(request);
        if (isTooHeavy(request)) throw new QueryTooHeavy("too much");
        for (const siteId of request.siteIds) {
          const dates = sealed.get(siteId) ?? new Set();
          for (let at = Date.parse(request.firstDay); at <= Date.parse(request.lastDay); at += 86_400_000) {
            dates.add(new Date(at).toISOString().slice(0, 10));
          }
          sealed.set(siteId, dates);
        }
      },
    },
    clock: { now: () => now },
    log,
  });
  return {
    run: () => job(new AbortController().signal),
    requests,
    months,
    unseal(siteId: number, date: string) {
      sealed.get(siteId)?.delete(date);
      late.set(siteId, (late.get(siteId) ?? 0) + 1);
    },
    setNow(text: string) {
      now = Date.parse(text);
    },
  };
}

const shown = ({ siteIds, firstDay, lastDay }: SealRequest) => [siteIds.join(), firstDay, lastDay];

describe("sealDays", () => {
  it("seals every closed day since the first event, those without events too, and none that runs", async () => {
    const { run, requests } = makeJob(
      [
        [1, "2026-03-07", 5],
        [1, "2026-03-10", 5],
      ],
      [site(1)],
      "2026-03-10T12:00:00Z",
    );
    await run();
    expect(requests.map(shown)).toEqual([["1", "2026-03-06", "2026-03-09"]]);
    await run();
    expect(requests).toHaveLength(1);
  });

  it("adds up months after the days, and not again while nothing changed", async () => {
    const { run, months, unseal } = makeJob([[1, "2026-03-07", 5]], [site(1)], "2026-03-10T12:00:00Z");
    await run();
    await run();
    expect(months).toEqual([1, 1]);
    await run();
    expect(months).toEqual([1, 1]);
    unseal(1, "2026-03-08");
    await run();
    expect(months).toEqual([1, 1, 1]);
  });

  it("seals in halves what is too much at once, and leaves a day that is", async () => {
    const rows: [number, string, number][] = [
      [1, "2026-03-06", 5],
      [2, "2026-03-06", 5],
    ];
    const at = "2026-03-10T12:00:00Z";
    const { run, requests } = makeJob(
      rows,
      [site(1), site(2)],
      at,
      ({ siteIds, firstDay, lastDay }) =>
        firstDay !== lastDay || siteIds.length > 1 || (siteIds[0] === 2 && firstDay === "2026-03-06"),
    );
    await run();
    const days = ["2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"];
    const singles = requests
      .filter(({ siteIds, firstDay, lastDay }) => firstDay === lastDay && siteIds.length === 1)
      .map(shown);
    expect(singles).toEqual(
      days.flatMap((day) => [
        ["1", day, day],
        ["2", day, day],
      ]),
    );
    const before = requests.length;
    await run();
    expect(requests.slice(before)).toEqual([]);
  });

  it.each([
    { at: "2026-03-10T01:59:59Z", last: "2026-03-08", zone: "UTC" },
    { at: "2026-03-10T02:00:00Z", last: "2026-03-09", zone: "UTC" },
    { at: "2026-03-10T00:59:59Z", last: "2026-03-08", zone: "Europe/Berlin" },
    { at: "2026-03-10T01:00:00Z", last: "2026-03-09", zone: "Europe/Berlin" },
  ])(
    "waits two hours after a day's end: at $at in $zone the last one is $last",
    async ({ at, last, zone }) => {
      const { run, requests } = makeJob([[1, "2026-03-08", 5]], [site(1, zone)], at);
      await run();
      expect(requests.at(-1)?.lastDay).toBe(last);
    },
  );

  it("seals a day again that something arrived for late", async () => {
    const { run, requests, unseal } = makeJob([[1, "2026-03-01", 5]], [site(1)], "2026-03-10T12:00:00Z");
    await run();
    await run();
    unseal(1, "2026-03-03");
    await run();
    expect(requests.slice(1).map(shown)).toEqual([["1", "2026-03-03", "2026-03-03"]]);
  });

  it("seals sites of one zone together, those of another apart", async () => {
    const days: [number, string, number][] = [1, 2, 3].map((id) => [id, "2026-03-09", 5]);
    const sites = [site(1), site(2, "Asia/Kathmandu"), site(3)];
    const { run, requests } = makeJob(days, sites, "2026-03-10T12:00:00Z");
    await run();
    expect(requests.map(({ zone, siteIds }) => [zone, siteIds.join()])).toEqual([
      ["UTC", "1,3"],
      ["Asia/Kathmandu", "2"],
    ]);
  });

  it("takes so many days at once as have not too many events", async () => {
    const days: [number, string, number][] = ["05", "06", "07", "08", "09"].map((day) => [
      1,
      `2026-03-${day}`,
      140_000,
    ]);
    const { run, requests } = makeJob(days, [site(1)], "2026-03-10T12:00:00Z");
    await run();
    expect(requests.map(shown)).toEqual([
      ["1", "2026-03-04", "2026-03-06"],
      ["1", "2026-03-07", "2026-03-08"],
      ["1", "2026-03-09", "2026-03-09"],
    ]);
  });

  it("goes on with what is left after it was broken off", async () => {
    const days: [number, string, number][] = ["08", "09"].map((day) => [1, `2026-03-${day}`, 300_000]);
    const first = makeJob(days, [site(1)], "2026-03-10T12:00:00Z");
    await first.run();
    expect(first.requests.map(shown)).toEqual([
      ["1", "2026-03-07", "2026-03-08"],
      ["1", "2026-03-09", "2026-03-09"],
    ]);
    first.unseal(1, "2026-03-09");
    await first.run();
    expect(first.requests.slice(2).map(shown)).toEqual([["1", "2026-03-09", "2026-03-09"]]);
  });
});
