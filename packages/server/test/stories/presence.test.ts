import { setTimeout as sleep } from "node:timers/promises";
import type { LiveMessage, LiveSnapshot } from "@millrace/protocol";
import { afterEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startRedis } from "../servers/redis.ts";

const newFolder = useTempFolders();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const SITE = "present.example";

async function start(folder: string, options?: Parameters<typeof startApp>[1]): Promise<StartedApp> {
  const app = await startApp(folder, options);
  closing.push(() => app.stop());
  return app;
}

/** A visitor with one tab, told apart from others by its address. */
async function arrive(app: StartedApp, visitor: number, page: string): Promise<WebSocket> {
  const headers = {
    "user-agent": `Mozilla/5.0 Firefox/${100 + visitor}.0`,
    "x-forwarded-for": `203.0.113.${visitor}`,
  };
  const socket = new WebSocket(`${app.url.replace("http", "ws")}/ws?projectId=${SITE}&sessionId=${visitor}`, {
    headers,
  });
  closing.push(() => socket.terminate());
  socket.on("error", () => {});
  await new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const { type } = JSON.parse(String(data));
      if (type === "connected")
        socket.send(JSON.stringify({ type: "pageview", data: { url: `https://${SITE}${page}` } }));
      if (type === "ack") resolve();
    });
  });
  return socket;
}

/** Somebody who watches the site. */
function watch(app: StartedApp, path = `/api/v1/sites/${SITE}/live`) {
  const socket = new WebSocket(app.url.replace("http", "ws") + path);
  closing.push(() => socket.terminate());
  const seen: LiveMessage[] = [];
  socket.on("error", () => {});
  socket.on("message", (data) => seen.push(JSON.parse(String(data))));
  const snapshots = () => seen.filter((message): message is LiveSnapshot => message.type === "snapshot");
  return {
    seen,
    present: () => snapshots().at(-1)?.present,
    ends: () => seen.filter(({ type }) => type === "session_end"),
  };
}

async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  ms = 15_000,
): Promise<number> {
  const startedAt = Date.now();
  while (!(await condition())) {
    if (Date.now() - startedAt > ms) throw new Error(`it did not come true: ${what}`);
    await sleep(20);
  }
  return Date.now() - startedAt;
}

const visitDuration = async (app: StartedApp) => {
  const body = {
    site_id: SITE,
    date_range: "day",
    metrics: ["visits", "visit_duration", "events", "pageviews"],
  };
  const reply = await fetch(`${app.url}/api/v2/query`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await reply.json()).results[0].metrics as [number, number, number, number];
};

it("follows visitors from page to page, through reloads, until they leave", { timeout: 90_000 }, async () => {
  const app = await start(newFolder(), { environment: { TRUSTED_PROXIES: "127.0.0.1" } });
  await arrive(app, 1, "/a");
  const viewer = watch(app);
  const project = watch(app, `/dashboard?projectId=${SITE}`);
  await until("one is there", () => viewer.present()?.connected === 1);
  const second = await arrive(app, 2, "/b");
  await until("two are there", () => viewer.present()?.connected === 2);
  expect(viewer.present()).toEqual({
    connected: 2,
    estimated: 0,
    pages: [
      ["/a", 1],
      ["/b", 1],
    ],
  });

  // A page load closes one connection and opens another: no visit ends, nobody is counted twice.
  second.close();
  const reloaded = await arrive(app, 2, "/c");
  await until("the page changed", () => viewer.present()?.pages[1]?.[0] === "/c");
  expect(viewer.present()?.connected).toBe(2);
  await sleep(11_000);
  expect(viewer.ends()).toEqual([]);

  // One who sends no connection is an estimate.
  await fetch(`${app.url}/api/v1/events`, {
    method: "POST",
    headers: { "user-agent": "Mozilla/5.0 Firefox/103.0", "x-forwarded-for": "203.0.113.3" },
    body: JSON.stringify({ site: SITE, url: `https://${SITE}/d` }),
  });
  await until("one is estimated", () => viewer.present()?.estimated === 1);
  expect(viewer.present()?.connected).toBe(2);

  const leftAt = Date.now();
  reloaded.close();
  await until("one left", () => viewer.present()?.connected === 1);
  await until("the session ended", () => viewer.ends().length === 1);
  expect(Date.now() - leftAt).toBeGreaterThan(9500);
  expect(Date.now() - leftAt).toBeLessThan(14_000);
  // The same session for those who watch by the project's socket, whose page views named it.
  const [end] = project.seen.filter(({ type }) => type === "session_end") as unknown as { data: object }[];
  const views = project.seen.filter(({ type }) => (type as string) === "pageview") as unknown as {
    data: { sessionId: string; url: string };
  }[];
  expect(end?.data).toEqual({ sessionId: views.find(({ data }) => data.url === "/c")?.data.sessionId });
  // It prolonged the visit, and is no event. Two visits last 0 s, the third one from /b until it left: 22 s and more / 3.
  await until("the end is stored", async () => (await visitDuration(app))[1] > 3);
  const [visits, duration, events, pageviews] = await visitDuration(app);
  expect({ visits, events, pageviews }).toEqual({ visits: 3, events: 4, pageviews: 4 });
  expect(duration).toBeLessThan(10);
});

it("is the same at every api process, and ends with an edge", { timeout: 120_000 }, async () => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  closing.push(
    () => redis.stop(),
    () => postgres.stop(),
  );
  const environment = { REDIS_URL: redis.url, DATABASE_URL: postgres.url, TRUSTED_PROXIES: "127.0.0.1" };
  const of = (...roles: ("ingest" | "worker" | "api")[]) => start(newFolder(), { roles, environment });
  const [edge, otherEdge] = [await of("ingest", "worker"), await of("ingest")];
  const api = await of("api");
  const home = await arrive(edge, 1, "/a");
  await arrive(otherEdge, 1, "/b");
  await arrive(otherEdge, 2, "/c");
  const late = await of("api");
  const viewers = [watch(api), watch(late)];
  for (const viewer of viewers) await until("two are there", () => viewer.present()?.connected === 2);
  // The one with two tabs at two edges is where the last page was viewed.
  for (const viewer of viewers)
    await until(
      "both pages are known",
      () => JSON.stringify(viewer.present()?.pages) === '[["/b",1],["/c",1]]',
    );
  home.close();
  await sleep(11_500);
  for (const viewer of viewers) expect([viewer.present()?.connected, viewer.ends().length]).toEqual([2, 0]);
});
