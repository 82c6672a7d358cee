// SOCKETS: 10,000 connected visitors of whom some send 1,000 events a second together: what the edge keeps in memory, how
// long an acknowledgement takes, and how long an event takes until viewers see it; and the same with 1,000 viewers that do
// not read.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { printed, sleep, startProcess, stopProcess } from "./processes.mjs";
import { startMillrace } from "./server-under-test.mjs";
import { percentile, spreadOf } from "./statistics.mjs";
import { SITE } from "./visits.mjs";

const ECHO = fileURLToPath(new URL("baselines/echo-sockets.mjs", import.meta.url));
const PER_SECOND = 1000;
const TICK_MS = 10;
/** Connections that are opened at a time. */
const AT_ONCE = 100;
const MEGABYTE = 1024 * 1024;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, seconds, quick, log }) {
  const visitors = quick ? 500 : 10_000;
  const slow = quick ? 50 : 1000;
  const server = await startMillrace({ env: { MAX_SOCKETS_PER_ADDRESS: "20000", WEBSOCKET_PORT: "" } });
  await server.opened();
  const before = memoryOf(server.pid);
  const wsUrl = server.url.replace("http", "ws");
  const crowd = await openCrowd(wsUrl, visitors, log);
  const idle = memoryOf(server.pid);
  log(`${visitors} connected: the edge has ${idle.toFixed(0)} MB, ${before.toFixed(0)} MB before`);
  const viewer = await openViewer(wsUrl);
  const [calm, crowded] = [newResults(), newResults()];
  const echo = await startEcho(visitors / 2, log);
  const ratios = [];
  for (let round = 0; round < rounds; round++) {
    const bare = await echo.run(seconds);
    const own = await run(server, crowd, viewer, seconds);
    add(calm, own);
    ratios.push(own.ack / bare);
    log(`acknowledgement p99: ${own.ack.toFixed(1)} ms, of an echo ${bare.toFixed(1)} ms`);
  }
  echo.stop();
  log(`with ${slow} viewers that do not read`);
  const stalled = await openStalled(wsUrl, slow);
  for (let round = 0; round < rounds; round++) add(crowded, await run(server, crowd, viewer, seconds));
  for (const socket of [...crowd.sockets, viewer.socket, ...stalled]) socket.terminate();
  await server.remove();
  const rowsOf = (what, { acks, views, memory }) => [
    row(`${what}: acknowledgement p99`, acks, "ms", 20),
    row(`${what}: event to viewer p95`, views, "ms", 600),
    row(`${what}: memory of the edge`, memory, "MB", 400),
  ];
  return [
    ...rowsOf(`${visitors} sockets, ${PER_SECOND} events/s`, calm),
    {
      ...row("the same acknowledgement p99", ratios, "x", 0),
      baseline: "an echo by ws, which keeps nothing",
      floor: undefined,
    },
    ...rowsOf(`and ${slow} viewers that do not read`, crowded),
  ];
}

const row = (what, values, unit, atMost) => ({
  figure: "SOCKETS",
  what,
  baseline: "",
  measured: "",
  value: spreadOf(values),
  unit,
  floor: { atMost },
});

const newResults = () => ({ acks: [], views: [], memory: [] });

function add(results, { ack, view, memory }) {
  results.acks.push(ack);
  results.views.push(view);
  results.memory.push(memory);
}

/** Resident memory, in MB. */
function memoryOf(pid) {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * 4096) / MEGABYTE;
}

