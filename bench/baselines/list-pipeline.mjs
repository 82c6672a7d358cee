// A queue as tutorials build it: an HTTP server that validates, LPUSHes to a Redis list and answers 202, and a
// worker process that BRPOPs one by one and INSERTs each into PostgreSQL (its table, trigger and indexes). Written
// by us, on node:http, which is lighter than a framework.
//   node list-pipeline.mjs api | worker    BASELINE_KEYS=<prefix of every Redis key> BASELINE_DATABASE_URL=… BASELINE_REDIS_URL=…
import { createServer } from "node:http";
import pg from "pg";
import { createClient } from "redis";

const {
  BASELINE_KEYS: prefix = "",
  BASELINE_DATABASE_URL: databaseUrl,
  BASELINE_REDIS_URL: redisUrl,
} = process.env;
export const QUEUE = `${prefix}analytics:events`;

export const SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  id SERIAL PRIMARY KEY,
  site_id VARCHAR(255) NOT NULL,
  event_type VARCHAR(100) NOT NULL,
  path VARCHAR(1000),
  user_id VARCHAR(255),
  timestamp TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ DEFAULT NOW(),
  event_date DATE
);
CREATE OR REPLACE FUNCTION set_event_date() RETURNS TRIGGER AS $$
BEGIN
  NEW.event_date := NEW.timestamp::date;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql IMMUTABLE;
CREATE TRIGGER set_event_date_trigger BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION set_event_date();
CREATE INDEX IF NOT EXISTS idx_events_site_timestamp ON events(site_id, timestamp DESC);
CREATE INDEX IF NOT EXISTS idx_events_site_date ON events(site_id, event_date);
CREATE INDEX IF NOT EXISTS idx_events_user_id ON events(user_id);`;

const INSERT =
  "INSERT INTO events (site_id, event_type, path, user_id, timestamp) VALUES ($1, $2, $3, $4, $5)";

async function runApi() {
  const redis = await createClient({ url: redisUrl }).connect();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const event = JSON.parse(Buffer.concat(chunks).toString());
    const details = faultsOf(event);
    if (details.length > 0)
      return reply(response, 400, { success: false, error: "Validation failed", details });
    await redis.lPush(QUEUE, JSON.stringify(event));
    return reply(response, 202, { success: true, message: "Event received and queued for processing" });
  });
  server.listen(0, "127.0.0.1", () =>
    process.stdout.write(`port ${/** @type {import("node:net").AddressInfo} */ (server.address()).port}\n`),
  );
}

export function faultsOf(event) {
  const faults = [];
  for (const field of ["site_id", "event_type"]) {
    if (typeof event[field] !== "string" || event[field] === "")
      faults.push(`${field} is required and must be a string`);
  }
  if (typeof event.timestamp !== "string" || Number.isNaN(Date.parse(event.timestamp))) {
    faults.push("timestamp must be a valid ISO 8601 date string");
  }
  return faults;
}

export function reply(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

async function runWorker() {
  const redis = await createClient({ url: redisUrl }).connect();
  const database = new pg.Pool({ connectionString: databaseUrl });
  await database.query("SELECT 1");
  process.stdout.write("working\n");
  for (;;) {
    const popped = await redis.brPop(QUEUE, 1);
    if (popped === null) continue;
    const event = JSON.parse(popped.element);
    await database.query(INSERT, [
      event.site_id,
      event.event_type,
      event.path ?? null,
      event.user_id ?? null,
      event.timestamp,
    ]);
  }
}

if (process.argv[1] === import.meta.filename) {
  process.on("SIGTERM", () => process.exit(0));
  await (process.argv[2] === "api" ? runApi() : runWorker());
}
