import { once } from "node:events";
import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpServer, type HttpServerOptions } from "../server.ts";
import { createAskedHost } from "./asked-host.ts";
import { createIsServed, hostOf } from "./host-guard.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };

describe("hostOf", () => {
  it.each([
    ["localhost:3000", "localhost"],
    ["LOCALHOST.", "localhost"],
    ["A.Example:443", "a.example"],
    ["a.example.:8443", "a.example"],
    ["127.0.0.1:3000", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["[::1]:3000", "::1"],
    ["::1", "::1"],
    ["[0:0:0:0:0:0:0:1]", "::1"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["", null],
    [".", null],
    ["a.example@localhost", null],
    ["localhost/x", null],
    ["localhost\\x", null],
    ["localhost?x", null],
    ["localhost, evil.example", null],
    ["localhost evil.example", null],
    ["a:b", null],
    ["[::1", null],
  ])("reads %j as %j", (text, host) => {
    expect(hostOf(text)).toBe(host);
  });
});

describe("on a loopback address", () => {
  const allowedHosts = ["stats.example", ".intern.example", "2001:db8::5"];
  const isServed = createIsServed({ boundHost: "127.0.0.1", allowedHosts });

  it.each([
    { asked: "localhost:3000", served: true, what: "the loopback name" },
    { asked: "app.localhost", served: true, what: "a name below it" },
    { asked: "LocalHost.:3000", served: true, what: "capitals and a root dot" },
    { asked: "127.0.0.1:3000", served: true, what: "the bound address" },
    { asked: "127.8.9.10", served: true, what: "another loopback address" },
    { asked: "[::1]:3000", served: true, what: "the IPv6 one" },
    { asked: "stats.example", served: true, what: "a named host" },
    { asked: "STATS.example.:8443", served: true, what: "a named host in another spelling and on any port" },
    { asked: "a.b.intern.example", served: true, what: "one below a named domain" },
    { asked: "[2001:db8::5]:3000", served: true, what: "a named address" },
    { asked: "intern.example", served: false, what: "the domain itself, which is not below it" },
    { asked: "evil-intern.example", served: false, what: "one that ends alike" },
    { asked: "evil.example", served: false, what: "a page of anyone" },
    { asked: "localhost.evil.example", served: false, what: "a name that begins alike" },
    { asked: "evillocalhost", served: false, what: "a name that ends alike" },
    { asked: "127.0.0.1.evil.example", served: false, what: "a name that looks like an address" },
    { asked: "127.evil.example", served: false, what: "another" },
    { asked: "203.0.113.9", served: false, what: "an address that is not ours" },
    { asked: "stats.example@evil.example", served: false, what: "a user name" },
    { asked: "", served: false, what: "no host" },
  ])("$what: $asked is served: $served", ({ asked, served }) => {
    expect(isServed?.(asked, "127.0.0.1")).toBe(served);
  });
});

describe.each([
  { boundHost: "localhost", allowedHosts: [], evil: false },
  { boundHost: "::1", allowedHosts: [], evil: false },
  { boundHost: "127.0.0.2", allowedHosts: [], evil: false },
  { boundHost: "0.0.0.0", allowedHosts: [], evil: true },
  { boundHost: "::", allowedHosts: [], evil: true },
  { boundHost: "10.0.0.5", allowedHosts: [], evil: true },
  { boundHost: "0.0.0.0", allowedHosts: ["stats.example"], evil: false },
])("bound to $boundHost with $allowedHosts", ({ evil, ...options }) => {
  const isServed = createIsServed(options) ?? (() => true);

  it(`serves ${evil ? "every host" : "its own hosts only"}`, () => {
    expect(isServed("evil.example", "10.0.0.5")).toBe(evil);
    expect(isServed("localhost:3000", "10.0.0.5")).toBe(true);
    expect(isServed(options.boundHost.replace("::1", "[::1]"), "10.0.0.5")).toBe(true);
    expect(isServed("10.0.0.5:3000", "::ffff:10.0.0.5")).toBe(true);
  });
});

describe("refuseForeignHosts", () => {
  let close = async () => {};
  afterEach(() => close());

  async function openServer(options: Partial<HttpServerOptions> = {}) {
    const server = createHttpServer({
      log,
      hosts: { boundHost: "127.0.0.1", allowedHosts: ["stats.example"] },
      ...options,
    });
    close = () => server.close();
    for (const access of ["public", "tracker", "reader", "operator"] as const) {
      server.all(`/${access}`, { config: { access } }, async () => ({ access }));
    }
    server.get("/open", { config: { access: "public", anyHost: true } }, async () => ({}));
    return server.listen({ host: "127.0.0.1", port: 0 });
  }

  async function statusOf(url: string, headers: Readonly<Record<string, string>>, method = "GET") {
    const [response] = await once(request(url, { method, headers, agent: false }).end(), "response");
    let text = "";
    for await (const chunk of response) text += chunk;
    return { status: response.statusCode as number, text };
  }

  it.each([
    { path: "/public", method: "GET", status: 403 },
    { path: "/reader", method: "GET", status: 403 },
    { path: "/reader", method: "POST", status: 403 },
    { path: "/operator", method: "PATCH", status: 403 },
    { path: "/tracker", method: "POST", status: 200 },
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
    expect(await statusOf(`${url}/reader`, { host: "evil.example:3000" })).toEqual({
      status: 403,
      text: JSON.stringify({
        error:
          '"evil.example:3000" is no host of this instance: set PUBLIC_URL to the address that people use, or name the host in ALLOWED_HOSTS',
      }),
    });
  });

  it("refuses a WebSocket", async () => {
    const url = await openServer();
    const upgrade = {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    };
    expect((await statusOf(`${url}/reader`, { ...upgrade, host: "evil.example" })).status).toBe(403);
  });

  it("goes by X-Forwarded-Host of a trusted proxy", async () => {
    const url = await openServer({ askedHost: createAskedHost(["127.0.0.1"]) });
    const from = (forwarded: string, host: string) =>
      statusOf(`${url}/reader`, { host, "x-forwarded-host": forwarded });
    expect((await from("stats.example", "backend.example")).status).toBe(200);
    expect((await from("evil.example", "localhost")).status).toBe(403);
  });

  it("does not believe X-Forwarded-Host of anyone else", async () => {
    const url = await openServer();
    const headers = { host: "evil.example", "x-forwarded-host": "localhost" };
    expect((await statusOf(`${url}/reader`, headers)).status).toBe(403);
  });
});
