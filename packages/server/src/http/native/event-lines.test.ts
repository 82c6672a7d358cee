import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { NativeRefusal, NativeReply } from "@millrace/protocol";
import { afterEach, expect, it } from "vitest";
import { allowAll } from "../../../test/build/allow-all.ts";
import { QueueFull } from "../../domain/errors.ts";
import type { Payload } from "../../domain/event/payload.ts";
import type { TakeIn } from "../../pipeline/intake.ts";
import { serveApi } from "../serve/serve-api.ts";
import { closeHttpServer, createHttpServer } from "../serve/server.ts";
import { NATIVE } from "./endpoints.ts";
import { createEventHandlers } from "./events.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const meter = {
  received() {},
  dropped() {},
  accepted() {},
  duplicates() {},
  appendSeconds() {},
  doorSeconds() {},
  intakeSeconds() {},
  sockets() {},
  refused() {},
};
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server with the native door only; `room` is how many events its queue takes. */
async function openDoor({ room = Infinity, stallMs = 10_000 } = {}) {
  const paths: string[] = [];
  const takeIn: TakeIn = async (payloads: readonly Payload[]) => {
    if (paths.length + payloads.length > room) throw new QueueFull("full");
    return payloads.map(({ path }) => {
      paths.push(path);
      return {
        id: `id-${paths.length}`,
        dropped: null,
        accepted: { partition: 0, position: paths.length, duplicate: false },
        siteId: 1,
        visitorId: "1",
        page: path,
      };
    });
  };
  const doors = {
    clock: { now: Date.now },
    meter,
    clientAddress: () => "203.0.113.7",
    ingestKey: async () => null,
  };
  const server = createHttpServer({ log, authorize: allowAll, apis: [NATIVE], doors });
  const asked = () => Promise.reject(new Error("asked"));
  const others = { readReceipt: asked, takeSocket: asked, takeSocketAtRoot: asked };
  serveApi(server, NATIVE, "ingest", { ...createEventHandlers(takeIn, { stallMs }), ...others });
  const url = await server.routes.listen({ host: "127.0.0.1", port: 0 });
  closing.push(() => closeHttpServer(server));
  return { url, paths };
}

async function send(url: string, body: string | Buffer, type = "application/x-ndjson") {
  const response = await fetch(`${url}/api/v1/events`, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  return { status: response.status, body: (await response.json()) as NativeReply & NativeRefusal };
}

/** A raw connection that has sent the head of a request with `length` bytes. */
function begin(url: string, length: number | "chunked") {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.on("error", () => {});
  const framing = length === "chunked" ? "transfer-encoding: chunked" : `content-length: ${length}`;
  socket.write(
    `POST /api/v1/events HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-ndjson\r\n${framing}\r\n\r\n`,
  );
  let text = "";
  socket.on("data", (data) => {
    text += data;
  });
  return {
    socket,
    async reply() {
      await expect.poll(() => text, { timeout: 5000 }).toMatch(/\r\n\r\n.*\}$/s);
      socket.destroy();
      const [head = "", body = ""] = text.split("\r\n\r\n");
      return { status: Number(head.split(" ")[1]), head, body: JSON.parse(body) as NativeRefusal };
    },
  };
}

const line = (path: string) => JSON.stringify({ site: "n.example", path });
const A = line("/a");
const B = line("/b");

it.each([
  { what: "empty lines at the end, CR LF", body: `${A}\r\n${B}\r\n\r\n` },
  { what: "empty lines between, LF", body: `${A}\n\n\n${B}\n` },
  { what: "an empty line first", body: `\n${A}\n${B}` },
  { what: "lines of blanks and tabs", body: `${A}\n  \t \n\t\r\n${B}\n \r` },
  { what: "blanks around the objects", body: `  ${A}\t \r\n\t${B}  ` },
  { what: "a byte order mark", body: `\ufeff${A}\n${B}\n` },
  { what: "a byte order mark alone in its line", body: `\ufeff\r\n${A}\n${B}\n` },
  { what: "a byte order mark in each of two joined files", body: `\ufeff${A}\n\ufeff${B}\n` },
  { what: "a comma behind each object", body: `${A},\n${B},\n` },
  { what: "a comma behind blanks, CR LF", body: `${A} ,\r\n${B}, \r\n` },
  { what: "gzip of CR LF lines with a byte order mark", body: gzipSync(`\ufeff${A},\r\n\r\n${B}\r\n`) },
])("reads lines with $what", async ({ body }) => {
  const { url, paths } = await openDoor();
  expect(await send(url, body)).toMatchObject({ status: 202, body: { accepted: 2 } });
  expect(paths).toEqual(["/a", "/b"]);
});

