import { once } from "node:events";
import { get } from "node:http";
import { PassThrough } from "node:stream";
import { SHARE_HEADER } from "@millrace/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { allowAll } from "../../../../test/build/allow-all.ts";
import { testApi } from "../../../../test/build/test-api.ts";
import { DEFAULT_SITE_SETTINGS } from "../../../domain/site/site.ts";
import { open } from "../../../drivers/accounts/sqlite.ts";
import { openQueue } from "../../../drivers/queue/index.ts";
import type { Accounts } from "../../../ports/accounts.ts";
import type { Queue } from "../../../ports/queue.ts";
import { createDeadLetterHandlers } from "../../native/dead-letters.ts";
import { NATIVE } from "../../native/endpoints.ts";
import { createSiteDataHandlers } from "../../native/site-data.ts";
import { createSiteHandlers } from "../../native/sites.ts";
import { ok } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Handlers } from "../handlers.ts";
import { serveApi } from "../serve-api.ts";
import { createHttpServer, type HttpServer } from "../server.ts";
import { createBehind } from "./behind.ts";
import { relayApis } from "./relay.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const SITE = "a ü/1.example";
const OTHER_SITE = "other.example";
const GOALS = `/api/v1/sites/${encodeURIComponent(SITE)}/goals`;

const SPEAKERS = testApi({
  echo: { method: "GET", path: "/echo", access: "site:view", role: "api", openapi: null },
  framed: { method: "GET", path: "/framed", access: "public", role: "api", openapi: null },
  slowly: { method: "GET", path: "/slowly", access: "site:view", role: "api", openapi: null },
});
const APIS = [NATIVE, SPEAKERS];

/** What browsers obey of pages and pictures for other pages. */
const FRAMED = {
  "content-security-policy": "frame-ancestors https://news.example",
  "cross-origin-resource-policy": "cross-origin",
  "referrer-policy": "no-referrer",
};

/** What `/slowly` sends and how it ends. */
let slow: PassThrough;

const FOR_BROWSERS = {
  "content-security-policy": "frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "cross-origin",
};

const SPEAKING: Handlers<typeof SPEAKERS> = {
  async echo(request, reply) {
    const { accept, authorization, "if-none-match": known, cookie, [SHARE_HEADER]: share } = request.headers;
    reply.headers({ etag: '"1"', vary: "accept", "cache-control": "no-cache", "x-other": "stays" });
    reply.headers(FOR_BROWSERS);
    if (known === '"1"') return reply.code(304).send();
    return ok({ url: request.url, accept, authorization, cookie, share });
  },
  framed: async (_request, reply) => reply.headers(FRAMED).type("text/html").send("<p>"),
  slowly: async (_request, reply) =>
    reply.type("text/csv").header("content-disposition", 'attachment; filename="a.csv"').send(slow),
};

const neverAsked = () => Promise.reject(new Error("asked"));

/** Of our own API what is a matter of accounts and queue; the rest is asked for by nobody here. */
function serveNative(server: HttpServer): void {
  const deps = { find: accounts.findSite, accounts };
  const handlers = {
    ...Object.fromEntries(Object.keys(NATIVE.endpoints).map((name) => [name, neverAsked])),
    ...createSiteDataHandlers(deps),
    ...createSiteHandlers({ ...deps, propertyKeys: async () => [], sitesOverview: neverAsked }),
    ...createDeadLetterHandlers({ queue }),
  };
  serveApi(server, NATIVE, "api", handlers as Handlers<typeof NATIVE, "api">);
}

let accounts: Accounts;
let queue: Queue;
let behind: HttpServer;
let edge: HttpServer;
let url: string;
let behindUrl: string;

