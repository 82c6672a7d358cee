// Runs a seed's pipeline (baselines/seed2.mjs, seed4.mjs) on the machine's own Redis and PostgreSQL.
import { fileURLToPath } from "node:url";
import pg from "pg";
import { createClient } from "redis";
import { cpuSecondsOf, printed, sleep, startProcess, stopProcess } from "./processes.mjs";
import { runWrk } from "./wrk.mjs";

const REDIS_URL = process.env.BENCH_REDIS_URL ?? "redis://127.0.0.1:6379/9";
const POSTGRES_URL = process.env.BENCH_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432";
const DATABASE = "millrace_bench";
const KEYS = "millrace-bench:";
const LOOK_EVERY_MS = 100;
const WRITTEN_LIMIT_MS = 1_800_000;

/** The body that the seeds take for a visit: smaller than ours, by their own fields. */
export function seedRequests(visits) {
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
 * Loads a seed for a while and waits until its worker has written everything.
 * @param {{ script: string, path: string, requestsFile: string, loadSeconds: number }} options
 * @returns {Promise<{ events: number, seconds: number, eventRate: number, acceptRate: number, cpuPerMillion: number }>}
 */
export async function runSeed({ script, path, requestsFile, loadSeconds }) {
  const { SCHEMA } = await import(script);
  const database = await makeDatabase(SCHEMA);
  const env = {
    SEED_KEYS: KEYS,
    SEED_REDIS_URL: REDIS_URL,
    SEED_DATABASE_URL: `${POSTGRES_URL}/${DATABASE}`,
  };
  const file = fileURLToPath(script);
  await removeKeys();
  const worker = startProcess(process.execPath, [file, "worker"], env);
  const api = startProcess(process.execPath, [file, "api"], env);
  try {
    await printed(worker, /working/);
    const [, port] = await printed(api, /port (\d+)/);
    const startedAt = performance.now();
    const url = `http://127.0.0.1:${port}${path}`;
    const load = await runWrk({ url, requestsFile, seconds: loadSeconds });
    const events = await untilWritten(database, load.requests);
    const seconds = (performance.now() - startedAt) / 1000;
    // Its Redis and PostgreSQL work beside: the CPU time below is only that of its own processes.
    const cpuSeconds = cpuSecondsOf(worker.pid) + cpuSecondsOf(api.pid);
    const cpuPerMillion = (cpuSeconds / events) * 1e6;
    return { events, seconds, eventRate: events / seconds, acceptRate: load.rate, cpuPerMillion };
  } finally {
    await Promise.all([stopProcess(worker), stopProcess(api)]);
    await database.end();
    await dropDatabase();
    await removeKeys();
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

async function makeDatabase(schema) {
  await dropDatabase();
  await asOwner((owner) => owner.query(`CREATE DATABASE ${DATABASE}`));
  const database = new pg.Client({ connectionString: `${POSTGRES_URL}/${DATABASE}` });
  await database.connect();
  await database.query(schema);
  return database;
}

const dropDatabase = () =>
  asOwner((owner) => owner.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`));

async function asOwner(run) {
  const owner = new pg.Client({ connectionString: `${POSTGRES_URL}/postgres` });
  await owner.connect();
  await run(owner);
  await owner.end();
}

async function removeKeys() {
  const redis = await createClient({ url: REDIS_URL }).connect();
  for await (const keys of redis.scanIterator({ MATCH: `${KEYS}*` }))
    if (keys.length > 0) await redis.del(keys);
  await redis.close();
}
