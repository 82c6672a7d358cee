// A stream as tutorials build it: an HTTP server that validates and XADDs, and a processor that takes ten at a time
// by XREADGROUP and writes each event to PostgreSQL on its own: the raw row, three daily aggregates, XACK. Written by
// us; the four statements share a transaction, which is to its advantage (one fsync in place of four).
//   node stream-pipeline.mjs api | worker    BASELINE_KEYS=<prefix of every Redis key> BASELINE_DATABASE_URL=… BASELINE_REDIS_URL=…
import { createServer } from "node:http";
import pg from "pg";
import { createClient } from "redis";
import { faultsOf, reply } from "./list-pipeline.mjs";

const {
  BASELINE_KEYS: prefix = "",
  BASELINE_DATABASE_URL: databaseUrl,
  BASELINE_REDIS_URL: redisUrl,
} = process.env;
const STREAM = `${prefix}analytics:stream`;
const GROUP = "processors";

export const SCHEMA = `
CREATE TABLE events (
  id BIGSERIAL PRIMARY KEY,
  site_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  path TEXT,
  user_id TEXT,
  timestamp TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ DEFAULT NOW()
);
CREATE INDEX idx_events_site_time ON events(site_id, timestamp);
CREATE TABLE daily_aggregates (
  site_id TEXT NOT NULL, date DATE NOT NULL, total_views BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (site_id, date)
);
CREATE TABLE daily_path_views (
  site_id TEXT NOT NULL, date DATE NOT NULL, path TEXT NOT NULL, views BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (site_id, date, path)
);
CREATE TABLE daily_unique_users (
  site_id TEXT NOT NULL, date DATE NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (site_id, date, user_id)
);`;

/** @type {[text: string, values: (event: any) => unknown[]][]} */
const STATEMENTS = [
  [
    "INSERT INTO events (site_id, event_type, path, user_id, timestamp) VALUES ($1, $2, $3, $4, $5)",
    (event) => [event.site_id, event.event_type, event.path, event.user_id, event.timestamp],
  ],
  [
    `INSERT INTO daily_aggregates (site_id, date, total_views) VALUES ($1, $2, 1)
     ON CONFLICT (site_id, date) DO UPDATE SET total_views = daily_aggregates.total_views + 1`,
    (event) => [event.site_id, event.timestamp.slice(0, 10)],
  ],
  [
    `INSERT INTO daily_path_views (site_id, date, path, views) VALUES ($1, $2, $3, 1)
     ON CONFLICT (site_id, date, path) DO UPDATE SET views = daily_path_views.views + 1`,
    (event) => [event.site_id, event.timestamp.slice(0, 10), event.path],
  ],
  [
    "INSERT INTO daily_unique_users (site_id, date, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    (event) => [event.site_id, event.timestamp.slice(0, 10), event.user_id],
  ],
];

async function runApi() {
  const redis = await createClient({ url: redisUrl }).connect();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const event = JSON.parse(Buffer.concat(chunks).toString());
    const details = faultsOf(event);
    if (details.length > 0) return reply(response, 400, { success: false, error: details.join(", ") });
    const queuedId = await redis.xAdd(STREAM, "*", { event: JSON.stringify(event) });
    return reply(response, 200, { success: true, queued_id: queuedId });
  });
  server.listen(0, "127.0.0.1", () =>
    process.stdout.write(`port ${/** @type {import("node:net").AddressInfo} */ (server.address()).port}\n`),
  );
}

async function runWorker() {
  const redis = await createClient({ url: redisUrl }).connect();
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await redis.xGroupCreate(STREAM, GROUP, "0", { MKSTREAM: true });
  process.stdout.write("working\n");
  for (;;) {
    const streams = await redis.xReadGroup(
      GROUP,
      "processor",
      { key: STREAM, id: ">" },
      { COUNT: 10, BLOCK: 1000 },
    );
    for (const { id, message } of streams?.[0]?.messages ?? []) {
      await store(database, JSON.parse(message.event));
      await redis.xAck(STREAM, GROUP, id);
    }
  }
}

async function store(database, event) {
  await database.query("BEGIN");
  for (const [text, values] of STATEMENTS) await database.query(text, values(event));
  await database.query("COMMIT");
}

if (process.argv[1] === import.meta.filename) {
  process.on("SIGTERM", () => process.exit(0));
  await (process.argv[2] === "api" ? runApi() : runWorker());
}
