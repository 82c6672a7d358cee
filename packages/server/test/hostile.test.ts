import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuid } from "./build/build-envelope.ts";
import { type StartedApp, startApp } from "./build/start-app.ts";
import { useTempFolders } from "./build/temp-folder.ts";

/** How long the event loop may stand still for one request (delivery.md, failure modes 28, 34, 35). */
const BLOCKED_MS = 50;
const MEGABYTE = 1024 * 1024;
const EVENTS = "/api/v1/events";
const JSON_TYPE = { "content-type": "application/json" };
const LINES = { "content-type": "application/x-ndjson" };

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const newFolder = useTempFolders();
let app: StartedApp;
let slowSenders: readonly Connection[] = [];
let good = 0;

beforeAll(async () => {
  app = await startApp(newFolder());
  slowSenders = startSlowSenders();
  // The code is warm before anything is measured.
  for (let n = 0; n < 30; n++) await post(EVENTS, Buffer.from(JSON.stringify(goodEvent())));
});

afterAll(() => app.stop());

interface Connection {
  readonly socket: Socket;
  received(): string;
  readonly closed: Promise<number>;
}

/** A raw connection. `closed` tells after how many milliseconds it was. */
function open(): Connection {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  let text = "";
  const openedAt = performance.now();
  socket.on("data", (chunk) => {
    text += chunk.toString();
  });
  socket.on("error", () => {});
  const closed = new Promise<number>((resolve) =>
    socket.on("close", () => resolve(performance.now() - openedAt)),
  );
  return { socket, received: () => text, closed };
}

/** Requests that go on and on, a byte every half second. */
function startSlowSenders(): Connection[] {
  const requests = [
    "GET /health HTTP/1.1\r\nHost: x\r\nX-A: ",
    `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`,
    `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n`,
  ];
  return requests.map((request) => {
    const connection = open();
    connection.socket.write(request);
    const drip = setInterval(() => connection.socket.writable && connection.socket.write(" "), 500);
    connection.socket.on("close", () => clearInterval(drip));
    return connection;
  });
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

function post(
  path: string,
  body: Buffer,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
): Promise<Reply> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const options = {
      hostname,
      port,
      path,
      method: "POST",
      headers: { ...headers, "content-length": body.length },
      agent: false,
    };
    let answered = false;
    const sent = httpRequest(options, (reply) => {
      answered = true;
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      const end = () => resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      reply.on("end", end);
      // A server that has refused may hang up on the rest of the body.
      reply.on("error", end);
    });
    sent.on("error", (error) => !answered && reject(error));
    sent.end(body);
  });
}

function goodEvent(): object {
  good += 1;
  return { site: "good.example", path: "/good", id: uuid(good) };
}

/** CPU milliseconds that this thread has had. Wall time would count what other processes of the machine take. */
function threadCpuMs(): number {
  return (
    Number(readFileSync(`/proc/${process.pid}/task/${process.pid}/schedstat`, "utf8").split(" ", 1)[0]) / 1e6
  );
}

/** The longest that the event loop worked without a turn while `run` ran. */
async function blockedMs(run: () => Promise<unknown>): Promise<number> {
  let last = threadCpuMs();
  let longest = 0;
  const look = () => {
    const now = threadCpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  await run();
  await sleep(5);
  clearInterval(timer);
  look();
  return longest;
}

/** What is held in memory once garbage is gone. */
async function heldBytes(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 5; n++) {
    collectGarbage();
    await sleep(20);
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
}

async function expectHealthy(): Promise<void> {
  expect((await fetch(`${app.url}/health`)).status).toBe(200);
  const reply = await post(EVENTS, Buffer.from(JSON.stringify(goodEvent())));
  expect(reply.status).toBe(202);
  const { receipt } = JSON.parse(reply.text);
  await expect
    .poll(
      async () =>
        ((await (await fetch(`${app.url}/api/v1/receipts/${receipt}`)).json()) as { status: string }).status,
      { timeout: 8000 },
    )
    .toBe("stored");
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const event = (changes: object) => ({ site: "hostile.example", path: "/", ...changes });
const text = (raw: string) => Buffer.from(raw);
const many = (count: number, make: (n: number) => [string, unknown]) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => make(n)));

