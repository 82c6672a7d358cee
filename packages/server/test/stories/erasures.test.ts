import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Client, type ClientError, createClient, type NativeEvent } from "@millrace/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { planErasure } from "../../src/accounts/plan-erasure.ts";
import { readConfig } from "../../src/app/config.ts";
import { closeShared, openShared, type Shared, withStore } from "../../src/app/open-drivers.ts";
import { deadLetterOf } from "../../src/pipeline/drain/dead-letter.ts";
import type { Message } from "../../src/ports/queue.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

// Whole servers, started several times.
vi.setConfig({ testTimeout: 180_000 });

const newFolder = useTempFolders();
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const SITE = "shop.example";
const OTHER = "other.example";
const ANNA = "anna-4711@shop";
const DAYS = ["2026-03-08", "2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"];
const RANGE = "2026-03-08,2026-03-12";
const WAIT = { timeout: 60_000, interval: 100 };
/** One partition: what a test takes out of the queue lies in one place. */
const ENVIRONMENT = { NUM_PARTITIONS: "1" };

const configOf = (folder: string) =>
  readConfig({ DATA_DIR: join(folder, "data"), LOG_LEVEL: "silent", ...ENVIRONMENT });

async function start(folder: string, options: Parameters<typeof startApp>[1] = {}) {
  const app = await startApp(folder, { ...options, environment: ENVIRONMENT });
  let stopped: Promise<unknown> | undefined;
  const stop = () => (stopped ??= app.stop());
  stops.push(stop);
  return { app, client: createClient({ baseUrl: app.url }), stop };
}

/** Noon of each day: two page views by Anna and three by others, of one visit each. */
const eventsOf = (site: string): NativeEvent[] =>
  DAYS.flatMap((day, n) =>
    [ANNA, ANNA, "bert", "bert", `carl-${n}`].map((user_id, of) => ({
      site,
      user_id,
      path: `/${of}`,
      timestamp: `${day}T12:0${of}:00Z`,
    })),
  );

const perDay = async (client: Client, site: string, date_range = RANGE) =>
  (
    await client.report("timeseries", {
      site_id: site,
      date_range,
      interval: "day",
      metrics: "events,visits",
    })
  ).results.map(({ metrics }) => metrics);

const logged = (app: StartedApp, sentence: string) =>
  vi.waitFor(() => expect(app.logged.map((line) => line.sentence)).toContain(sentence), WAIT);

async function withInstance<Result>(
  folder: string,
  use: (shared: Shared) => Promise<Result>,
): Promise<Result> {
  const shared = await openShared(configOf(folder));
  try {
    return await use(shared);
  } finally {
    await closeShared(shared);
  }
}

/** Events of both sites, stored, and days sealed: what a running instance has of some days ago. */
async function sealedInstance(): Promise<string> {
  const folder = newFolder();
  const first = await start(folder);
  await first.client.createSite({ name: SITE, timezone: "UTC" });
  await first.client.sendEvents([...eventsOf(SITE), ...eventsOf(OTHER)]);
  await vi.waitFor(async () => {
    for (const site of [SITE, OTHER])
      expect(await perDay(first.client, site)).toEqual(DAYS.map(() => [5, 3]));
  }, WAIT);
  await first.stop();
  const second = await start(folder);
  await logged(second.app, "days are sealed");
  await second.stop();
  return folder;
}

/** Differences of sealed figures from their events. */
const sealsOf = (folder: string) =>
  withStore(configOf(folder), async (store, { accounts }) => {
    const sites = await accounts.listSites();
    const request = { zone: "UTC", firstDay: "2026-03-08", lastDay: "2026-03-12" };
    const siteIds = sites.map(({ id }) => id);
    const sealed = await Promise.all(siteIds.map((id) => store.sealedDays(id, "UTC")));
    expect(sealed.every((days) => DAYS.every((day) => days.includes(day)))).toBe(true);
    return store.checkSeals({ ...request, siteIds });
  });

