// P14: `npm start` on a built tree: until the first accepted event, and what it holds when idle.
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { memoryOf, sleep, startProcess, treeOf } from "./processes.mjs";
import { EVENTS_PATH, makeFolder } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { spread } from "./table.mjs";
import { makeVisits } from "./visits.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const IDLE_MS = 10_000;
const QUICK_IDLE_MS = 2000;
const START_LIMIT_MS = 30_000;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, quick }) {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const dataDir = makeFolder();
    const first = await startOnce(dataDir, quick ? QUICK_IDLE_MS : IDLE_MS);
    const again = await startOnce(dataDir, 0);
    runs.push({ ...first, againSeconds: again.seconds });
    rmSync(dataDir, { recursive: true });
  }
  const of = (read) => spreadOf(runs.map(read));
  const row = { figure: "P14", baseline: "-" };
  return [
    {
      ...row,
      what: "idle memory of all its processes after one event (PSS)",
      measured: `RSS ${spread(
        of(({ memory }) => memory.rss),
        "MB",
      )}`,
      value: of(({ memory }) => memory.pss),
      unit: "MB",
      floor: { atMost: 500 },
      aim: { atMost: 350 },
    },
    {
      ...row,
      what: "`npm start`, built, to the first accepted event, on an empty folder",
      measured: `on a folder with data ${spread(
        of(({ againSeconds }) => againSeconds),
        "s",
      )}`,
      value: of(({ seconds }) => seconds),
      unit: "s",
      floor: { atMost: 4 },
      aim: { atMost: 2 },
    },
  ];
}

async function startOnce(dataDir, idleMs) {
  const port = await freePort();
  const env = { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "warn" };
  const startedAt = performance.now();
  const started = startProcess("npm", ["start", "--prefix", ROOT], env);
  try {
    await accepted(`http://127.0.0.1:${port}${EVENTS_PATH}`, started);
    const seconds = (performance.now() - startedAt) / 1000;
    await sleep(idleMs);
    return { seconds, memory: memoryOf(serverOf(started.pid)) };
  } finally {
    // npm does not hand the signal on from every parent: tell the server itself, and npm ends with it.
    process.kill(serverOf(started.pid) ?? started.pid, "SIGTERM");
    await started.ended;
  }
}

/** The server that npm started, the parent of its store process. */
function serverOf(npmPid) {
  return treeOf(npmPid).find((pid) =>
    /node\S*\0.*start\.mjs/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8")),
  );
}

async function accepted(url, { output }) {
  const body = JSON.stringify(makeVisits(1)[0].event);
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline) {
    const reply = await fetch(url, { method: "POST", body }).catch(() => null);
    await reply?.arrayBuffer();
    if (reply?.status === 202) return;
    await sleep(10);
  }
  throw new Error(`no event was accepted within ${START_LIMIT_MS} ms:\n${output.text}${output.errors}`);
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}
