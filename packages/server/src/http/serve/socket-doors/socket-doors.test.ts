import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { allowAll } from "../../../../test/build/allow-all.ts";
import { testApi } from "../../../../test/build/test-api.ts";
import { serveApi } from "../serve-api.ts";
import { closeHttpServer, createHttpServer, type HttpServer } from "../server.ts";
import type { SocketClient, SocketLine } from "./door-socket.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const TEST = testApi({
  talk: {
    method: "GET",
    path: "/talk",
    kind: "socket-door",
    access: "tracker",
    role: "ingest",
    openapi: null,
  },
});

let server: HttpServer;
let url: string;
let port: number;
/** What clients sent, and how they ended. */
let taken: string[];
let ends: boolean[];
/** Messages are answered when this has resolved. */
let gate: Promise<void>;
/** Connections are opened when this has resolved. */
let opening: Promise<void>;
let open: number;

beforeEach(async () => {
  taken = [];
  ends = [];
  open = 0;
  gate = Promise.resolve();
  opening = Promise.resolve();
  const meter = {
    refused() {},
    sockets(change: number) {
      open += change;
    },
  };
  const doors = {
    clock: { now: Date.now },
    meter: meter as never,
    clientAddress: () => "203.0.113.7",
    ingestKey: async () => null,
  };
  const socketLimits = { pingMs: 3000, rate: { perSecond: 20_000, burst: 20_000 } };
  server = createHttpServer({ log, authorize: allowAll, apis: [TEST], doors, socketLimits });
  serveApi(server, TEST, "ingest", {
    async talk(_hello, line) {
      await opening;
      return clientOf(line);
    },
  });
  url = await server.routes.listen({ host: "127.0.0.1", port: 0 });
  port = (server.routes.server.address() as AddressInfo).port;
});
afterEach(() => closeHttpServer(server));

const clientOf = (line: SocketLine): SocketClient => ({
  site: "a.example",
  async take(message) {
    const text = String(message);
    taken.push(text);
    await gate;
    line.send(text === "much" ? "x".repeat(20_000) : text);
  },
  left: ({ isStopping }) => void ends.push(isStopping),
});

async function until(condition: () => boolean, ms = 8000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it did not come true");
    await sleep(5);
  }
}

