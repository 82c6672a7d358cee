import { once } from "node:events";
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allowAll } from "../../../../test/build/allow-all.ts";
import { testApi } from "../../../../test/build/test-api.ts";
import type { Access } from "../../../accounts/access.ts";
import type { Endpoint } from "../endpoint.ts";
import { createBehind } from "../relay/behind.ts";
import { relayApis } from "../relay/relay.ts";
import { serveApi } from "../serve-api.ts";
import { createHttpServer, type HttpServer } from "../server.ts";
import { createAskedHost } from "./asked-host.ts";
import { createGuard, type Guard } from "./guard.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const meter = {
  received() {},
  accepted() {},
  duplicates() {},
  dropped() {},
  refused() {},
  append() {},
  doorSeconds() {},
};
const clientAddress = () => "203.0.113.7";
const ALL: readonly Access[] = ["tracker", "public", "site:view", "operator"];
const METHODS = ["GET", "POST", "PATCH", "DELETE"] as const;
const HOST = "stats.example:8443";
const FOREIGN_PAGE =
  "changes and live WebSockets are accepted from pages of this host only; a reverse proxy must pass Host unchanged";

type Method = (typeof METHODS)[number];

/** Routes of every access and method, a door, a WebSocket and a route for every host. */
const ENDPOINTS: Record<string, Endpoint> = {
  door: { method: "POST", path: "/door", kind: "door", access: "tracker", role: "api", openapi: null },
  socket: { method: "GET", path: "/socket", kind: "socket", access: "site:view", role: "api", openapi: null },
  open: { method: "GET", path: "/open", access: "public", anyHost: true, role: "api", openapi: null },
};
for (const access of ALL) {
  for (const method of METHODS)
    ENDPOINTS[`${method} ${access}`] = { method, path: `/${access}`, access, role: "api", openapi: null };
}
const TEST = testApi(ENDPOINTS);

/** What was called. */
const called: string[] = [];

function serverWith(guard: Guard): HttpServer {
  const doors = {
    clock: { now: Date.now },
    meter: meter as never,
    clientAddress,
    ingestKey: async () => null,
  };
  const server = createHttpServer({ log, authorize: allowAll, apis: [TEST], guard, doors });
  const handlers = Object.fromEntries(
    Object.entries(ENDPOINTS).map(([name, { kind, access }]) => [
      name,
      async () => {
        called.push(name);
        return kind === "socket" ? { open: () => () => {} } : { status: 200, body: { access } };
      },
    ]),
  );
  serveApi(server, TEST, "api", handlers as never);
  return server;
}

let server: HttpServer;
beforeEach(() => {
  called.length = 0;
  server = serverWith(createGuard({ askedHost: createAskedHost(["10.0.0.9"]) }));
});
afterEach(() => server.routes.close());

async function ask(method: Method, access: Access, headers: Record<string, string>, from = "192.0.2.1") {
  const asked = { method, url: `/${access}`, headers: { host: HOST, ...headers }, remoteAddress: from };
  const { statusCode, body } = await server.routes.inject(asked);
  return statusCode === 200 ? "done" : { statusCode, ...JSON.parse(body) };
}

const REFUSED = { statusCode: 403, error: FOREIGN_PAGE };

describe("a page of another origin", () => {
  const headers = { origin: "https://evil.example" };

  it.each(["POST", "PATCH", "DELETE"] as const)("may not %s anything but events", async (method) => {
    for (const access of ["operator", "site:view", "public"] as const)
      expect(await ask(method, access, headers)).toEqual(REFUSED);
  });

  it("may ask for it, which tells a browser's page nothing without CORS", async () => {
    expect(await ask("GET", "operator", headers)).toBe("done");
  });

  it("may send events", async () => {
    expect(await ask("POST", "tracker", headers)).toBe("done");
  });

  it("is known by its port as well", async () => {
    expect(await ask("POST", "operator", { origin: "https://stats.example" })).toEqual(REFUSED);
  });
});

it.each([
  { headers: {}, who: "a program, which has no origin" },
  { headers: { origin: `https://${HOST}` }, who: "a page of the instance" },
])("lets $who change what is an operator's", async ({ headers }) => {
  expect(await ask("POST", "operator", headers)).toBe("done");
});

it("refuses changes with cookies whose page is not named", async () => {
  expect(await ask("POST", "operator", { cookie: "millrace.session=x" })).toEqual(REFUSED);
  expect(await ask("GET", "operator", { cookie: "millrace.session=x" })).toBe("done");
  expect(await ask("POST", "tracker", { cookie: "_ga=x" })).toBe("done");
});

it("believes the host that a trusted proxy tells, not one that a stranger does", async () => {
  const headers = { origin: "https://a.example", "x-forwarded-host": "a.example" };
  expect(await ask("POST", "operator", headers, "10.0.0.9")).toBe("done");
  expect(await ask("POST", "operator", headers)).toEqual(REFUSED);
});

