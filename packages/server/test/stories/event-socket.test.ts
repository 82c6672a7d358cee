import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type OpenInstance, openInstance } from "../build/open-instance.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const newFolder = useTempFolders();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";

async function start(environment: Readonly<Record<string, string>> = {}): Promise<StartedApp> {
  const app = await startApp(newFolder(), { environment: { TRUSTED_PROXIES: "127.0.0.1", ...environment } });
  closing.push(() => app.stop());
  return app;
}

async function startClaimed(environment: Readonly<Record<string, string>> = {}): Promise<OpenInstance> {
  const instance = await openInstance(newFolder(), environment);
  closing.push(() => instance.stop());
  return instance;
}

type Message = Readonly<Record<string, unknown>>;

/** A real client, which keeps what it received. */
class Client {
  readonly socket: WebSocket;
  readonly received: Message[] = [];
  /** Code and reason. */
  readonly closed: Promise<readonly [number, string]>;

  constructor(url: string, path: string, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(url.replace("http:", "ws:") + path, {
      headers: { "user-agent": FIREFOX, ...headers },
    });
    this.socket.on("error", () => {});
    this.socket.on("message", (data) => this.received.push(JSON.parse(String(data))));
    this.closed = once(this.socket, "close").then(
      ([code, reason]) => [Number(code), String(reason)] as const,
    );
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  of(type: string): Message[] {
    return this.received.filter((message) => message.type === type);
  }

  /** Resolves with the nth message of a type. */
  async next(type: string, nth = 0): Promise<Message> {
    await until(() => this.of(type).length > nth);
    return this.of(type)[nth] as Message;
  }
}

async function connect(
  app: { url: string },
  site: string,
  headers: Record<string, string> = {},
  path = "/ws",
) {
  const client = new Client(app.url, `${path}?projectId=${site}&sessionId=s1`, headers);
  closing.push(async () => client.socket.terminate());
  await client.next("connected");
  return client;
}

async function until(condition: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("it did not come true");
    await sleep(10);
  }
}

const view = (id: string, url = "https://shop.example/") => ({ type: "pageview", data: { id, url } });

async function query(app: { url: string }, site: string, body: object, headers: Record<string, string> = {}) {
  const reply = await fetch(`${app.url}/api/v2/query`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ site_id: site, date_range: "day", ...body }),
  });
  return (await reply.json()).results as { dimensions: string[]; metrics: number[] }[];
}

const count = async (app: { url: string }, site: string, headers: Record<string, string> = {}) =>
  (await query(app, site, { metrics: ["events"] }, headers))[0]?.metrics[0] ?? 0;

