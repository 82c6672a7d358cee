import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { allowAll } from "../../../test/build/allow-all.ts";
import { testApi } from "../../../test/build/test-api.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../domain/site/site.ts";
import type { Viewer } from "../../live/watch-sites.ts";
import { createAskedHost } from "../serve/guard/asked-host.ts";
import { createGuard } from "../serve/guard/guard.ts";
import { createBehind } from "../serve/relay/behind.ts";
import { relayApis } from "../serve/relay/relay.ts";
import { serveApi } from "../serve/serve-api.ts";
import { closeHttpServer, createHttpServer, type HttpServer } from "../serve/server.ts";
import { SITES } from "./endpoints/sites.ts";
import { createLiveHandlers } from "./live.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const SITE: Site = {
  id: 1,
  name: "a ü/1.example",
  teamId: null,
  key: Buffer.alloc(0),
  ...DEFAULT_SITE_SETTINGS,
};
const LIVE = testApi({
  watchSite: SITES.watchSite,
  echo: { method: "POST", path: "/echo", access: "tracker", role: "api", openapi: null },
});
const PATH = `/api/v1/sites/${encodeURIComponent(SITE.name)}/live`;

/** Those who watch, as the hub knows them. */
const viewers = new Set<Viewer>();
/** Sites are found when this has resolved. */
let looked: Promise<void>;
/** How often one was looked for. */
let looks: number;
let api: HttpServer;
let edge: HttpServer;
let apiUrl: string;
let edgeUrl: string;

beforeEach(async () => {
  viewers.clear();
  looked = Promise.resolve();
  looks = 0;
  api = createHttpServer({ log, authorize: allowAll, apis: [LIVE], sockets: { most: 3, pingMs: 1500 } });
  serveApi(api, LIVE, "api", {
    ...createLiveHandlers({
      async find(name) {
        looks += 1;
        await looked;
        return name === SITE.name ? SITE : null;
      },
      watch(_site, viewer) {
        viewers.add(viewer);
        viewer(Buffer.from("hello"));
        return () => viewers.delete(viewer);
      },
      watchProject: () => () => {},
      clock: { now: () => 0 },
    }),
    echo: async (request, reply) => reply.send(request.body),
  });
  apiUrl = await api.routes.listen({ host: "127.0.0.1", port: 0 });
  edge = createHttpServer({
    log,
    authorize: allowAll,
    apis: [LIVE],
    guard: createGuard({ askedHost: createAskedHost(["127.0.0.1"]) }),
  });
  relayApis(edge, [LIVE], createBehind({ note: () => "", baseUrl: () => apiUrl, away: "away" }));
  edgeUrl = await edge.routes.listen({ host: "127.0.0.1", port: 0 });
});

afterEach(async () => {
  await closeHttpServer(edge);
  await closeHttpServer(api);
});

const DOORS = [
  { what: "at the process itself", url: () => apiUrl },
  { what: "through an edge", url: () => edgeUrl },
];

function open(url: string, path = PATH, headers: Record<string, string> = {}): WebSocket {
  const socket = new WebSocket(url.replace("http:", "ws:") + path, { headers });
  socket.on("error", () => {});
  return socket;
}

async function opened(url: string): Promise<WebSocket> {
  const socket = open(url);
  const [message] = await once(socket, "message");
  expect(String(message)).toBe("hello");
  return socket;
}

async function refusal(url: string, path = PATH, headers: Record<string, string> = {}) {
  const [, reply] = await once(open(url, path, headers), "unexpected-response");
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk);
  return { status: reply.statusCode, error: JSON.parse(Buffer.concat(chunks).toString()).error };
}

/** No site is found until the result is called. */
function holdSites(): () => void {
  let find = () => {};
  looked = new Promise((resolve) => {
    find = resolve;
  });
  return find;
}

/** Sends a request for a WebSocket as it is written here. */
function dial(url: string, line = PATH, headers: readonly string[] = []): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.on("error", () => {});
  const asked = [
    `GET ${line} HTTP/1.1`,
    "Host: a",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  ];
  socket.write(`${asked.join("\r\n")}\r\n\r\n`);
  return socket;
}

/** What comes back until the server hangs up. The side of the client stays open. */
async function answerTo(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  await new Promise((resolve) => {
    socket.on("end", resolve);
    socket.on("close", resolve);
  });
  return Buffer.concat(chunks).toString();
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it did not come true");
    await sleep(10);
  }
}

