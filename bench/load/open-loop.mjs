// Sends requests on a schedule, whatever the server does, and prints latencies as one line of JSON.
// A request arrives when the schedule hands it out. Its latency counts from there, a connection being free or not:
// what waits because the server holds up those before it has waited for the server (no coordinated omission). By how
// much the schedule itself ran late - timers have a millisecond, and the machine is shared - does not depend on the
// server's replies and is printed beside, as `lag`.
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { percentilesOf } from "../statistics.mjs";

const { port, path, requestsFile, perSecond, seconds, connections } = JSON.parse(process.argv[2]);
const REPLY_LIMIT_MS = 20_000;

const requests = readRequests(requestsFile);
const total = Math.round(perSecond * seconds);
const latencies = new Float64Array(total);
const lags = new Float64Array(total);
const free = [];
/** When the requests arrived that wait for a connection; `head` is the first. */
const line = [];
let head = 0;
let due = 0;
let answered = 0;
let failed = 0;
let startedAt = 0;
let finish = () => {};

function readRequests(file) {
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((text) => {
      const [ip, agent, body] = text.split("\t");
      const lines = [
        `POST ${path} HTTP/1.1`,
        "Host: localhost",
        `X-Forwarded-For: ${ip}`,
        `User-Agent: ${agent}`,
        "Content-Type: application/json",
        `Content-Length: ${Buffer.byteLength(body)}`,
      ];
      return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
    });
}

/** One keep-alive connection: a request at a time. */
function openConnection() {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const connection = { socket, arrivedAt: 0, received: "" };
    socket.setEncoding("latin1");
    socket.once("connect", () => resolve(connection));
    socket.once("error", reject);
    socket.on("data", (chunk) => {
      connection.received += chunk;
      if (isComplete(connection.received)) onReply(connection);
    });
    socket.on("close", () => stopOn("a connection was closed by the server"));
  });
}

function isComplete(text) {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(text);
  return length === null ? text.endsWith("0\r\n\r\n") : text.length >= end + 4 + Number(length[1]);
}

function onReply(connection) {
  latencies[answered++] = performance.now() - connection.arrivedAt;
  if (!connection.received.startsWith("HTTP/1.1 2")) failed += 1;
  connection.received = "";
  if (head < line.length) send(connection, line[head++]);
  else free.push(connection);
  if (answered === total) finish();
}

let sent = 0;
function send(connection, arrivedAt) {
  connection.arrivedAt = arrivedAt;
  connection.socket.write(requests[sent++ % requests.length]);
}

/** Hands out every request whose time has come. */
function tick() {
  const now = performance.now();
  while (due < total) {
    const dueAt = startedAt + (due * 1000) / perSecond;
    if (dueAt > now) break;
    lags[due++] = now - dueAt;
    // The longest free: servers close one on which nothing comes.
    const connection = free.shift();
    if (connection === undefined) line.push(now);
    else send(connection, now);
  }
  if (due < total) setTimeout(tick, 1);
}

function stopOn(reason) {
  if (answered === total) return;
  process.stderr.write(`${reason}, ${answered} of ${total} answered\n`);
  process.exit(1);
}

for (let index = 0; index < connections; index++) free.push(await openConnection());
const done = new Promise((resolve) => {
  finish = () => resolve(undefined);
});
startedAt = performance.now();
setTimeout(() => stopOn("replies are missing"), seconds * 1000 + REPLY_LIMIT_MS).unref();
tick();
await done;
const took = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage();
const result = {
  answered,
  failed,
  rate: answered / took,
  latency: percentilesOf(latencies),
  lag: percentilesOf(lags),
  cpuSeconds: (user + system) / 1e6,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