describe("events over a WebSocket", () => {
  it("are acknowledged once they are on disk, and stored in their terms", async () => {
    const app = await start();
    for (const path of ["/ws", "/"]) {
      const site = path === "/" ? "root.example" : "ws.example";
      const client = await connect(app, site, {}, path);
      expect(client.received[0]).toEqual({
        type: "connected",
        projectId: site,
        sessionId: "s1",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
      client.send({
        type: "pageview",
        data: {
          eventId: "view-1",
          url: "https://shop.example/shoes",
          timestamp: new Date().toISOString(),
          referrer: "https://news.example/",
          title: "Shoes",
          viewport: "1200x800",
          screen: "1920x1080",
          language: "de",
          timezone: "Europe/Vienna",
          sessionId: "s1",
          isNewVisitor: true,
        },
      });
      client.send({
        type: "event",
        data: { trackingId: "signup", eventType: "click", metadata: { plan: "pro" }, triggerMethod: "auto" },
      });
      expect(await client.next("ack", 1)).toMatchObject({ messageType: "event" });
      expect(client.of("ack")).toEqual([
        {
          type: "ack",
          eventId: "view-1",
          messageType: "pageview",
          receipt: expect.stringMatching(/^\d:\d+$/),
        },
        { type: "ack", eventId: expect.any(String), messageType: "event", receipt: expect.any(String) },
      ]);
      await until(async () => (await count(app, site)) === 2);
      const rowsBy = async (...dimensions: string[]) =>
        (await query(app, site, { metrics: ["events"], dimensions })).map((row) => row.dimensions).sort();
      expect(await rowsBy("event:name", "event:page")).toEqual([
        ["pageview", "/shoes"],
        ["signup", "/shoes"],
      ]);
      expect(await rowsBy("event:props:plan")).toContainEqual(["pro"]);
      expect(await rowsBy("event:props:trigger")).toContainEqual(["auto"]);
      expect(await rowsBy("visit:browser")).toEqual([["Firefox"]]);
    }
  });

  it("sent again after a cut count once", async () => {
    const app = await start();
    for (let attempt = 0; attempt < 3; attempt++) {
      const client = await connect(app, "twice.example");
      client.send(view("the same"));
      await client.next("ack");
      client.socket.terminate();
    }
    await until(async () => (await count(app, "twice.example")) > 0);
    await sleep(500);
    expect(await count(app, "twice.example")).toBe(1);
  });

  it("that are dropped say so", async () => {
    const app = await start();
    const client = await connect(app, "bots.example", { "user-agent": "Googlebot/2.1" });
    client.send(view("a"));
    expect(await client.next("ack")).toEqual({
      type: "ack",
      eventId: "a",
      messageType: "pageview",
      dropped: "bot",
    });
  });

  it("that are invalid are refused one by one, and the connection goes on", async () => {
    const app = await start();
    const client = await connect(app, "faults.example");
    for (const message of [
      "{",
      "[]",
      '{"type":"hello"}',
      '{"type":"auth"}',
      { type: "pageview" },
      { type: "pageview", data: { id: "no-url" } },
      { type: "pageview", data: { id: "bad", url: "ftp://x" } },
      { type: "event", data: { id: "other", site: "other.example", name: "x", url: "https://x.example/" } },
      `{"type":"pageview","data":${"[".repeat(40)}${"]".repeat(40)}}`,
    ])
      client.send(message);
    client.send(view("good"));
    await client.next("ack");
    // Each is answered as soon as it is known, not in turn.
    const refused = client.of("error").map(({ code, eventId }) => `${code} ${eventId}`);
    expect(refused.sort()).toEqual([
      "invalid_event bad",
      "invalid_event no-url",
      "invalid_event other",
      ...Array.from({ length: 6 }, () => "invalid_message undefined"),
    ]);
    const bad = client.of("error").find(({ eventId }) => eventId === "bad");
    expect(bad?.message).toBe("url must be an absolute http or https URL");
  });

  it.each([
    { query: "", reason: "projectId is required" },
    { query: "?projectId=a.example", reason: "sessionId is required" },
    {
      query: `?projectId=${"x".repeat(300)}&sessionId=1`,
      reason: "projectId must be at most 255 characters",
    },
  ])("are refused with the status 1008 for $reason", async ({ query, reason }) => {
    const app = await start();
    const client = new Client(app.url, `/ws${query}`);
    expect(await client.closed).toEqual([1008, reason]);
  });

  it("come on a second port too, when one is set", async () => {
    const app = await start({ WEBSOCKET_PORT: "0" });
    const port = /(\d+)/.exec(
      JSON.stringify(app.logged.find(({ sentence }) => sentence.includes("second port"))),
    )?.[1];
    const client = new Client(`http://127.0.0.1:${port}`, "/?projectId=port.example&sessionId=1");
    await client.next("connected");
    client.send(view("a"));
    await client.next("ack");
    client.socket.terminate();
  });

  it("leave pages where they are: without an upgrade, / is the dashboard and /ws is told what it is", async () => {
    const app = await start();
    expect((await fetch(`${app.url}/`)).headers.get("content-type")).toContain("text/html");
    const reply = await fetch(`${app.url}/ws`);
    expect(reply.status).toBe(426);
    expect(reply.headers.get("upgrade")).toBe("websocket");
  });
});

describe("who may send", () => {
  it("is who the site lets: keys by message, header and auth; refusals are cached and end the connection", async () => {
    const { ada, app, team } = await startClaimed();
    const made = await ada.ask("POST", "/api/v1/sites", { name: "keyed.example", team });
    expect(made.status).toBe(201);
    await ada.ask("PATCH", "/api/v1/sites/keyed.example", { needs_ingest_key: true });
    const newKey = async (scopes: string[]) =>
      (await ada.ask("POST", `/api/v1/teams/${team}/keys`, { name: "k", scopes })).body as {
        key: string;
        id: number;
      };
    const [good, reader] = [await newKey(["ingest"]), await newKey(["read"])];

    const without = await connect(app, "keyed.example");
    without.send(view("1"));
    expect(await without.next("ack")).toMatchObject({ dropped: "key_required" });
    const wrongScope = await connect(app, "keyed.example");
    wrongScope.send({ ...view("2"), apiKey: reader.key });
    expect(await wrongScope.next("ack")).toMatchObject({ dropped: "key_required" });

    const byMessage = await connect(app, "keyed.example");
    byMessage.send({ ...view("3"), apiKey: good.key });
    expect(await byMessage.next("ack")).not.toHaveProperty("dropped");
    const byAuth = await connect(app, "keyed.example");
    byAuth.send({ type: "auth", apiKey: good.key });
    byAuth.send(view("4"));
    expect(await byAuth.next("ack")).not.toHaveProperty("dropped");
    expect(byAuth.received.map(({ type }) => type)).toEqual(["connected", "auth_success", "ack"]);
    const byHeader = await connect(app, "keyed.example", { authorization: `Bearer ${good.key}` });
    byHeader.send(view("5"));
    expect(await byHeader.next("ack")).not.toHaveProperty("dropped");

    const unknown = await connect(app, "keyed.example");
    unknown.send({ type: "auth", apiKey: `mr_${"1".repeat(48)}` });
    unknown.send(view("6"));
    expect(await unknown.closed).toEqual([1008, "the API key is unknown, was revoked or has expired"]);
    expect(unknown.received.map(({ type, code }) => [type, code])).toEqual([
      ["connected", undefined],
      ["error", "invalid_key"],
    ]);
    const header = new Client(app.url, "/ws?projectId=keyed.example&sessionId=1", {
      authorization: `Bearer mr_${"1".repeat(48)}`,
    });
    expect((await header.closed)[0]).toBe(1008);

    // A key that is revoked while its connection is open sends nothing more.
    await ada.ask("DELETE", `/api/v1/teams/${team}/keys/${good.id}`);
    byAuth.send(view("7"));
    expect((await byAuth.closed)[0]).toBe(1008);
    expect(byAuth.of("ack")).toHaveLength(1);
  });

  it("is a page of the origins that the site lists", async () => {
    const { ada, app } = await startClaimed();
    await ada.ask("POST", "/api/v1/sites", { name: "origins.example" });
    await ada.ask("PATCH", "/api/v1/sites/origins.example", { allowed_origins: ["https://shop.example"] });
    const foreign = new Client(app.url, "/ws?projectId=origins.example&sessionId=1", {
      origin: "https://evil.example",
    });
    expect(await foreign.closed).toEqual([1008, "the site does not accept events of this origin"]);
    const own = await connect(app, "origins.example", { origin: "https://shop.example" });
    own.send(view("1"));
    expect(await own.next("ack")).not.toHaveProperty("dropped");
    const program = await connect(app, "origins.example");
    program.send(view("2"));
    expect(await program.next("ack")).toMatchObject({ dropped: "wrong_origin" });
  });

  it("is nobody for a site that does not exist, of which scanners learn nothing", async () => {
    const { app } = await startClaimed({ NEW_SITES: "off" });
    const client = await connect(app, "nowhere.example");
    client.send(view("1"));
    expect(await client.next("ack")).toMatchObject({ dropped: "unknown_site" });
  });
});

describe("limits", () => {
  it("of connections: of all and of an address; a closed one makes room", async () => {
    const app = await start({ MAX_SOCKETS: "4", MAX_SOCKETS_PER_ADDRESS: "2" });
    const from = (ip: string) => ({ "x-forwarded-for": ip });
    const status = async (ip: string) => {
      const socket = new WebSocket(`${app.url.replace("http", "ws")}/ws?projectId=a.example&sessionId=1`, {
        headers: from(ip),
      });
      const [, reply] = await once(socket, "unexpected-response");
      return [reply.statusCode, reply.headers["retry-after"]];
    };
    const first = await connect(app, "a.example", from("203.0.113.1"));
    await connect(app, "a.example", from("203.0.113.1"));
    expect(await status("203.0.113.1")).toEqual([429, "2"]);
    await connect(app, "a.example", from("203.0.113.2"));
    await connect(app, "a.example", from("203.0.113.3"));
    expect(await status("203.0.113.4")).toEqual([503, "2"]);
    first.socket.close();
    await first.closed;
    await connect(app, "a.example", from("203.0.113.1"));
  });

  it("of a site close with the reason", async () => {
    const app = await start({ MAX_SOCKETS_PER_SITE: "1" });
    await connect(app, "a.example");
    await connect(app, "b.example");
    const third = new Client(app.url, "/ws?projectId=a.example&sessionId=1");
    expect(await third.closed).toEqual([1013, "too many connections of this site, try again"]);
  });

  it("of a message: 64 KB", async () => {
    const app = await start();
    const client = await connect(app, "large.example");
    client.send({ type: "pageview", data: { url: "https://a.example/", title: "x".repeat(64 * 1024) } });
    expect((await client.closed)[0]).toBe(1009);
  });

  it("of a flood slow it down and lose none of it", { timeout: 30_000 }, async () => {
    const app = await start();
    const client = await connect(app, "flood.example");
    const startedAt = performance.now();
    const MESSAGES = 1200;
    for (let n = 0; n < MESSAGES; n++) client.send(view(`flood-${n}`));
    await until(() => client.of("ack").length === MESSAGES, 25_000);
    // 500 at once, the others at 100 a second.
    expect(performance.now() - startedAt).toBeGreaterThan(6500);
    await until(async () => (await count(app, "flood.example")) === MESSAGES);
  });
});