interface Attack {
  readonly what: string;
  readonly path?: string;
  readonly body: () => Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
}

const ATTACKS: readonly Attack[] = [
  { what: "NaN", body: () => text('{"site":"s","path":"/","timestamp":NaN}'), status: 400 },
  {
    what: "1e999 for a timestamp",
    body: () => text('{"site":"s","path":"/","timestamp":1e999}'),
    status: 400,
  },
  {
    what: "1e999 for a property",
    body: () => text('{"site":"s","path":"/","props":{"a":1e999}}'),
    status: 400,
  },
  {
    what: "a number of 100,000 digits",
    body: () => text(`{"site":"s","path":"/","timestamp":${"9".repeat(100_000)}}`),
    status: 400,
  },
  {
    what: "malformed UTF-8",
    body: () =>
      Buffer.concat([text('{"site":"'), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), text('","path":"/"}')]),
    status: 400,
  },
  { what: "a raw NUL", body: () => text('{"site":"a\0b","path":"/"}'), status: 400 },
  { what: "an escaped NUL", body: () => text('{"site":"a\\u0000b","path":"/"}'), status: 400 },
  { what: "a million levels of lists", body: () => text("[".repeat(1_000_000)), status: 400 },
  {
    what: "a hundred thousand levels of objects",
    body: () => text(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`),
    status: 400,
  },
  {
    what: "10,000 properties",
    body: () => json(event({ props: many(10_000, (n) => [`key${n}`, n]) })),
    status: 400,
  },
  {
    what: "10,000 unknown fields",
    body: () => json(event(many(10_000, (n) => [`key${n}`, n]))),
    status: 202,
  },
  {
    what: "10,000 unknown fields of a strict door",
    path: "/event",
    body: () => json(many(10_000, (n) => [`key${n}`, n])),
    status: 400,
  },
  {
    what: "60,000 equal keys",
    body: () => text(`{"site":"s","path":"/",${'"a":1,'.repeat(60_000)}"path":"/last"}`),
    status: 202,
  },
  {
    what: "__proto__ and constructor as fields",
    body: () =>
      text('{"site":"s","path":"/","__proto__":{"path":"/evil"},"constructor":{"prototype":{"x":1}}}'),
    status: 202,
  },
  { what: "__proto__ as an event", body: () => text('{"__proto__":{"site":"s","path":"/"}}'), status: 400 },
  {
    what: "__proto__ and constructor as properties",
    body: () => text('{"site":"s","path":"/","props":{"__proto__":"a","constructor":"b"}}'),
    status: 202,
  },
  {
    what: "__proto__ as a page",
    path: "/page-views/multi",
    body: () => text('{"__proto__":{"2026-03-10T10:00:00Z":1},"constructor":{"2026-03-10T10:00:00Z":1}}'),
    status: 200,
  },
  {
    what: "lone surrogates everywhere",
    body: () =>
      text(
        '{"site":"s\\ud800","path":"/\\udfff","title":"\\ud83d","props":{"\\ud800":"\\udc00"},"id":"\\udead"}',
      ),
    status: 202,
  },
  {
    what: "lone surrogates in site events",
    path: "/api/event",
    body: () =>
      text(
        '{"site_id":"\\ud800","event_type":"\\udc00","timestamp":"2026-03-10T10:00:00Z","path":"/\\ud800"}',
      ),
    status: 202,
  },
  { what: "a megabyte and one byte", body: () => json(event({ title: "t".repeat(MEGABYTE) })), status: 413 },
  { what: "exactly a megabyte of spaces", body: () => Buffer.alloc(MEGABYTE, 0x20), status: 400 },
  { what: "a gzip bomb of 60 MB", body: () => gzipSync(Buffer.alloc(60 * MEGABYTE, 0x20)), status: 413 },
  {
    what: "a gzip bomb with its header",
    body: () => gzipSync(Buffer.alloc(60 * MEGABYTE, 0x20)),
    headers: { ...JSON_TYPE, "content-encoding": "gzip" },
    status: 413,
  },
  {
    what: "a gzip bomb within a gzip bomb",
    body: () => gzipSync(gzipSync(Buffer.alloc(20 * MEGABYTE))),
    status: 400,
  },
  {
    what: "a gzip bomb of lines",
    body: () => gzipSync(Buffer.alloc(30 * MEGABYTE, 0x20)),
    headers: LINES,
    status: 413,
  },
  {
    what: "gzip that no header names",
    body: () => gzipSync(JSON.stringify(event({}))),
    headers: { "content-type": "text/plain" },
    status: 202,
  },
  { what: "gzip cut off", body: () => gzipSync(JSON.stringify(event({}))).subarray(0, 20), status: 400 },
  { what: "a line without an end", body: () => Buffer.alloc(900_000, 0x61), headers: LINES, status: 413 },
  {
    what: "a megabyte of faulty lines",
    body: () => text("{}\n".repeat(300_000)),
    headers: LINES,
    status: 400,
  },
  {
    what: "500 paths that look almost like an e-mail address",
    body: () => json(Array.from({ length: 500 }, () => event({ path: `/${"a".repeat(1990)}@` }))),
    status: 202,
  },
  {
    what: "200 URLs full of campaign parameters",
    body: () =>
      json(
        Array.from({ length: 200 }, () =>
          event({ url: `https://e.example/?${"utm_source=a%40&".repeat(250)}` }),
        ),
      ),
    status: 202,
  },
  { what: "10,001 events", body: () => json(Array.from({ length: 10_001 }, () => event({}))), status: 400 },
  {
    what: "10,000 faulty events",
    body: () => json(Array.from({ length: 10_000 }, () => ({ site: 1, url: "x", timestamp: "y" }))),
    status: 400,
  },
  {
    what: "a query of 10,000 orders",
    path: "/api/v2/query",
    body: () =>
      json({
        site_id: "good.example",
        metrics: ["visitors"],
        date_range: "day",
        order_by: Array.from({ length: 10_000 }, () => ["visitors", "asc"]),
      }),
    status: 400,
  },
  {
    what: "a User-Agent of 15,000 brackets",
    body: () => json(event({})),
    headers: { ...JSON_TYPE, "user-agent": "(".repeat(15_000) },
    status: 202,
  },
  {
    what: "an X-Forwarded-For of 3,000 addresses",
    body: () => json(event({})),
    headers: { ...JSON_TYPE, "x-forwarded-for": "1.2.3.4,".repeat(1800) },
    status: 202,
  },
  {
    what: "an Idempotency-Key of 10,000 letters",
    body: () => json(event({})),
    headers: { ...JSON_TYPE, "idempotency-key": "k".repeat(10_000) },
    status: 202,
  },
];

