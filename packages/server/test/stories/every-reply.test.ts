import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { APIS } from "../../src/http/apis.ts";
import { PAGES } from "../../src/http/pages/endpoints.ts";
import { type Endpoint, listEndpoints } from "../../src/http/serve/endpoint.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const newFolder = useTempFolders();
let app: StartedApp;
let edge: StartedApp;

beforeAll(async () => {
  app = await startApp(newFolder(), { environment: { PUBLIC_URL: "https://stats.example:8443/" } });
  // Loads what checks credentials, which may take longer than a reply is waited for.
  await fetch(`${app.url}/api/v1/sign-in/passkey/options`, { method: "POST" });
  edge = await startApp(newFolder(), {
    roles: ["ingest"],
    environment: { ROLES: "ingest", API_URL: "http://127.0.0.1:9" },
  });
});
afterAll(async () => {
  await edge.stop();
  await app.stop();
});

const ENDPOINTS = listEndpoints(APIS).map(({ api, endpoint }) => ({
  api,
  endpoint,
  method: endpoint.method,
  path: endpoint.path.replaceAll(/:\w+|\*$/g, "x"),
}));
const ROUTES = [...ENDPOINTS, { method: "GET", path: "/assets/docs-page.js" }] as const;
/** Whatever Host says: no event may be lost, and health is asked for by machines. */
const FOR_ANY_HOST = ["/health", "/ready", "/favicon.ico", "/js/millrace.js", "/js/millrace-live.js"];
const isForAnyHost = ({ access, path }: Endpoint): boolean =>
  access === "tracker" || FOR_ANY_HOST.includes(path);

const isChange = ({ endpoint: { access, kind, method } }: (typeof ENDPOINTS)[number]): boolean =>
  access !== "tracker" && (method !== "GET" || kind === "socket");
/** Pages of the dashboard and of the docs; a share link's is the api's, which may be away. */
const SCREENS = Object.values<Endpoint>(PAGES.endpoints)
  .filter(({ role, path }) => role === "front" && !/^\/assets|\.json$/.test(path))
  .map(({ path }) => path.replaceAll(/:\w+|\*$/g, "x"));
const UPGRADE = [
  "upgrade: websocket",
  "sec-websocket-version: 13",
  "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
];

/** Who may show a reply in a frame, by each policy that it has. */
const ancestorsOf = (reply: string): string[] =>
  [...reply.matchAll(/\r\ncontent-security-policy:([^\r]*)/gi)].map(
    ([, policy = ""]) => /frame-ancestors ([^;]*)/.exec(policy)?.[1]?.trim() ?? "anybody",
  );

/** What comes back for a text that is sent as it is. */
async function raw(url: string, text: string, { patience = 3000 } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  let reply = "";
  socket.on("error", () => {});
  socket.on("data", (data) => {
    reply += data;
  });
  socket.write(text);
  await expect.poll(() => reply, { timeout: patience, interval: 5 }).toContain("\r\n\r\n");
  await sleep(10);
  socket.destroy();
  return reply;
}

const head = (method: string, path: string, ...headers: readonly string[]) =>
  `${[`${method} ${path} HTTP/1.1`, "connection: close", ...headers].join("\r\n")}\r\n\r\n`;
const EVENT = '{"site":"a.example","path":"/"}';
const EVENT_LENGTH = `content-length: ${EVENT.length}`;
const statusOf = (reply: string) => Number(reply.split(" ")[1]);