/** Visitors with a connection each, who have viewed one page. `acked(id)` is called for each acknowledgement. */
async function openCrowd(wsUrl, count, log) {
  const crowd = { sockets: [], acked: (_id) => {} };
  const connect = (n) =>
    new Promise((resolve, reject) => {
      const headers = {
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0",
        "x-forwarded-for": `198.18.${n >> 8}.${n & 255}`,
      };
      const socket = new WebSocket(`${wsUrl}/ws?projectId=${SITE}&sessionId=${n}`, { headers });
      socket.on("error", reject);
      socket.once("message", () => {
        socket.on("message", (data) => {
          const { type, eventId, message } = JSON.parse(String(data));
          if (type === "ack") crowd.acked(eventId);
          else if (type === "error") throw new Error(message);
        });
        socket.send(messageOf(`first-${n}`, n));
        resolve(socket);
      });
    });
  for (let n = 0; n < count; n += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, at) => connect(n + at));
    crowd.sockets.push(...(await Promise.all(some)));
    if (n % 2000 === 0) log(`${n} connected`);
  }
  // Their first page views have gone through.
  await sleep(3000);
  return crowd;
}

const messageOf = (id, n) =>
  JSON.stringify({ type: "pageview", data: { id, url: `https://${SITE}/page-${n % 50}` } });

/**
 * Connections to a server that does the least: what the generator and the machine take of an acknowledgement. Half as
 * many, since a process may open only so many.
 */
async function startEcho(count, log) {
  const started = startProcess(process.execPath, [ECHO]);
  const [, port] = await printed(started, /ready at (\d+)/);
  const crowd = await openCrowd(`ws://127.0.0.1:${port}`, count, log);
  const viewer = { total: 0, heard: (_total, _at) => {} };
  return {
    async run(seconds) {
      const { ack } = await run({ pid: started.child.pid }, crowd, viewer, seconds, { isWatched: false });
      return ack;
    },
    stop() {
      for (const socket of crowd.sockets) socket.terminate();
      stopProcess(started);
    },
  };
}

/** Somebody who watches, and knows when the nth event since then came. */
async function openViewer(wsUrl) {
  const socket = new WebSocket(`${wsUrl}/api/v1/sites/${SITE}/live`);
  const viewer = { socket, total: 0, heard: (_total, _at) => {} };
  await new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.total === undefined) return resolve();
      viewer.total = message.total;
      viewer.heard(message.total, performance.now());
    });
  });
  return viewer;
}

function openStalled(wsUrl, count) {
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${wsUrl}/api/v1/sites/${SITE}/live`);
      socket.on("error", reject);
      socket.once("message", () => {
        socket.pause();
        resolve(socket);
      });
    });
  return Promise.all(Array.from({ length: count }, one));
}

let runs = 0;

/** Sends at the rate for some seconds, whatever comes back, from one socket after the other. */
async function run(server, crowd, viewer, seconds, { isWatched = true } = {}) {
  const name = `run-${runs++}`;
  const sentAt = [];
  const acks = [];
  const views = [];
  const base = viewer.total;
  let seen = 0;
  crowd.acked = (id) => {
    const [run, n] = id.split("_");
    if (run === name) acks.push(performance.now() - sentAt[Number(n)]);
  };
  viewer.heard = (total, at) => {
    for (; seen < total - base && seen < sentAt.length; seen++) views.push(at - sentAt[seen]);
  };
  const startedAt = performance.now();
  const all = PER_SECOND * seconds;
  while (sentAt.length < all) {
    const due = Math.min(all, ((performance.now() - startedAt) / 1000) * PER_SECOND);
    while (sentAt.length < due) {
      const n = sentAt.length;
      sentAt.push(performance.now());
      const at = (n * 7919) % crowd.sockets.length;
      crowd.sockets[at].send(messageOf(`${name}_${n}`, n));
    }
    await sleep(TICK_MS);
  }
  const deadline = performance.now() + 30_000;
  const isDone = () => acks.length === all && (!isWatched || views.length === all);
  while (!isDone() && performance.now() < deadline) await sleep(20);
  if (!isDone())
    throw new Error(`of ${all} events ${acks.length} were acknowledged and ${views.length} seen`);
  return {
    ack: percentile(
      acks.sort((a, b) => a - b),
      99,
    ),
    view: isWatched
      ? percentile(
          views.sort((a, b) => a - b),
          95,
        )
      : 0,
    memory: memoryOf(server.pid),
  };
}