describe("a host that is not served", () => {
  let close = async () => {};
  afterEach(() => close());

  async function openServer(askedHost = createAskedHost([])) {
    const hosts = { boundHost: "127.0.0.1", allowedHosts: ["stats.example"] };
    const server = serverWith(createGuard({ askedHost, hosts }));
    close = () => server.routes.close();
    return server.routes.listen({ host: "127.0.0.1", port: 0 });
  }

  it.each([
    { path: "/public", method: "GET", status: 403 },
    { path: "/site:view", method: "GET", status: 403 },
    { path: "/site:view", method: "POST", status: 403 },
    { path: "/operator", method: "PATCH", status: 403 },
    { path: "/tracker", method: "POST", status: 200 },
    { path: "/door", method: "POST", status: 200 },
    { path: "/open", method: "GET", status: 200 },
    { path: "/nothing", method: "GET", status: 404 },
  ])("answers $method $path of a foreign host with $status", async ({ path, method, status }) => {
    const url = await openServer();
    expect((await statusOf(url + path, { host: "evil.example:3000" }, method)).status).toBe(status);
    const own = status === 404 ? 404 : 200;
    expect((await statusOf(url + path, { host: "stats.example" }, method)).status).toBe(own);
  });

  it("names the host and the settings", async () => {
    const url = await openServer();
    expect(await statusOf(`${url}/site:view`, { host: "evil.example:3000" })).toEqual({
      status: 403,
      text: JSON.stringify({
        error:
          '"evil.example:3000" is not a host of this instance: set PUBLIC_URL to the address that people use, or add the host to ALLOWED_HOSTS',
      }),
    });
  });

  it("goes by X-Forwarded-Host of a trusted proxy", async () => {
    const url = await openServer(createAskedHost(["127.0.0.1"]));
    const from = (forwarded: string, host: string) =>
      statusOf(`${url}/site:view`, { host, "x-forwarded-host": forwarded });
    expect((await from("stats.example", "backend.example")).status).toBe(200);
    expect((await from("evil.example", "localhost")).status).toBe(403);
  });

  it("does not believe X-Forwarded-Host of anyone else", async () => {
    const url = await openServer();
    const headers = { host: "evil.example", "x-forwarded-host": "localhost" };
    expect((await statusOf(`${url}/site:view`, headers)).status).toBe(403);
  });

  it.each([
    { what: "without a key", changes: { "sec-websocket-key": "" } },
    { what: "with a key that is too short", changes: { "sec-websocket-key": "AAAA" } },
    { what: "of another version", changes: { "sec-websocket-version": "12" } },
  ])("refuses a WebSocket $what in the format of its API", async ({ changes }) => {
    const url = await openServer();
    expect(await statusOf(`${url}/socket`, { ...UPGRADE, ...changes })).toEqual({
      status: 400,
      text: '{"error":"a WebSocket needs sec-websocket-version 13 and a valid sec-websocket-key"}',
    });
    expect(called).toEqual([]);
  });

  it("refuses a WebSocket of a foreign host before its handler is called", async () => {
    const url = await openServer();
    expect((await statusOf(`${url}/socket`, { ...UPGRADE, host: "evil.example" })).status).toBe(403);
    expect(called).toEqual([]);
  });
});

describe("a guard that refuses everything", () => {
  const refuseAll: Guard = () => () => ({ status: 403, message: "no" });

  it.each(Object.entries(ENDPOINTS))("stands before %s", async (_name, { method, path }) => {
    const guarded = serverWith(refuseAll);
    const url = await guarded.routes.listen({ host: "127.0.0.1", port: 0 });
    expect(await statusOf(url + path, path === "/socket" ? UPGRADE : {}, method)).toEqual({
      status: 403,
      text: '{"error":"no"}',
    });
    expect(called).toEqual([]);
    await guarded.routes.close();
  });

  it("stands before what is relayed as well", async () => {
    const behind = serverWith(createGuard());
    const base = await behind.routes.listen({ host: "127.0.0.1", port: 0 });
    const edge = createHttpServer({ log, authorize: allowAll, apis: [TEST], guard: refuseAll });
    relayApis(edge, [TEST], createBehind({ note: () => "", baseUrl: () => base, away: "away" }));
    const url = await edge.routes.listen({ host: "127.0.0.1", port: 0 });
    for (const { method, path } of Object.values(ENDPOINTS))
      expect((await statusOf(url + path, path === "/socket" ? UPGRADE : {}, method)).status).toBe(403);
    expect(called).toEqual([]);
    await edge.routes.close();
    await behind.routes.close();
  });
});

const UPGRADE = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

async function statusOf(url: string, headers: Readonly<Record<string, string>>, method = "GET") {
  const [response] = await once(request(url, { method, headers, agent: false }).end(), "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode as number, text };
}