describe.each(DOORS)("the live WebSocket $what", ({ url }) => {
  it("brings what the hub says, and tells the hub when its viewer has left", async () => {
    const socket = await opened(url());
    for (const tell of viewers) tell(Buffer.from("news"));
    expect(String((await once(socket, "message"))[0])).toBe("news");
    socket.close();
    await until(() => viewers.size === 0);
  });

  it("tells the hub when its viewer was cut off", async () => {
    const socket = await opened(url());
    socket.terminate();
    await until(() => viewers.size === 0);
  });

  it("knows no other site", async () => {
    expect(await refusal(url(), "/api/v1/sites/b.example/live")).toEqual({
      status: 404,
      error: 'there is no site "b.example"',
    });
    expect((await refusal(url(), "/api/v1/sites")).status).toBe(404);
  });

  it("is not for pages of other origins", async () => {
    expect((await refusal(url(), PATH, { origin: "https://evil.example" })).status).toBe(403);
    expect((await refusal(url(), PATH, { origin: "null" })).status).toBe(403);
    const own = open(url(), PATH, { origin: url() });
    await once(own, "open");
    own.terminate();
  });

  it("asks for an upgrade", async () => {
    expect((await fetch(url() + PATH)).status).toBe(426);
  });

  it("takes no word from a viewer", async () => {
    const socket = await opened(url());
    socket.send("hello?");
    expect((await once(socket, "close"))[0]).toBe(1008);
    const another = await opened(url());
    another.send("x".repeat(5000));
    expect((await once(another, "close"))[0]).toBe(1009);
  });

  it("has room for so many viewers, then for none", async () => {
    const sockets = await Promise.all([opened(url()), opened(url()), opened(url())]);
    expect((await refusal(url())).status).toBe(503);
    sockets[0]?.close();
    await until(() => viewers.size === 2);
    (await opened(url())).close();
  });

  it("has room for no more when many come at once", async () => {
    const find = holdSites();
    const crowd = Array.from({ length: 10 }, () => open(url()));
    const answers = crowd.map(
      (socket) =>
        new Promise((resolve) => {
          socket.once("open", () => resolve(true));
          socket.once("close", () => resolve(false));
        }),
    );
    await until(() => looks === 10);
    find();
    expect((await Promise.all(answers)).filter(Boolean)).toHaveLength(3);
  });

  it("hangs up on one that is refused, and does not wait for it to do the same", async () => {
    const socket = dial(url(), "/api/v1/sites/b.example/live");
    expect(await answerTo(socket)).toMatch(/^HTTP\/1\.1 404 /);
    const startedAt = performance.now();
    await closeHttpServer(url() === edgeUrl ? edge : api);
    expect(performance.now() - startedAt).toBeLessThan(2500);
    socket.destroy();
  });

  it("lets nobody in who was being looked at when the server closed", async () => {
    const find = holdSites();
    const left = answerTo(dial(url()));
    await until(() => looks === 1);
    const startedAt = performance.now();
    const closed = closeHttpServer(url() === edgeUrl ? edge : api);
    await sleep(50);
    find();
    expect(await left).toBe("");
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(2500);
  });

  it("does not wait long for a site to be found when the server closes", async () => {
    const find = holdSites();
    const left = answerTo(dial(url()));
    await until(() => looks === 1);
    await closeHttpServer(url() === edgeUrl ? edge : api);
    await left;
    find();
  });

  it("says goodbye when the server closes", async () => {
    const sockets = await Promise.all([opened(url()), opened(url())]);
    const goodbyes = Promise.all(sockets.map((socket) => once(socket, "close")));
    const startedAt = performance.now();
    await closeHttpServer(url() === edgeUrl ? edge : api);
    expect(performance.now() - startedAt).toBeLessThan(2500);
    expect((await goodbyes).map(([code]) => code)).toEqual([1001, 1001]);
    await until(() => viewers.size === 0);
  });
});

it("cuts a viewer that no longer answers, and does not wait for one when it closes", async () => {
  const socket = await opened(edgeUrl);
  const stands = await opened(apiUrl);
  for (const one of [socket, stands]) one.pause();
  await until(() => viewers.size === 0);
});

it.each(DOORS)("drops a viewer that does not read, and says why: $what", async ({ url }) => {
  const socket = await opened(url());
  const [tell] = viewers;
  const reads = await opened(url());
  const closed = once(socket, "close");
  socket.pause();
  for (let n = 1; n <= 300; n++) tell?.(Buffer.alloc(100_000));
  // They go out a few at a time.
  await sleep(500);
  socket.resume();
  expect((await closed)[0]).toBe(4408);
  await until(() => viewers.size === 1);
  for (const tell of viewers) tell(Buffer.from("news"));
  expect(String((await once(reads, "message"))[0])).toBe("news");
  reads.close();
});

