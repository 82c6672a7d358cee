// Runs a pipeline of others (baselines/list-pipeline.mjs, stream-pipeline.mjs).
import { fileURLToPath } from "node:url";
import pg from "pg";
import { cpuSecondsOf, printed, sleep, startProcess, stopProcess } from "./processes.mjs";
import { runWrk } from "./wrk.mjs";

const LOOK_EVERY_MS = 100;
const WRITTEN_LIMIT_MS = 1_800_000;

/** The body that they take for a visit: smaller than ours, by their own fields. */
export function pipelineRequests(visits) {
  return visits.map(({ ip, userAgent, event }, index) => {
    const { pathname } = new URL(event.url);
    const timestamp = new Date().toISOString();
    const body = {
      site_id: event.site,
      event_type: "page_view",
      path: pathname,
      user_id: `user-${index}`,
      timestamp,
    };
    return { ip, userAgent, body: JSON.stringify(body) };
  });
}

/**
 * Loads one for a while and waits until its worker has written everything.
 * @param {{ script: string, path: string, requestsFile: string, loadSeconds: number, redisUrl: string,
 *   databaseUrl: string, serverCpuSeconds: () => number }} options with an empty Redis and an empty database
 */
export async function runPipeline(options) {
  const { script, path, requestsFile, loadSeconds, redisUrl, databaseUrl, serverCpuSeconds } = options;
  const { SCHEMA } = await import(script);
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(SCHEMA);
  const env = { BASELINE_REDIS_URL: redisUrl, BASELINE_DATABASE_URL: databaseUrl };
  const file = fileURLToPath(script);
  const worker = startProcess(process.execPath, [file, "worker"], env);
  const api = startProcess(process.execPath, [file, "api"], env);
  try {
    await printed(worker, /working/);
    const [, port] = await printed(api, /port (\d+)/);
    const cpuBefore = serverCpuSeconds();
    const startedAt = performance.now();
    const url = `http://127.0.0.1:${port}${path}`;
    const load = await runWrk({ url, requestsFile, seconds: loadSeconds });
    const events = await untilWritten(database, load.requests);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuSeconds = cpuSecondsOf(worker.pid) + cpuSecondsOf(api.pid);
    return {
      events,
      seconds,
      eventRate: events / seconds,
      acceptRate: load.rate,
      cpuPerMillion: (cpuSeconds / events) * 1e6,
      serverCpuPerMillion: ((serverCpuSeconds() - cpuBefore) / events) * 1e6,
    };
  } finally {
    await Promise.all([stopProcess(worker), stopProcess(api)]);
    await database.end();
  }
}

/** Resolves with the rows once at least `expected` are there and no more come. */
async function untilWritten(database, expected) {
  const deadline = performance.now() + WRITTEN_LIMIT_MS;
  const count = async () =>
    Number((await database.query("SELECT count(*) AS rows FROM events")).rows[0].rows);
  let rows = await count();
  for (let before = -1; rows < expected || rows !== before; ) {
    if (performance.now() > deadline) throw new Error(`${rows} of ${expected} events were written in time`);
    before = rows;
    await sleep(LOOK_EVERY_MS);
    rows = await count();
  }
  return rows;
}