/** Files below a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && readFileSync(path).includes(text));
}

describe("erasing", () => {
  it.each([
    {
      what: "a period",
      asked: { from: "2026-03-09", to: "2026-03-10" },
      figures: [DAYS[0], DAYS[3], DAYS[4]].map(() => [5, 3]),
      rows: 10,
      sentence: "events of a period are erased",
    },
    {
      what: "a person",
      asked: { user_id: ANNA },
      figures: DAYS.map(() => [3, 2]),
      rows: 10,
      sentence: "events of a person are erased",
    },
  ])("$what takes its events out of sealed days and of today, for good", async (given) => {
    const { asked, figures, rows, sentence } = given;
    const folder = await sealedInstance();
    const { app, client, stop } = await start(folder);
    const wrong = client.requestErasure(SITE, { ...asked, confirm: OTHER });
    await expect(wrong).rejects.toMatchObject({ status: 400 } satisfies Partial<ClientError>);
    await expect(
      client.requestErasure("nobody.example", { ...asked, confirm: "nobody.example" }),
    ).rejects.toMatchObject({
      status: 404,
    });
    const made = await client.requestErasure(SITE, { ...asked, confirm: SITE });
    expect(made).toMatchObject({ state: "requested", rows: 0, erased_at: null, done_at: null });
    await logged(app, sentence);
    expect(await perDay(client, SITE)).toEqual(figures);
    expect(await perDay(client, OTHER)).toEqual(DAYS.map(() => [5, 3]));
    expect(await client.erasures(SITE)).toMatchObject([
      { id: made.id, state: "erased", rows, done_at: null },
    ]);
    expect(await client.erasures(OTHER)).toEqual([]);
    // The future counts: a period's events that are sent again, and a person's new ones.
    await client.sendEvents([{ site: SITE, path: "/new", user_id: ANNA }]);
    await vi.waitFor(async () => expect(await perDay(client, SITE, "day")).toEqual([[1, 1]]), WAIT);
    await stop();
    expect(filesWith(folder, ANNA)).toEqual([]);
    const again = await start(folder);
    await logged(again.app, "days are sealed");
    expect(await perDay(again.client, SITE)).toEqual(figures);
    expect(await perDay(again.client, OTHER)).toEqual(DAYS.map(() => [5, 3]));
    await again.stop();
    expect(await sealsOf(folder)).toEqual([]);
  });

  it("a person takes today's events out of today's figures, and of the live ones", async () => {
    const { client, app } = await start(newFolder());
    const today = (user_id: string) => ({ site: SITE, path: "/", user_id });
    await client.sendEvents([today(ANNA), today(ANNA), today("bert")]);
    await vi.waitFor(async () => expect(await perDay(client, SITE, "day")).toEqual([[3, 2]]), WAIT);
    const seen: { type: string; current_visitors?: number }[] = [];
    const socket = new WebSocket(`${app.url.replace("http", "ws")}/api/v1/sites/${SITE}/live`);
    socket.on("message", (data) => void seen.push(JSON.parse(String(data))));
    stops.unshift(async () => socket.close());
    await vi.waitFor(() => expect(seen.at(-1)?.current_visitors).toBe(2), WAIT);
    await client.requestErasure(SITE, { user_id: ANNA, confirm: SITE });
    await logged(app, "events of a person are erased");
    const erasedAt = performance.now();
    expect(await perDay(client, SITE, "day")).toEqual([[1, 1]]);
    await vi.waitFor(() => expect(seen.at(-1)?.current_visitors).toBe(1), WAIT);
    expect(performance.now() - erasedAt).toBeLessThan(5000);
    expect((await client.recentEvents(SITE)).map(({ page }) => page)).toEqual(["/"]);
  });

  const PARTS = [
    { what: "a period", request: { from: "2026-03-08", to: "2026-03-12" }, left: 0 },
    { what: "a person", request: { userId: ANNA }, left: 15 },
  ];

  it.each(PARTS)("$what keeps out what waited in the queue", async ({ request, left }) => {
    const folder = newFolder();
    const edge = await start(folder, { roles: ["ingest"] });
    await edge.client.sendEvents([...eventsOf(SITE), ...eventsOf(OTHER)]);
    await edge.stop();
    await withInstance(folder, ({ accounts }) => requestErasure(accounts, request));
    const { client, app } = await start(folder);
    await vi.waitFor(async () => {
      const { counters } = await client.pipeline();
      expect(counters).toMatchObject({
        stored: 25 + left,
        dead: 0,
        dropped: { erased: 25 - left, deleted_site: 0 },
      });
    }, WAIT);
    await logged(app, "events of an erased period or person were left out");
    expect(sum(await perDay(client, SITE))).toBe(left);
    expect(sum(await perDay(client, OTHER))).toBe(25);
  });

  it.each(PARTS)(
    "$what keeps out dead letters, whether they are purged or retried first",
    async ({ request, left }) => {
      const folder = newFolder();
      const edge = await start(folder, { roles: ["ingest"] });
      await edge.client.sendEvents([...eventsOf(SITE), ...eventsOf(OTHER)]);
      await edge.stop();
      await withInstance(folder, async ({ accounts, queue }) => {
        const letters = await buryAll(queue);
        expect(letters).toHaveLength(50);
        await requestErasure(accounts, request);
        // Half of them are on their way again before the erasure begins.
        await queue.retryDead(letters.filter((_key, n) => n % 2 === 0));
      });
      const { client, app } = await start(folder);
      await logged(
        app,
        request.userId === undefined ? "events of a period are erased" : "events of a person are erased",
      );
      const { dead_letters } = await client.deadLetters(500);
      await client.retryDeadLetters(dead_letters.map(({ key }) => key));
      await vi.waitFor(async () => {
        expect(sum(await perDay(client, OTHER))).toBe(25);
        expect(sum(await perDay(client, SITE))).toBe(left);
      }, WAIT);
      expect(await client.deadLetters()).toMatchObject({ total: 0 });
    },
  );
});

const sum = (rows: readonly (readonly (number | null)[])[]) =>
  rows.reduce((total, [events]) => total + Number(events), 0);

async function requestErasure(accounts: Shared["accounts"], request: Parameters<typeof planErasure>[1]) {
  const site = await accounts.findSite(SITE);
  if (site === null) throw new Error("the edge made no site");
  await accounts.requestErasure(site.id, planErasure(site, request));
}

/** Makes a dead letter of everything that waits. Resolves with their keys. */
async function buryAll(queue: Shared["queue"]): Promise<string[]> {
  const partition = 0;
  await queue.takeOver(partition);
  const messages: Message[] = [];
  for (;;) {
    const { signal } = new AbortController();
    const delivery = await queue.receive({ partition, max: 1000, waitMs: 500, lingerMs: 0, signal });
    if (delivery === null) break;
    messages.push(...delivery.messages);
    const dead = delivery.messages.map((message) =>
      deadLetterOf(message, { partition, reason: "refused", at: 1 }),
    );
    await queue.settle({ partition, last: delivery.last, dead });
  }
  await queue.handOver(partition);
  return messages.map(({ position }) => `${partition}:${position}`);
}