it.each([
  { what: "with a byte order mark", body: `\ufeff[${A},${B}]` },
  { what: "with blanks and an empty line behind", body: `[${A},${B}] \r\n\r\n` },
  { what: "with both, in gzip", body: gzipSync(`\ufeff\n[${A},${B}]\n`) },
])("reads a JSON body $what", async ({ body }) => {
  const { url, paths } = await openDoor();
  expect(await send(url, body, "application/json")).toMatchObject({ status: 202, body: { accepted: 2 } });
  expect(paths).toEqual(["/a", "/b"]);
});

const ARRAY =
  "the line belongs to a JSON array: send the array as application/json, or its events one per line without the brackets";

it.each([
  {
    what: "in the middle",
    body: `${A}\n${B}\n{\n${A}\n`,
    error: "lines 1 to 2 were accepted; line 3 is invalid; correct it and send the rest from line 3",
    accepted: 2,
    last: 2,
    faults: [{ line: 3, index: 2, message: "the line is not valid JSON" }],
  },
  {
    what: "behind empty lines, which count",
    body: `\r\n${A}\r\n\r\n\r\nnull\r\n`,
    error: "lines 1 to 2 were accepted; line 5 is invalid; correct it and send the rest from line 5",
    accepted: 1,
    last: 2,
    faults: [{ line: 5, index: 1, message: "an event must be a JSON object" }],
  },
  {
    what: "at the start",
    body: `{"site":"n.example"}\n${A}`,
    error: "no line was accepted; line 1 is invalid; correct it and send the rest from line 1",
    accepted: 0,
    last: 0,
    faults: [{ line: 1, index: 0, field: "url", message: "url or path is required" }],
  },
  {
    what: "twice: both are named",
    body: `${A}\n{}}\n${B}\n"x"\n`,
    error: "line 1 was accepted; line 2 is invalid; correct it and send the rest from line 2",
    accepted: 1,
    last: 1,
    faults: [
      { line: 2, index: 1, message: "the line is not valid JSON" },
      { line: 4, index: 3, message: "an event must be a JSON object" },
    ],
  },
  {
    what: "that is the bracket of an array",
    body: `[\n${A},\n${B}\n]\n`,
    error: "no line was accepted; line 1 is invalid; correct it and send the rest from line 1",
    accepted: 0,
    last: 0,
    faults: [
      { line: 1, index: 0, message: ARRAY },
      { line: 4, index: 3, message: ARRAY },
    ],
  },
  {
    what: "that is a whole array",
    body: `[${A}]`,
    error: "no line was accepted; line 1 is invalid; correct it and send the rest from line 1",
    accepted: 0,
    last: 0,
    faults: [{ line: 1, index: 0, message: ARRAY }],
  },
  {
    what: "that is a comma alone",
    body: `${A}\n,\n`,
    error: "line 1 was accepted; line 2 is invalid; correct it and send the rest from line 2",
    accepted: 1,
    last: 1,
    faults: [{ line: 2, index: 1, message: "the line is not valid JSON" }],
  },
])("takes what stands before a faulty line $what", async ({ body, error, accepted, last, faults }) => {
  const { url, paths } = await openDoor();
  const reply = await send(url, body);
  expect(reply).toMatchObject({ status: 400, body: { error, accepted, last_line: last, faults } });
  expect(reply.body.ids).toHaveLength(accepted);
  expect(reply.body.receipt).toBe(accepted === 0 ? "" : accepted === 1 ? "0:1" : `0:1-${accepted}`);
  expect(paths).toHaveLength(accepted);
});

it("names the line in the second group of a thousand", async () => {
  const { url, paths } = await openDoor();
  const lines = Array.from({ length: 1500 }, (_, at) => line(`/${at}`));
  lines[1203] = "x";
  const { body } = await send(url, lines.join("\n"));
  expect(body).toMatchObject({
    error: "lines 1 to 1203 were accepted; line 1204 is invalid; correct it and send the rest from line 1204",
    accepted: 1203,
    receipt: "0:1-1203",
  });
  expect(paths).toHaveLength(1203);
});

it("says what was taken when the queue is full", async () => {
  const { url } = await openDoor({ room: 1000 });
  const { status, body } = await send(
    url,
    Array.from({ length: 2500 }, (_, at) => line(`/${at}`)).join("\n"),
  );
  expect(status).toBe(503);
  expect(body).toMatchObject({
    error: "the queue is full, try again; lines 1 to 1000 were accepted; send the rest from line 1001",
    accepted: 1000,
    last_line: 1000,
    receipt: "0:1-1000",
  });
});