/** As large as a request may be. They take their time, in turns; the append to the queue is one of them. */
const LARGEST: readonly Attack[] = [
  {
    what: "10,000 events",
    body: () => json(Array.from({ length: 10_000 }, (_, n) => event({ path: `/page/${n}` }))),
    status: 202,
  },
  {
    what: "10,000 counts",
    path: "/page-views/multi",
    body: () => json({ page: many(10_000, (n) => [new Date(1.78e12 + n * 60_000).toISOString(), 1]) }),
    status: 200,
  },
  {
    what: "a page of 10,001 counts",
    path: "/page-views/multi",
    body: () => json({ page: many(10_001, (n) => [new Date(1.7e12 + n * 60_000).toISOString(), 1]) }),
    status: 400,
  },
];
const LARGEST_BLOCKED_MS = 250;

async function expectAnswered(
  { path = EVENTS, body, headers, status }: Attack,
  blockedLimitMs: number,
): Promise<void> {
  const bytes = body();
  const blocked: number[] = [];
  // The least of three: a garbage collection may fall into any of them.
  for (let attempt = 0; attempt < 3 && Math.min(...blocked) >= blockedLimitMs; attempt++) {
    blocked.push(
      await blockedMs(async () => {
        expect((await post(path, bytes, headers)).status).toBe(status);
      }),
    );
  }
  expect(Math.min(...blocked)).toBeLessThan(blockedLimitMs);
  await expectHealthy();
}