async function dial(): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/talk`);
  socket.on("error", () => {});
  await once(socket, "open");
  return socket;
}

/** A connection whose frames are written by hand. */
async function rawSocket(): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(
    [
      "GET /talk HTTP/1.1",
      "host: localhost",
      "connection: upgrade",
      "upgrade: websocket",
      "sec-websocket-version: 13",
      "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
      "sec-websocket-extensions: permessage-deflate; client_max_window_bits",
      "\r\n",
    ].join("\r\n"),
  );
  const [reply] = await once(socket, "data");
  expect(String(reply)).toMatch(/^HTTP\/1\.1 101 /);
  expect(String(reply)).not.toMatch(/extensions/i);
  return socket;
}

const [TEXT, BINARY, CONTINUED, PING] = [1, 2, 0, 9];
const [FIN, RSV1] = [0x80, 0x40];

/** A frame as a client sends it, masked with zeros. */
function frame(first: number, payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload);
  const length = bytes.length < 126 ? Buffer.from([0x80 | bytes.length]) : Buffer.alloc(3, 0xfe);
  if (bytes.length > 125) length.writeUInt16BE(bytes.length, 1);
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(4), bytes]);
}

/** The status with which the server closes a connection. */
async function closedWith(socket: Socket): Promise<number> {
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const at = chunk.indexOf(0x88);
    if (at >= 0) return chunk.readUInt16BE(at + 2);
  }
  return 0;
}

describe("hostile frames", () => {
  it.each([
    { what: "text that is not UTF-8", frames: [frame(FIN | TEXT, Buffer.from([0xc3, 0x28]))], code: 1007 },
    {
      what: "UTF-8 that is cut between fragments wrongly",
      frames: [frame(TEXT, Buffer.from([0xe8])), frame(FIN | CONTINUED, Buffer.from([0x28, 0xaa]))],
      code: 1007,
    },
    { what: "a frame without a mask", frames: [Buffer.from([FIN | TEXT, 1, 0x61])], code: 1002 },
    { what: "a compressed frame", frames: [frame(FIN | RSV1 | TEXT, "a")], code: 1002 },
    { what: "an unknown opcode", frames: [frame(FIN | 3, "a")], code: 1002 },
    { what: "a continuation of nothing", frames: [frame(FIN | CONTINUED, "a")], code: 1002 },
    { what: "a text within a text", frames: [frame(TEXT, "a"), frame(FIN | TEXT, "b")], code: 1002 },
    { what: "a ping in fragments", frames: [frame(PING, "a")], code: 1002 },
    { what: "a ping of 126 bytes", frames: [frame(FIN | PING, "x".repeat(126))], code: 1002 },
    { what: "bytes in place of text", frames: [frame(FIN | BINARY, "a")], code: 1003 },
    {
      what: "a message of more than 64 KB in fragments",
      frames: [frame(TEXT, "x".repeat(60_000)), frame(FIN | CONTINUED, "x".repeat(6000))],
      code: 1009,
    },
    {
      what: "a frame that announces 2^40 bytes",
      frames: [Buffer.from([FIN | TEXT, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
      code: 1009,
    },
  ])("end the connection: $what ($code)", async ({ frames, code }) => {
    const socket = await rawSocket();
    for (const one of frames) socket.write(one);
    expect(await closedWith(socket)).toBe(code);
    socket.destroy();
    await until(() => open === 0);
    expect(taken).toEqual([]);
  });

  it("are none: a text in many fragments, with pings between them", async () => {
    const socket = await rawSocket();
    const bytes = Buffer.from("schön ".repeat(30));
    bytes.forEach((byte, at) => {
      const fin = at === bytes.length - 1 ? FIN : 0;
      socket.write(frame(fin | (at === 0 ? TEXT : CONTINUED), Buffer.from([byte])));
      if (at % 10 === 0) socket.write(frame(FIN | PING, "p"));
    });
    await until(() => taken.length === 1);
    expect(taken).toEqual([String(bytes)]);
    socket.destroy();
  });

  it("of pings whose answers are not read cost no memory", async () => {
    const socket = await rawSocket();
    socket.pause();
    const pings = Buffer.concat(Array.from({ length: 500 }, () => frame(FIN | PING, "x".repeat(125))));
    const before = process.memoryUsage();
    for (let n = 0; n < 400; n++)
      if (!socket.write(pings)) await Promise.race([once(socket, "drain"), sleep(500)]);
    const { external, heapUsed, arrayBuffers } = process.memoryUsage();
    const grown =
      external + heapUsed + arrayBuffers - before.external - before.heapUsed - before.arrayBuffers;
    // 26 MB were sent, and each answer would be kept with objects of its own.
    expect(grown).toBeLessThan(30e6);
    socket.destroy();
  });

  it("that never end do not keep a server from closing", async () => {
    const socket = await rawSocket();
    socket.write(Buffer.from([TEXT, 0xfe, 0xff]));
    const startedAt = performance.now();
    await closeHttpServer(server);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    socket.destroy();
  });
});

describe("backpressure", () => {
  it("stops reading while 32 messages wait for their answers, and loses none of the others", async () => {
    let answer = () => {};
    gate = new Promise((resolve) => {
      answer = resolve;
    });
    const socket = await dial();
    const answers: string[] = [];
    socket.on("message", (data) => answers.push(String(data)));
    const text = "x".repeat(10_000);
    for (let n = 0; n < 2000; n++) socket.send(`${n} ${text}`);
    await sleep(300);
    expect(taken).toHaveLength(32);
    // 20 MB were sent: what the server did not read is still the client's.
    expect(socket.bufferedAmount).toBeGreaterThan(5e6);
    answer();
    await until(() => answers.length === 2000);
    expect(taken.map((one) => Number.parseInt(one, 10))).toEqual(Array.from({ length: 2000 }, (_, n) => n));
    socket.close();
  });

  it("stops reading from a client that does not read its answers", async () => {
    const socket = await dial();
    socket.pause();
    for (let n = 0; n < 5000; n++) socket.send("much");
    await until(() => taken.length > 100);
    let before = -1;
    // Until nothing moves any more: all buffers between are full.
    while (before !== taken.length) {
      before = taken.length;
      await sleep(300);
    }
    const stoppedAt = taken.length;
    socket.resume();
    await until(() => taken.length === 5000, 20_000);
    expect(stoppedAt).toBeLessThan(2500);
    socket.terminate();
  }, 40_000);
});

describe("the end of a connection", () => {
  it("comes after the last message that arrived, once", async () => {
    const socket = await dial();
    socket.send("a");
    socket.send("b");
    socket.close();
    await until(() => ends.length === 1);
    expect([taken, ends]).toEqual([["a", "b"], [false]]);
  });

  it("comes after what a client sent that left before it was opened", async () => {
    let admit = () => {};
    opening = new Promise((resolve) => {
      admit = resolve;
    });
    const socket = await dial();
    socket.send("a");
    socket.close();
    await once(socket, "close");
    expect([taken, open]).toEqual([[], 1]);
    admit();
    await until(() => ends.length === 1);
    expect([taken, open]).toEqual([["a"], 0]);
  });

  it("is noticed when the client is gone without a word", async () => {
    const socket = await rawSocket();
    await until(() => open === 1);
    // Its machine is there no more: nothing answers pings, and nothing closes.
    socket.pause();
    await until(() => open === 0);
    expect(ends).toEqual([false]);
    socket.destroy();
  });

  it("by the server waits for answers, says so, and takes nothing more", async () => {
    let answer = () => {};
    gate = new Promise((resolve) => {
      answer = resolve;
    });
    const socket = await dial();
    const answers: string[] = [];
    socket.on("message", (data) => answers.push(String(data)));
    socket.send("a");
    await until(() => taken.length === 1);
    const closed = once(socket, "close");
    const closing = closeHttpServer(server);
    await sleep(100);
    expect(answers).toEqual([]);
    answer();
    expect((await closed)[0]).toBe(1001);
    expect(answers).toEqual(["a"]);
    await closing;
    expect(ends).toEqual([true]);
  });

  it("by a server whose queue does not answer comes all the same", async () => {
    gate = new Promise(() => {});
    const socket = await dial();
    socket.send("a");
    await until(() => taken.length === 1);
    const startedAt = performance.now();
    await closeHttpServer(server);
    expect(performance.now() - startedAt).toBeLessThan(6000);
  });
});
