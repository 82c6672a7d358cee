import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { allowAll } from "../../../../test/build/allow-all.ts";
import { testApi } from "../../../../test/build/test-api.ts";
import { NotFound } from "../../../domain/errors.ts";
import { ok } from "../answer.ts";
import type { Handlers } from "../handlers.ts";
import { serveApi } from "../serve-api.ts";
import { closeHttpServer, createHttpServer, type HttpServer } from "../server.ts";
import { type BehindOptions, createBehind } from "./behind.ts";
import { relayApis } from "./relay.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const TEST = testApi({
  read: { method: "GET", path: "/read", access: "site:view", role: "api", openapi: null },
  change: { method: "POST", path: "/change", access: "operator", role: "api", openapi: null },
  live: { method: "GET", path: "/live", kind: "socket", access: "site:view", role: "api", openapi: null },
});
const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await closeHttpServer(server);
});

async function listen(server: HttpServer, port = 0): Promise<string> {
  servers.push(server);
  return server.routes.listen({ host: "127.0.0.1", port });
}

/** The process behind; `asked` gets each request. */
function createStore(asked: string[] = [], over: Partial<Handlers<typeof TEST>> = {}): HttpServer {
  const server = createHttpServer({ log, authorize: allowAll, apis: [TEST] });
  const answer = (path: string) => async () => {
    asked.push(path);
    return ok({ ok: true });
  };
  const live = () => Promise.reject(new NotFound("no such site"));
  serveApi(server, TEST, "api", { read: answer("/read"), change: answer("/change"), live, ...over });
  return server;
}

let storeUrl: string | null = null;

async function openEdge(options: Partial<BehindOptions> = {}) {
  storeUrl = null;
  const edge = createHttpServer({ log, authorize: allowAll, apis: [TEST] });
  const behind = createBehind({
    note: () => "",
    baseUrl: () => storeUrl,
    away: "away",
    waitMs: 3000,
    ...options,
  });
  edge.routes.addHook("preClose", async () => behind.close());
  relayApis(edge, [TEST], behind);
  return { edge, url: await listen(edge) };
}

const statusOf = async (url: string, method = "GET") => {
  const { status, headers } = await fetch(url, { method });
  return { status, retryAfter: headers.get("retry-after") };
};

it.each([
  { method: "GET", path: "/read" },
  { method: "POST", path: "/change" },
])("lets $method $path wait until the store is open, and sends it once", async ({ method, path }) => {
  const { url } = await openEdge();
  const asked: string[] = [];
  const reply = statusOf(url + path, method);
  await sleep(300);
  storeUrl = await listen(createStore(asked));
  expect((await reply).status).toBe(200);
  expect(asked).toEqual([path]);
});

it("waits also for one whose address is known, and that takes no connection yet", async () => {
  const { url } = await openEdge();
  const { routes } = createHttpServer({ log, authorize: allowAll, apis: [] });
  storeUrl = await routes.listen({ host: "127.0.0.1", port: 0 });
  await routes.close();
  const reply = statusOf(`${url}/read`);
  await sleep(200);
  await listen(createStore(), Number(new URL(storeUrl).port));
  expect((await reply).status).toBe(200);
});

it("says after a while that the store is away, with when to come again", async () => {
  const { url } = await openEdge({ waitMs: 300 });
  const since = performance.now();
  expect(await statusOf(`${url}/read`)).toEqual({ status: 503, retryAfter: "2" });
  expect(performance.now() - since).toBeGreaterThan(290);
});

it("says so at once where nobody is to wait", async () => {
  const { url } = await openEdge({ waitMs: 0 });
  const since = performance.now();
  expect((await statusOf(`${url}/read`)).status).toBe(503);
  expect(performance.now() - since).toBeLessThan(1000);
});

it("lets so many wait, and refuses others at once", async () => {
  const { url } = await openEdge({ most: 3, waitMs: 5000 });
  const waiting = [1, 2, 3].map(() => statusOf(`${url}/read`));
  await sleep(200);
  const since = performance.now();
  expect((await statusOf(`${url}/read`)).status).toBe(503);
  expect(performance.now() - since).toBeLessThan(2000);
  storeUrl = await listen(createStore());
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

it("waits no more for a client that has hung up: another takes its place", async () => {
  const { url } = await openEdge({ most: 1 });
  const asked: string[] = [];
  const leaving = connect(Number(new URL(url).port), "127.0.0.1");
  leaving.write("GET /read HTTP/1.1\r\nhost: localhost\r\n\r\n");
  await sleep(200);
  leaving.destroy();
  await once(leaving, "close");
  await sleep(200);
  const reply = statusOf(`${url}/read`);
  await sleep(200);
  storeUrl = await listen(createStore(asked));
  expect((await reply).status).toBe(200);
  expect(asked).toHaveLength(1);
});

it("sends nothing twice that ended the process behind", async () => {
  const { url } = await openEdge();
  let asked = 0;
  const store = createStore([], {
    async read(request, reply) {
      asked += 1;
      request.raw.socket.destroy();
      return reply.hijack();
    },
  });
  storeUrl = await listen(store);
  expect((await statusOf(`${url}/read`)).status).toBe(503);
  expect(asked).toBe(1);
});

it("gives up on a process that stands still, once, and does not ask it again", async () => {
  const { url } = await openEdge({ answerMs: 200 });
  let asked = 0;
  const store = createStore([], {
    async read(_request, reply) {
      asked += 1;
      return reply.hijack();
    },
  });
  storeUrl = await listen(store);
  const reply = await fetch(`${url}/read`);
  expect({ status: reply.status, retryAfter: reply.headers.get("retry-after") }).toEqual({
    status: 503,
    retryAfter: "2",
  });
  expect((await reply.json()).error).toContain("no answer within 0.2 s");
  expect(asked).toBe(1);
});

it("does not take a redirect's target for the reply: a POST would be repeated as a GET", async () => {
  const { url } = await openEdge();
  const asked: string[] = [];
  const store = createStore(asked, {
    change: async (_request, reply) => reply.redirect("/read", 301),
  });
  storeUrl = await listen(store);
  const reply = await fetch(`${url}/change`, { method: "POST" });
  expect({ status: reply.status, body: await reply.json() }).toEqual({
    status: 503,
    body: { error: "the process at API_URL replies with a redirect: set API_URL to its final address" },
  });
  expect(asked).toEqual([]);
});

it("lets nobody wait when the server closes", async () => {
  const { edge, url } = await openEdge({ waitMs: 60_000 });
  const reply = statusOf(`${url}/read`);
  await sleep(200);
  const since = performance.now();
  await closeHttpServer(edge);
  expect((await reply).status).toBe(503);
  expect(performance.now() - since).toBeLessThan(2000);
});

it("lets a WebSocket wait as well", async () => {
  const { url } = await openEdge();
  const viewer = connect(Number(new URL(url).port), "127.0.0.1");
  viewer.write(
    "GET /live HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  let text = "";
  viewer.on("data", (data) => {
    text += data;
  });
  await sleep(300);
  expect(text).toBe("");
  storeUrl = await listen(createStore());
  await expect.poll(() => text, { timeout: 3000 }).toContain("HTTP/1.1 404");
  viewer.destroy();
});
