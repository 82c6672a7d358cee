import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { allowAll } from "../../../test/build/allow-all.ts";
import { testApi } from "../../../test/build/test-api.ts";
import { BadRequest } from "../../domain/errors.ts";
import { readBase64Json, readFields, readForm, readJson } from "./body.ts";
import { PIXEL, textContent } from "./content.ts";
import { serveApi } from "./serve-api.ts";
import { closeHttpServer, createHttpServer, type HttpServer } from "./server.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const refused: number[] = [];
/** What is kept of refusals. */
const traced: string[] = [];
const meter = { refused: (status: number) => void refused.push(status), doorSeconds() {} };
const DOOR = { kind: "door", access: "tracker", role: "ingest", openapi: null } as const;
const ORIGIN = "https://shop.example";

/** What trackers of other systems send, and how they want to be answered. */
const TEST = testApi({
  pixel: { ...DOOR, method: "GET", path: "/pixel.gif" },
  form: { ...DOOR, method: "POST", path: "/form" },
  batch: {
    ...DOOR,
    method: "POST",
    path: "/batch",
    cors: { allowHeaders: "content-type, x-key", credentials: true },
  },
  image: { ...DOOR, method: "GET", path: "/batch", cors: { allowHeaders: "x-key", credentials: true } },
  json: { ...DOOR, method: "POST", path: "/" },
  silent: { ...DOOR, method: "POST", path: "/silent" },
  broken: { ...DOOR, method: "POST", path: "/broken" },
  thrown: { ...DOOR, method: "POST", path: "/thrown" },
  listed: { ...DOOR, method: "POST", path: "/listed" },
  talk: { ...DOOR, kind: "socket", method: "GET", path: "/ws" },
});

let server: HttpServer;
let url: string;