it("keeps the same bytes for all viewers that do not read, and these not for long", async () => {
  const quiet = createHttpServer({ log, authorize: allowAll, apis: [LIVE], sockets: { pingMs: 60_000 } });
  const standing = new Set<Viewer>();
  const watch = (_site: Site, viewer: Viewer) => {
    standing.add(viewer);
    return () => void standing.delete(viewer);
  };
  const deps = { find: async () => SITE, watch, watchProject: () => () => {}, clock: { now: () => 0 } };
  serveApi(quiet, LIVE, "api", {
    ...createLiveHandlers(deps),
    echo: async (request, reply) => reply.send(request.body),
  });
  const url = await quiet.routes.listen({ host: "127.0.0.1", port: 0 });
  const stalled = Array.from({ length: 100 }, () => dial(url));
  await until(() => standing.size === 100);
  const before = process.memoryUsage();
  for (let n = 0; n < 200; n++) {
    const text = Buffer.alloc(60_000);
    for (const tell of standing) tell(text);
  }
  const { external, heapUsed, arrayBuffers } = process.memoryUsage();
  const grown = external + heapUsed + arrayBuffers - before.external - before.heapUsed - before.arrayBuffers;
  // 1.2 GB were sent. Each of them would have 256 KB of its own.
  expect(grown).toBeLessThan(60e6);
  for (const socket of stalled) socket.destroy();
  await closeHttpServer(quiet);
});

it("asks nobody but the process behind, whatever host a request line names", async () => {
  const asked: string[] = [];
  const stranger = createServer((request, response) => {
    asked.push(String(request.headers.cookie));
    response.end();
  });
  stranger.on("upgrade", (request, socket) => {
    asked.push(String(request.headers.cookie));
    socket.destroy();
  });
  await once(stranger.listen(0, "127.0.0.1"), "listening");
  const { port } = stranger.address() as AddressInfo;
  const socket = dial(edgeUrl, `http://127.0.0.1:${port}${PATH}`, ["Origin: http://a", "Cookie: secret"]);
  expect(await answerTo(socket)).toMatch(/^HTTP\/1\.1 400 /);
  expect(asked).toEqual([]);
  socket.destroy();
  stranger.close();
});

it("is away when the process behind is", async () => {
  await closeHttpServer(api);
  expect(await refusal(edgeUrl)).toEqual({ status: 503, error: "away" });
});

it("asks a process behind TLS by the name that its address has", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync("openssl", [...made, "-subj", "/CN=localhost", "-days", "1", "-keyout", key, "-out", cert], {
    stdio: "ignore",
  });
  const names: unknown[] = [];
  const { port } = new URL(apiUrl);
  const front = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
    names.push(socket.servername);
    const behind = connect(Number(port), "127.0.0.1");
    behind.on("error", () => socket.destroy());
    socket.on("error", () => behind.destroy());
    socket.pipe(behind).pipe(socket);
  });
  await once(front.listen(0, "localhost"), "listening");
  apiUrl = `https://localhost:${(front.address() as AddressInfo).port}`;
  // Node knows who signed only from its start on.
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  try {
    (await opened(edgeUrl)).terminate();
    expect(names).toEqual(["localhost"]);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "1";
    expect(await refusal(edgeUrl)).toEqual({ status: 503, error: "away" });
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    front.close();
    rmSync(folder, { recursive: true });
  }
});

it("believes the host that a trusted proxy tells, not one that a stranger does", async () => {
  const forwarded = { origin: "https://stats.example", "x-forwarded-host": "stats.example" };
  const socket = open(edgeUrl, PATH, forwarded);
  await once(socket, "open");
  socket.terminate();
  expect((await refusal(apiUrl, PATH, forwarded)).status).toBe(403);
});

it("leaves requests alone that offer another protocol, their bodies included", async () => {
  const { hostname, port } = new URL(apiUrl);
  const socket = connect(Number(port), hostname);
  socket.write(
    "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 4\r\n\r\nbody",
  );
  const [reply] = await once(socket, "data");
  expect(String(reply)).toMatch(/^HTTP\/1\.1 200 OK.*body$/s);
  socket.destroy();
});

it("answers a request for a WebSocket that is none like any other", async () => {
  expect((await refusal(apiUrl, "/nothing")).status).toBe(404);
});
