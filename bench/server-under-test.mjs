import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cpuSecondsOf, printed, sleep, startProcess, stopProcess } from "./processes.mjs";
import { makeVisits, SITE } from "./visits.mjs";

const TREE = fileURLToPath(new URL("..", import.meta.url));

const START = "packages/server/dist/app/start.js";
export const EVENTS_PATH = "/api/v1/events";
/** A process that does everything itself, in place of an edge with a store process beside it. */
export const ALL_ROLES = "ingest,worker,api,scheduler";

const COMPLAINTS_SHOWN = 5;

/** Node as users run it. MILLRACE_BENCH_NODE_FLAGS="--cpu-prof …" is for whoever looks for the reason of a number. */
const nodeFlags = (process.env.MILLRACE_BENCH_NODE_FLAGS ?? "").split(" ").filter(Boolean);

const folders = new Set();
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A fresh folder where the system keeps temporary files, on a disk as the figures want. Gone when the benchmark ends. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  folders.add(folder);
  return folder;
}

/**
 * Starts the built server on a fresh folder, or on a copy of `from`.
 * @param {{ env?: Record<string, string>, from?: string, dataDir?: string, tree?: string, hasOwner?: boolean }} [options]
 *   tree: the checkout whose build is started, this one unless given; hasOwner: its first account is made, who asks from
 *   then on
 */
export async function startMillrace({ env = {}, from, dataDir = makeFolder(), tree = TREE, hasOwner } = {}) {
  if (from !== undefined) cpSync(from, dataDir, { recursive: true });
  const started = startProcess(process.execPath, [...nodeFlags, join(tree, START)], {
    PORT: "0",
    DATA_DIR: dataDir,
    LOG_LEVEL: "warn",
    TRUSTED_PROXIES: "127.0.0.1",
    ...env,
  });
  const [, port] = await printed(started, /ready at http:\/\/localhost:(\d+)/);
  const url = `http://127.0.0.1:${port}`;

  // The first event of all makes its site and the day's salt: no part of any figure.
  if (env.ROLES === undefined || env.ROLES.includes("ingest")) {
    const [{ event }] = makeVisits(1);
    const reply = await fetch(url + EVENTS_PATH, { method: "POST", body: JSON.stringify(event) });
    if (reply.status !== 202) throw new Error(`the first event: ${reply.status} ${await reply.text()}`);
  }

  const cookie = hasOwner ? await makeOwner(url, started) : "";

  async function metric(name) {
    const text = await (await fetch(`${url}/metrics`, { headers: { cookie } })).text();
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(text)?.[1] ?? 0);
  }

  async function query(body) {
    const answer = await fetch(`${url}/api/v2/query`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie, origin: url },
      body: JSON.stringify({ site_id: SITE, metrics: ["events"], date_range: "all", ...body }),
    });
    if (!answer.ok) throw new Error(`query: ${answer.status} ${await answer.text()}`);
    return (await answer.json()).results;
  }

  return {
    url,
    /** The owner's session; empty where nobody has an account. */
    cookie,
    metric,
    query,
    pid: started.pid,
    cpuSeconds: () => cpuSecondsOf(started.pid),
    /** Resolves when the event store answers, which opens in a process of its own. */
    async opened(limitMs = 60_000) {
      const deadline = performance.now() + limitMs;
      for (;;) {
        try {
          return await query({});
        } catch (error) {
          if (performance.now() > deadline) throw error;
          await sleep(100);
        }
      }
    },
    /** Events that a report counts. */
    visibleEvents: async () => (await query({}))[0]?.metrics[0] ?? 0,
    queuedEvents: () => metric("millrace_queued_events_total"),
    /** Resolves when the worker has settled everything. */
    async emptied(limitMs = 300_000) {
      const deadline = performance.now() + limitMs;
      while ((await metric("millrace_queue_depth")) > 0) {
        if (performance.now() > deadline) throw new Error(`the queue is not empty after ${limitMs} ms`);
        await sleep(50);
      }
    },
    /** Ends it; its folder stays. */
    stop,
    /** Ends it and removes its folder. */
    async remove() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };

  async function stop() {
    await stopProcess(started);
    // A figure taken while something failed is none: show what the server had to say.
    const complaints = started.output.text.split("\n").filter((line) => /"level":[45]0/.test(line));
    process.stderr.write([...complaints.slice(0, COMPLAINTS_SHOWN), started.output.errors].join("\n"));
  }
}

async function makeOwner(url, started) {
  const [, link] = await printed(started, /\/setup#(\S+)/);
  const reply = await fetch(`${url}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({
      name: "Owner",
      email: "owner@example.com",
      password: "a long phrase of nobody",
      team: "Example",
      link,
    }),
  });
  if (reply.status !== 201) throw new Error(`the first account: ${reply.status} ${await reply.text()}`);
  return reply.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** Starts the server that every rate is compared with: it reads the body and answers 202. */
export const startBareHttp = () => startBaseline("bare-http.mjs");

/** Starts the edge without the layers that come after the one named. */
export const startEdgeUpTo = (layer) => startBaseline("edge-up-to.mjs", layer);

async function startBaseline(name, ...args) {
  const script = fileURLToPath(new URL(`./baselines/${name}`, import.meta.url));
  const started = startProcess(process.execPath, [script, ...args]);
  const [, port] = await printed(started, /port (\d+)/);
  return {
    url: `http://127.0.0.1:${port}`,
    cpuSeconds: () => cpuSecondsOf(started.pid),
    remove: () => stopProcess(started),
  };
}