beforeAll(async () => {
  accounts = await open("sqlite::memory:");
  queue = await openQueue("memory:", {
    maxBytes: 1e6,
    recentIds: 10,
    partitions: 1,
    stateUrl: "memory:",
    guards: { fsync: true, recentIds: true },
  });
  for (const name of [SITE, OTHER_SITE]) await accounts.createSite(name, DEFAULT_SITE_SETTINGS);
  behind = createHttpServer({ log, authorize: allowAll, apis: APIS });
  serveNative(behind);
  serveApi(behind, SPEAKERS, "api", SPEAKING);
  behindUrl = await behind.routes.listen({ host: "127.0.0.1", port: 0 });
  edge = createHttpServer({ log, authorize: allowAll, apis: APIS });
  relayApis(edge, APIS, createBehind({ note: () => "", baseUrl: () => behindUrl, away: "away" }));
  url = await edge.routes.listen({ host: "127.0.0.1", port: 0 });
});

afterAll(async () => {
  // After an abort fetch opens a connection in advance, which is no idle one to Node as long as it was never used.
  for (const { routes } of [edge, behind]) routes.server.closeAllConnections();
  await Promise.all([edge.routes.close(), behind.routes.close()]);
  await accounts.close();
});

async function call(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, type?: string) {
  const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
  const reply = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  return { status: reply.status, body: await reply.json() };
}

it("hands on what is made, listed and removed, the parameters of its address as they were sent", async () => {
  const made = await call("POST", GOALS, '{"event": "Signup"}', "application/json");
  expect(made.status).toBe(201);
  expect(await call("GET", GOALS)).toEqual({ status: 200, body: { goals: [made.body] } });
  expect(await call("DELETE", `${GOALS}/${made.body.id}`)).toEqual({ status: 200, body: { deleted: true } });
  expect((await call("DELETE", `${GOALS}/${made.body.id}`)).status).toBe(404);
});

it("hands on a change, and what is said to it", async () => {
  const site = `/api/v1/sites/${encodeURIComponent(SITE)}`;
  const changed = await call("PATCH", site, '{"retention_days": 7}', "application/json");
  expect(changed).toMatchObject({ status: 200, body: { name: SITE, retention_days: 7 } });
  expect(await call("GET", site)).toEqual(changed);
  expect((await call("PATCH", site, '{"retention_days": 8}', "text/plain")).status).toBe(415);
  const taken = await call("POST", "/api/v1/sites", JSON.stringify({ name: OTHER_SITE }), "application/json");
  expect(taken.status).toBe(409);
  expect(await call("POST", "/api/v1/dead-letters/purge", '{"keys": ["0:1"]}', "application/json")).toEqual({
    status: 200,
    body: { count: 0 },
  });
});

it.each([
  { type: "text/plain", body: '{"event": "Forged"}' },
  { type: undefined, body: new TextEncoder().encode('{"event": "Forged"}') },
])("does not turn a form of another site's page into JSON: $type", async ({ type, body }) => {
  expect((await call("POST", GOALS, body, type)).status).toBe(415);
  expect(await call("GET", GOALS)).toEqual({ status: 200, body: { goals: [] } });
});

it.each([
  { line: `http://127.0.0.1:9${GOALS}`, what: "names a host" },
  { line: "/api/v1/sites/..\\..\\..\\echo", what: "is the path of another route behind" },
])("does not hand on a request whose line $what", async ({ line }) => {
  const { hostname: host, port } = new URL(url);
  const [reply] = await once(get({ host, port, path: line }), "response");
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk);
  expect({ status: reply.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) }).toEqual({
    status: 400,
    body: { error: "the request line must be a path, as in GET /api/v1/sites" },
  });
});

const CHANGES = Object.values<Endpoint>(NATIVE.endpoints)
  .filter(({ access, method }) => access === "operator" && method !== "GET")
  .map(({ method, path }) => ({
    method,
    path: path.replace(":site", encodeURIComponent(SITE)).replace(/:(id|name)/, "1"),
  }));