it.each([
  { what: "too long a line", rest: `{"site":"${"s".repeat(70_000)}"}\n${B}\n` },
  { what: "a line that does not end", rest: "s".repeat(200_000) },
])("says what was taken before $what", async ({ rest }) => {
  const { url, paths } = await openDoor();
  expect(await send(url, `${A}\n\n${rest}`)).toMatchObject({
    status: 413,
    body: {
      error: "line 3 is longer than 65536 bytes; line 1 was accepted; send the rest from line 2",
      accepted: 1,
      last_line: 1,
    },
  });
  expect(paths).toEqual(["/a"]);
});

it("says what was taken of gzip that is cut", async () => {
  const { url } = await openDoor();
  const whole = gzipSync(Array.from({ length: 3000 }, (_, at) => line(`/${at}-${Math.random()}`)).join("\n"));
  const { status, body } = await send(url, whole.subarray(0, whole.length - 20));
  expect(status).toBe(400);
  expect(body.error).toMatch(
    /^the body is not valid gzip; lines 1 to (\d+) were accepted; send the rest from line \d+$/,
  );
  expect(body.last_line).toBe(body.accepted);
  expect(body.accepted).toBeGreaterThanOrEqual(1000);
});

it("says what was taken of a sender that stalls", async () => {
  const { url, paths } = await openDoor({ stallMs: 100 });
  const { socket, reply } = begin(url, 10_000);
  socket.write(`${A}\n${B}\n{"site"`);
  const { status, head, body } = await reply();
  expect(status).toBe(408);
  expect(head).toMatch(/connection: close/i);
  expect(body).toMatchObject({
    error: "too little data arrived for 0.1 s; lines 1 to 2 were accepted; send the rest from line 3",
    accepted: 2,
    receipt: "0:1-2",
  });
  expect(paths).toEqual(["/a", "/b"]);
});

it("says what was taken of a sender that sends blanks and empty lines only, now and then", async () => {
  const { url } = await openDoor({ stallMs: 300 });
  const { socket, reply } = begin(url, 10_000);
  socket.write(`${A}\n`);
  const drip = setInterval(() => socket.writable && socket.write(" \n"), 50);
  const { status, body } = await reply();
  clearInterval(drip);
  expect(status).toBe(408);
  expect(body).toMatchObject({ accepted: 1, last_line: 1 });
});

it.each([
  { what: "a line now and then", piece: `${line("/slow")}\n`, accepted: 8 },
  { what: "a long line in parts", piece: " ".repeat(2000), accepted: 1 },
])("waits for a sender that sends $what", async ({ piece, accepted }) => {
  const { url } = await openDoor({ stallMs: 400 });
  const { socket, reply } = begin(url, piece.length * 7 + A.length);
  for (let at = 0; at < 7; at++) {
    socket.write(piece);
    await sleep(150);
  }
  socket.write(A);
  expect((await reply()).body).toMatchObject({ accepted });
});

it("goes on beyond the time that Node gives a whole request", async () => {
  const { url, paths } = await openDoor();
  const { socket, reply } = begin(url, `${A}\n${B}\n${A}`.length);
  socket.write(`${A}\n`);
  await sleep(6000);
  socket.write(`${B}\n`);
  await sleep(7000);
  socket.write(A);
  expect((await reply()).status).toBe(202);
  expect(paths).toEqual(["/a", "/b", "/a"]);
});

it.each([
  { what: "says it is done too early", length: 10_000, sent: `${A}\n${B}\n{"si`, ends: true },
  {
    what: "sends a chunk that is none",
    length: "chunked" as const,
    sent: `${(A.length + 1).toString(16)}\r\n${A}\n\r\n${(B.length + 1).toString(16)}\r\n${B}\n\r\nzz\r\n`,
    ends: false,
  },
])("says what was taken of a sender that $what", async ({ length, sent, ends }) => {
  const { url, paths } = await openDoor();
  const { socket, reply } = begin(url, length);
  socket.write(sent);
  if (ends) socket.end();
  const { status, body } = await reply();
  expect(status).toBe(400);
  expect(body).toMatchObject({
    error: "the body ended early; lines 1 to 2 were accepted; send the rest from line 3",
    accepted: 2,
  });
  expect(paths).toEqual(["/a", "/b"]);
});

it("takes the whole lines of a sender that hangs up", async () => {
  const { url, paths } = await openDoor();
  const { socket } = begin(url, 10_000);
  socket.write(`${A}\n${B}\n{"site"`);
  await sleep(50);
  socket.destroy();
  await once(socket, "close");
  await expect.poll(() => paths).toEqual(["/a", "/b"]);
});