describe("a hostile body", () => {
  it.each(ATTACKS)(
    "of $what is answered with $status, blocks nobody, and the next event is stored",
    (attack) => expectAnswered(attack, BLOCKED_MS),
  );

  it.each(LARGEST)(
    "of $what, as large as may be, is answered with $status and leaves others their turns",
    (attack) => expectAnswered(attack, LARGEST_BLOCKED_MS),
  );

  it.each([
    "",
    ";;;",
    "application/json; charset=latin1",
    "multipart/form-data",
    "application",
    "a/b/c",
    "text/html\u00e9",
  ])("of the content type %j is read by its bytes, or refused", async (type) => {
    const reply = await post(EVENTS, json(event({})), { "content-type": type });
    expect([202, 400, 415]).toContain(reply.status);
    expect(JSON.parse(reply.text)).toBeTypeOf("object");
    await expectHealthy();
  });

  it("leaves the prototype of everything alone", () => {
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("an endless or slow sender", () => {
  /** Writes chunks for as long as the server takes them, and returns how many bytes it took. */
  async function pour(
    socket: Socket,
    chunk: Buffer,
    limit: number,
    isAnswered = () => false,
  ): Promise<number> {
    let sent = 0;
    while (socket.writable && sent < limit && !isAnswered()) {
      sent += chunk.length;
      if (!socket.write(chunk))
        await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), sleep(300)]);
      await sleep(0);
    }
    return sent;
  }

  const chunkOf = (bytes: Buffer) =>
    Buffer.concat([text(`${bytes.length.toString(16)}\r\n`), bytes, text("\r\n")]);

  it.each([
    { what: "an endless chunked body", type: "application/json", status: "413" },
    { what: "an endless line", type: "application/x-ndjson", status: "413" },
  ])("of $what is refused early, in flat memory", async ({ type, status }) => {
    const before = await heldBytes();
    const { socket, received } = open();
    socket.write(
      `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const sent = await pour(
      socket,
      chunkOf(Buffer.alloc(64 * 1024, 0x61)),
      60 * MEGABYTE,
      () => received() !== "",
    );
    await expect.poll(received, { timeout: 3000 }).toContain(`HTTP/1.1 ${status} `);
    socket.destroy();
    expect(sent).toBeLessThan(20 * MEGABYTE);
    await expectHealthy();
    expect((await heldBytes()) - before).toBeLessThan(10 * MEGABYTE);
  });

  it("of a body of 100 MB is refused before it is read", async () => {
    const { socket, received } = open();
    socket.write(
      `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${100 * MEGABYTE}\r\n\r\n`,
    );
    await expect.poll(received, { timeout: 3000 }).toContain("HTTP/1.1 413 ");
    socket.destroy();
    await expectHealthy();
  });

  it.each([EVENTS, "/api/v1/sites"])(
    "of a body of 6 MB to %s that reads only when all is sent hears that it is refused",
    async (path) => {
      const { socket, received } = open();
      socket.pause();
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      await pour(socket, chunkOf(Buffer.alloc(64 * 1024, 0x61)), 6 * MEGABYTE);
      socket.resume();
      await expect.poll(received, { timeout: 3000 }).toContain("HTTP/1.1 413 ");
      socket.destroy();
      await expectHealthy();
    },
  );

  it("of lines that never end is served with flat memory: they are taken in as they come", async () => {
    const before = await heldBytes();
    const { socket, received } = open();
    socket.write(
      `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const line = text(`${JSON.stringify(event({ props: { filler: "f".repeat(1800) } }))}\n`);
    await pour(socket, chunkOf(Buffer.concat(Array.from({ length: 32 }, () => line))), 8 * MEGABYTE);
    socket.write("0\r\n\r\n");
    await expect.poll(received, { timeout: 15_000 }).toContain("HTTP/1.1 202 ");
    socket.destroy();
    await expectHealthy();
    expect((await heldBytes()) - before).toBeLessThan(15 * MEGABYTE);
  });

  it.each([
    { what: "no HTTP", raw: "hello\r\n\r\n", status: "400" },
    {
      what: "two lengths",
      raw: `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      status: "400",
    },
    {
      what: "a length that is none",
      raw: `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n`,
      status: "400",
    },
    {
      what: "a chunk that is none",
      raw: `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      status: "400",
    },
    {
      what: "headers of 100 KB",
      raw: `GET /health HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(100_000)}\r\n\r\n`,
      status: "431",
    },
  ])("of $what gets $status", async ({ raw, status }) => {
    const { socket, received } = open();
    socket.write(raw);
    await expect.poll(received, { timeout: 3000 }).toContain(`HTTP/1.1 ${status} `);
    socket.destroy();
    await expectHealthy();
  });

  it.each([
    { what: "JSON", type: "application/json", begin: text('{"site":') },
    { what: "lines", type: "application/x-ndjson", begin: text(`${JSON.stringify(event({}))}\n{"site":`) },
    {
      what: "gzipped lines",
      type: "application/x-ndjson",
      begin: gzipSync(JSON.stringify(event({}))).subarray(0, 30),
    },
  ])("who hangs up in the middle of $what costs nothing", async ({ type, begin }) => {
    for (let n = 0; n < 20; n++) {
      const { socket } = open();
      socket.write(
        `POST ${EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n`,
      );
      socket.write(begin);
      await sleep(5);
      socket.destroy();
    }
    await expectHealthy();
    expect(app.logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  // They have been at it since the file began: waiting for them here would take ten seconds more.
  it("who sends header or body byte by byte is hung up on within 14 s, while honest ones are served", async () => {
    const hungUpAfter = await Promise.all(
      slowSenders.map(({ closed }) => Promise.race([closed, sleep(16_000, Number.POSITIVE_INFINITY)])),
    );
    for (const ms of hungUpAfter) expect(ms).toBeLessThan(14_000);
    await expectHealthy();
  });
});

describe("after all of it", () => {
  it("memory is flat over a hundred megabytes of refused bodies", async () => {
    const bodies = [
      json(event({ title: "t".repeat(MEGABYTE) })),
      gzipSync(Buffer.alloc(30 * MEGABYTE)),
      text("[".repeat(1_000_000)),
    ];
    const round = async (times: number) => {
      for (let n = 0; n < times; n++) await post(EVENTS, bodies[n % bodies.length] as Buffer);
      return heldBytes();
    };
    const before = await round(15);
    expect((await round(90)) - before).toBeLessThan(10 * MEGABYTE);
  });

  it("every good event is there, once", async () => {
    const ask = async () => {
      const body = json({ site_id: "good.example", metrics: ["events"], date_range: "all" });
      return JSON.parse((await post("/api/v2/query", body)).text).results[0].metrics[0];
    };
    await expect.poll(ask, { timeout: 8000 }).toBe(good);
  });

  it("nothing was our own fault", () => {
    expect(app.logged.filter(({ level }) => level === "error")).toEqual([]);
  });
});