beforeEach(async () => {
  refused.length = 0;
  traced.length = 0;
  const doors = {
    clock: { now: Date.now },
    meter: meter as never,
    trace: {
      refused: (door: string, status: number, error: string) =>
        void traced.push(`${door} ${status} ${error}`),
    },
    clientAddress: () => "203.0.113.7",
    ingestKey: async () => null,
  };
  server = createHttpServer({ log, authorize: allowAll, apis: [TEST], doors });
  serveApi(server, TEST, "ingest", {
    async pixel({ query, sender, body }) {
      const name = readFields(query).get("e") ?? "";
      const headers = { "x-seen": `${name} ${sender.ip} ${body.length}`, "cache-control": "no-store" };
      return { status: 200, content: PIXEL, headers };
    },
    form: async ({ body }) => ({ status: 200, content: textContent(`ok ${readForm(body).get("name")}`) }),
    batch: async ({ body }) => ({ status: 200, body: readBase64Json(readForm(body).get("data") ?? "") }),
    image: async () => ({ status: 200, content: PIXEL }),
    json: async ({ body }) => ({ status: 202, body: readJson(body) }),
    silent: async () => ({ status: 204 }),
    broken: () => Promise.reject(new Error("secret")),
    thrown: () => Promise.reject(new BadRequest('there is no field "jane@marked.example"')),
    listed: async () => ({
      status: 400,
      body: { error: "1 fault in the events", faults: [{ message: "jane@marked.example is no site" }] },
    }),
    talk: async () => ({ open: () => () => {}, message: (text, send) => send(`heard ${text}`) }),
  });
  url = await server.routes.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => closeHttpServer(server));

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(url + path, { method: "POST", body, headers });

describe("a door", () => {
  it("keeps of a refusal why, and nothing that was sent", async () => {
    expect((await post("/thrown", "")).status).toBe(400);
    expect((await post("/listed", "")).status).toBe(400);
    expect(traced).toEqual([
      "POST /thrown 400 there is no field …",
      "POST /listed 400 1 fault in the events",
    ]);
  });

  it("answers an image with a pixel and headers of its own", async () => {
    const reply = await fetch(`${url}/pixel.gif?e=signup&x=%20`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("image/gif");
    expect(reply.headers.get("x-seen")).toBe("signup 203.0.113.7 0");
    expect(reply.headers.get("cache-control")).toBe("no-store");
    const bytes = Buffer.from(await reply.arrayBuffer());
    expect(bytes.subarray(0, 6).toString()).toBe("GIF89a");
    expect(bytes).toHaveLength(43);
  });

  it.each([
    { what: "plain", body: "name=a%20b&name=c", headers: {} },
    {
      what: "compressed",
      body: new Uint8Array(gzipSync("name=a+b")),
      headers: { "content-encoding": "gzip" },
    },
    { what: "compressed without a word", body: new Uint8Array(gzipSync("name=a+b")), headers: {} },
  ])("takes a $what form and answers with text", async ({ body, headers }) => {
    const reply = await post("/form", body, headers);
    expect(await reply.text()).toBe("ok a b");
    expect(reply.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  it.each([
    { what: "base64", data: Buffer.from('[{"a":"ü?"}]').toString("base64") },
    { what: "base64url", data: Buffer.from('[{"a":"ü?"}]').toString("base64url") },
    { what: "compressed base64", data: gzipSync('[{"a":"ü?"}]').toString("base64") },
  ])("takes JSON in a field as $what", async ({ data }) => {
    const reply = await post("/batch", new URLSearchParams({ data }).toString());
    expect(await reply.json()).toEqual([{ a: "ü?" }]);
  });

  it.each([
    { path: "/batch", body: "data=%00", status: 400, error: "the data is not valid base64" },
    { path: "/batch", body: "data=bm8=", status: 400, error: "the body is not valid JSON" },
    { path: "/form", body: "a&".repeat(2000), status: 400, error: "a request may have at most 2000 fields" },
    { path: "/form", body: "", status: 400, error: "the body is empty" },
    {
      path: "/form",
      body: new Uint8Array([0x61, 0x3d, 0xff]),
      status: 400,
      error: "the body is not valid UTF-8",
    },
    { path: "/broken", body: "x", status: 500, error: "internal error" },
  ])("refuses $body at $path", async ({ path, body, status, error }) => {
    const reply = await post(path, body);
    expect(await reply.json()).toEqual({ error });
    expect(reply.status).toBe(status);
    expect(refused).toEqual([status]);
  });

  it("can answer with nothing", async () => {
    const reply = await post("/silent", "x");
    expect([reply.status, await reply.text(), reply.headers.get("content-type")]).toEqual([204, "", null]);
  });

  it("may stand at the root, with and without a slash at its end elsewhere", async () => {
    expect((await post("/", "{}")).status).toBe(202);
    expect((await post("/silent/", "x")).status).toBe(204);
    expect((await fetch(`${url}/silent`)).status).toBe(404);
  });

  it("lets any page in, unless its tracker sends credentials: then it names the page's origin", async () => {
    const open = await post("/form", "name=a", { origin: ORIGIN });
    expect(open.headers.get("access-control-allow-origin")).toBe("*");
    const named = await fetch(`${url}/batch`, { headers: { origin: ORIGIN } });
    expect(named.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(named.headers.get("access-control-allow-credentials")).toBe("true");
    expect(named.headers.get("vary")).toBe("origin");
  });

  it("answers a preflight with the methods of its path and the headers that it takes", async () => {
    const preflight = async (method: string) => {
      const headers = { origin: ORIGIN, "access-control-request-method": method };
      const reply = await fetch(`${url}/batch`, { method: "OPTIONS", headers });
      const [methods, allowed, origin] = ["methods", "headers", "origin"].map((name) =>
        reply.headers.get(`access-control-allow-${name}`),
      );
      return { status: reply.status, methods, allowed, origin };
    };
    const common = { status: 204, methods: "GET, POST, OPTIONS", origin: ORIGIN };
    expect(await preflight("GET")).toEqual({ ...common, allowed: "x-key" });
    expect(await preflight("POST")).toEqual({ ...common, allowed: "content-type, x-key" });
  });

  it("can be a WebSocket that takes messages, from any page", async () => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, { headers: { origin: ORIGIN } });
    const heard = new Promise((resolve) => socket.on("message", (data) => resolve(String(data))));
    socket.on("open", () => socket.send("pageview"));
    expect(await heard).toBe("heard pageview");
    socket.terminate();
  });
});

it.each([
  { method: "PATCH", path: "/patch" },
  { method: "GET", path: "/sites/:site" },
] as const)("$method $path can't be a door", async ({ method, path }) => {
  const api = testApi({ odd: { ...DOOR, method, path } });
  const doors = {
    clock: { now: Date.now },
    meter: meter as never,
    clientAddress: () => "",
    ingestKey: async () => null,
  };
  const odd = createHttpServer({ log, authorize: allowAll, apis: [api], doors });
  expect(() => serveApi(odd, api, "ingest", { odd: async () => ({ status: 204 }) })).toThrow(
    `${method} ${path} can't be a door`,
  );
  await odd.routes.close();
});