describe.each([
  { what: "a whole instance", url: () => app.url },
  { what: "an edge whose store is away", url: () => edge.url },
])("$what", ({ url }) => {
  const all = [
    ...ROUTES,
    { method: "GET", path: "/nothing" },
    { method: "OPTIONS", path: "/api/v1/events" },
    { method: "OPTIONS", path: "/page-views/single" },
    { method: "HEAD", path: "/" },
    { method: "GET", path: "/api/v1/sites/%zz" },
  ];

  it("knows the routes", () => expect(ROUTES.length).toBeGreaterThan(40));

  it.each(all)("says nosniff for $method $path", async ({ method, path }) => {
    const reply = await raw(url(), head(method, path, "host: localhost", "content-length: 0"));
    expect(reply.match(/\r\nx-content-type-options: nosniff\r\n/gi)).toHaveLength(1);
  });

  it.each(ENDPOINTS.filter(({ endpoint }) => endpoint.path !== "/*"))(
    "is in the table of endpoints: $method $path",
    async ({ method, path }) => {
      const reply = await raw(url(), head(method, path, "host: localhost", "content-length: 0"));
      // What no route was found for says so; what a route did not find says something else.
      if (path !== "/assets/x") expect(reply).not.toContain('"/api/docs lists every route"');
    },
  );

  it.each(ENDPOINTS)(
    "serves $method $path to no page of another host, but for what is open to all",
    async ({ method, path, endpoint }) => {
      // Without an upgrade, a page of the same path would answer.
      const asking = endpoint.kind === "socket-door" ? ["connection: upgrade", "upgrade: websocket"] : [];
      const reply = await raw(
        url(),
        head(method, path, "host: evil.example:3000", "content-length: 0", ...asking),
      );
      // The dashboard and its reads are an edge's as well.
      if (isForAnyHost(endpoint)) expect(statusOf(reply)).not.toBe(403);
      else {
        expect(statusOf(reply)).toBe(403);
        expect(reply).toContain("set PUBLIC_URL");
      }
    },
  );

  it.each(ENDPOINTS.filter(isChange))(
    "accepts $method $path from no page of another origin",
    async ({ method, path, endpoint }) => {
      const upgrade =
        endpoint.kind === "socket" ? ["connection: upgrade", ...UPGRADE] : ["connection: close"];
      const ask = (...headers: readonly string[]) =>
        raw(
          url(),
          `${[`${method} ${path} HTTP/1.1`, "host: localhost", ...upgrade, "content-length: 0", ...headers].join("\r\n")}\r\n\r\n`,
        );
      const foreign = [
        "origin: https://evil.example",
        "origin: https://localhost.evil.example",
        "origin: http://localhost:1",
        "origin: null",
        "cookie: millrace.session_token=x",
      ];
      const refused = async (header: string) => {
        const reply = await ask(header);
        expect([header, statusOf(reply)]).toEqual([header, 403]);
        expect(reply).toContain("from pages of this host only");
      };
      await Promise.all(foreign.map(refused));
      expect(await ask("origin: http://localhost")).not.toContain("from pages of this host only");
    },
  );

  it.each(all.filter(({ method }) => method === "GET"))(
    "shows $method $path in no frame, and leads nowhere else",
    async ({ path }) => {
      const hostile = "//evil.example";
      const query = ["back", "next", "url", "return_to", "redirect_uri"].map((name) => `${name}=${hostile}`);
      const reply = await raw(
        url(),
        head("GET", `${path}?${query.join("&")}`, "host: localhost", "accept: text/html"),
      );
      if (/\r\ncontent-type: text\/html/i.test(reply)) expect(ancestorsOf(reply)).toEqual(["'none'"]);
      else expect(SCREENS).not.toContain(path);
      expect(reply).not.toMatch(/\r\n(location|refresh):/i);
    },
  );

  it.each([
    "//evil.example",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/.//evil.example/",
    "/%2f%2fevil.example",
    "/sites//",
  ])("does not lead from %s to another host", async (path) => {
    const reply = await raw(url(), head("GET", path, "host: localhost", "accept: text/html"));
    expect(reply).not.toMatch(/\r\n(location|refresh):/i);
    expect(reply).not.toMatch(/(href|src)="\/\//);
  });

  it.each([
    { what: "no HTTP", text: "hello\r\n\r\n", status: 400 },
    { what: "no host", text: head("GET", "/health"), status: 400 },
    { what: "two hosts", text: head("GET", "/health", "host: a", "host: b"), status: 400 },
    { what: "two hosts that agree", text: head("GET", "/health", "Host: a", "HOST: a"), status: 400 },
    {
      what: "two hosts at a door",
      text: head("POST", "/api/v1/events", "host: a", "hOst: b", EVENT_LENGTH) + EVENT,
      status: 400,
    },
    { what: "two hosts in a preflight", text: head("OPTIONS", "/event", "host: a", "host: b"), status: 400 },
    {
      what: "one host at a door",
      text: head("POST", "/api/v1/events", "hOst: b", EVENT_LENGTH) + EVENT,
      status: 202,
    },
    { what: "no host at a door", text: head("POST", "/api/v1/events", EVENT_LENGTH) + EVENT, status: 400 },
    {
      what: "two hosts of a WebSocket",
      text: `GET /api/v1/sites/x/live HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: upgrade\r\n${UPGRADE.join("\r\n")}\r\n\r\n`,
      status: 400,
    },
    {
      what: "a WebSocket of another host",
      text: `GET /api/v1/sites/x/live HTTP/1.1\r\nhost: evil.example\r\nconnection: upgrade\r\n${UPGRADE.join("\r\n")}\r\n\r\n`,
      status: 403,
    },
    {
      what: "headers of 100 KB",
      text: head("GET", "/health", "host: a", `x: ${"x".repeat(100_000)}`),
      status: 431,
    },
    { what: "an expectation", text: head("GET", "/health", "host: a", "expect: a-miracle"), status: 200 },
    {
      what: "a chunk that is none",
      text: `${head("POST", "/api/v1/events", "host: a", "transfer-encoding: chunked")}zz\r\n`,
      status: 400,
    },
    { what: "HTTP/1.0 without a host", text: "GET /health HTTP/1.0\r\n\r\n", status: 200 },
  ])("answers $what with $status and nosniff", async ({ text, status }) => {
    const reply = await raw(url(), text);
    expect(statusOf(reply)).toBe(status);
    expect(reply).toMatch(/\r\nx-content-type-options: nosniff\r\n/i);
  });

  it("answers a body that does not come with 408, in its own words", async () => {
    const text = head("POST", "/api/v1/events", "host: a", "content-length: 10");
    const reply = await raw(url(), text, { patience: 13_000 });
    expect(statusOf(reply)).toBe(408);
    expect(reply).toMatch(/nosniff.*\{"error":"the request did not arrive in time"\}$/s);
  });
});

it.each(["stats.example", "STATS.example.:8443", "localhost", "127.0.0.1:1"])(
  "serves the host %s",
  async (host) => {
    expect(statusOf(await raw(app.url, head("GET", "/api/v1/me", `host: ${host}`)))).toBe(200);
  },
);

it("hands on to the process behind under the name of that, whatever the edge is called", async () => {
  const front = await startApp(newFolder(), {
    roles: ["ingest"],
    environment: { ROLES: "ingest", API_URL: app.url, PUBLIC_URL: "https://edge.example" },
  });
  try {
    const reply = await raw(front.url, head("GET", "/api/v1/me", "host: edge.example"));
    expect(statusOf(reply)).toBe(200);
    const live =
      "GET /api/v1/sites/x/live HTTP/1.1\r\nhost: edge.example\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    // It has a public address and no account: nobody is let in before the set-up.
    expect(statusOf(await raw(front.url, live))).toBe(401);
    expect(statusOf(await raw(front.url, live.replace("edge.example", "stats.example")))).toBe(403);
  } finally {
    await front.stop();
  }
});