describe.each(CHANGES)("$method $path", ({ method, path }) => {
  const doors = [
    { what: "at an edge", door: () => url },
    { what: "at the process behind", door: () => behindUrl },
  ];

  it.each(doors)("is for pages of the very host $what only", async ({ door }) => {
    const statusFrom = async (origin: string) =>
      (await fetch(door() + path, { method, headers: { origin } })).status;
    expect(await statusFrom("https://evil.example")).toBe(403);
    expect(await statusFrom("null")).toBe(403);
    expect(await statusFrom(door())).not.toBe(403);
  });
});

it("hands on a body that is not there", async () => {
  expect(await call("POST", GOALS, undefined, "application/json")).toEqual({
    status: 400,
    body: { error: "the body is empty" },
  });
});

it("answers a request for each endpoint with the role api, however it was made", async () => {
  for (const { method, path } of Object.values<Endpoint>(NATIVE.endpoints).filter(
    ({ role }) => role === "api",
  )) {
    const asked = path.replace(":site", "nowhere.example").replace(/:(id|name)/, "1");
    const reply = await fetch(url + asked, { method });
    const { hint } = (await reply.json()) as { hint?: string };
    expect(hint, `${method} ${path}`).toBeUndefined();
  }
});

describe("a question", () => {
  it("is handed on with its parameters and what it says of itself", async () => {
    const reply = await fetch(`${url}/echo?a=%26&b=1`, {
      headers: {
        accept: "text/csv",
        authorization: "Bearer key",
        cookie: "a=b",
        [SHARE_HEADER]: "slug pass",
      },
    });
    expect(await reply.json()).toEqual({
      url: "/echo?a=%26&b=1",
      accept: "text/csv",
      authorization: "Bearer key",
      cookie: "a=b",
      share: "slug pass",
    });
    expect(reply.headers.get("etag")).toBe('"1"');
    expect(reply.headers.get("vary")).toBe("accept");
    expect(reply.headers.get("cache-control")).toBe("no-cache");
    expect(reply.headers.get("x-other")).toBeNull();
    for (const [name, value] of Object.entries(FOR_BROWSERS)) expect(reply.headers.get(name)).toBe(value);
  });

  it("about a page gets the rules of who may show it", async () => {
    const { headers } = await fetch(`${url}/framed`);
    expect(Object.fromEntries(Object.keys(FRAMED).map((name) => [name, headers.get(name)]))).toEqual(FRAMED);
  });

  it("by HEAD has the length that GET has, as at the process behind", async () => {
    const lengthOf = async (base: string, method: string) =>
      (await fetch(`${base}/echo`, { method })).headers.get("content-length");
    expect(await lengthOf(url, "HEAD")).toBe(await lengthOf(behindUrl, "GET"));
    expect(await lengthOf(behindUrl, "HEAD")).toBe(await lengthOf(behindUrl, "GET"));
  });

  it("whose answer is known gets none", async () => {
    const reply = await fetch(`${url}/echo`, { headers: { "if-none-match": '"1"' } });
    expect(reply.status).toBe(304);
    expect(await reply.text()).toBe("");
  });
});

describe("a long answer", () => {
  beforeEach(() => {
    slow = new PassThrough();
  });

  it("arrives while it is being written", async () => {
    slow.write("first\n");
    const reply = await fetch(`${url}/slowly`);
    const reader = reply.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first\n");
    slow.end("last\n");
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("last\n");
    expect((await reader?.read())?.done).toBe(true);
    expect(reply.headers.get("content-type")).toBe("text/csv");
    expect(reply.headers.get("content-disposition")).toBe('attachment; filename="a.csv"');
  });

  it("that breaks off is not taken for a whole one", async () => {
    slow.write("first\n");
    const reply = await fetch(`${url}/slowly`);
    slow.destroy(new Error("the store is gone"));
    await expect(reply.text()).rejects.toThrow();
  });

  it("is no longer written when its reader hangs up", async () => {
    slow.write("first\n");
    const hungUp = new AbortController();
    const reply = await fetch(`${url}/slowly`, { signal: hungUp.signal });
    await reply.body?.getReader().read();
    hungUp.abort();
    await expect.poll(() => slow.destroyed).toBe(true);
  });
});
