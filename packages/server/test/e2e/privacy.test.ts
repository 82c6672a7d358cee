import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startRabbit } from "../servers/rabbitmq.ts";
import { startRedis } from "../servers/redis.ts";
import type { TestServer } from "../servers/test-server.ts";
import { CLI, makeInstance } from "./instance.ts";

const EVENTS = 10_000;
const BATCH = 50;
const AGENT_MARK = "Xq7Marked";
/** A path that must be found where events are: the search that finds nothing else must find this. */
const CONTROL = "/control-Zz9k";

// IPv6 addresses share 12 bytes that no hash or number repeats by chance, so that packed ones are found too.
const PREFIX = Buffer.from("20010db877aabbccddeeff00", "hex");
const address = (n: number) =>
  n % 2 === 0
    ? `2001:db8:77aa:bbcc:ddee:ff00:${Math.floor(n / 250 + 1).toString(16)}:${((n % 250) + 1).toString(16)}`
    : `10.77.${Math.floor(n / 250) + 1}.${(n % 250) + 1}`;
const agent = (n: number) =>
  `Mozilla/5.0 (X11; Linux x86_64) ${AGENT_MARK}/${n} Chrome/142.0.0.0 Safari/537.36`;

const TRACES: Readonly<Record<string, Buffer>> = {
  "User-Agent": Buffer.from(AGENT_MARK),
  "IPv4 address": Buffer.from("10.77."),
  "IPv6 address": Buffer.from("2001:db8:77aa"),
  "packed address": PREFIX,
  "packed address, bytes reversed": Buffer.from(PREFIX).reverse(),
  "address as hex": Buffer.from(PREFIX.toString("hex")),
};

const DOORS = [
  {
    path: "/api/v1/events",
    body: (n: number) => ({
      site: "p.example",
      url: `https://p.example/${n % 9}`,
      referrer: "https://r.example/",
    }),
  },
  {
    path: "/api/event",
    body: (n: number) => ({ site_id: "p.example", event_type: "page_view", path: `/${n}`, timestamp: now() }),
  },
  {
    path: "/event",
    body: (n: number) => ({ site_id: "p.example", event_type: "click", path: `/${n}`, timestamp: now() }),
  },
  { path: "/page-views/single", body: (n: number) => ({ page: `p.example/${n % 9}`, timestamp: now() }) },
] as const;

const now = () => new Date().toISOString();

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start<Server extends TestServer>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  servers.push(server);
  return server;
}

/** Every driver stands in one of them. `queue` is a file name of the queue's, whose texts are not packed. */
const TOPOLOGIES = [
  { what: "in folders", environment: async () => ({}), queue: /data\.mdb$/ },
  {
    what: "of Redis and PostgreSQL",
    async environment() {
      const [redis, postgres] = await Promise.all([start(startRedis()), start(startPostgres())]);
      return { REDIS_URL: redis.url, DATABASE_URL: postgres.url };
    },
    queue: /\.aof$/,
  },
  {
    what: "of RabbitMQ, Redis and a ClickHouse server",
    async environment() {
      const [rabbit, redis, clickhouse] = await Promise.all([
        start(startRabbit()),
        start(startRedis()),
        start(startClickHouse()),
      ]);
      return { RABBITMQ_URL: rabbit.url, REDIS_URL: redis.url, EVENTS_URL: clickhouse.url };
    },
    queue: /\.(wal|segment)$/,
  },
];

it.each(TOPOLOGIES)(
  "leaves no address and no User-Agent on a disk $what, or in the log",
  {
    timeout: 240_000,
  },
  async ({ environment: settings, queue }) => {
    const services = await settings();
    const { victim, dataDir } = await makeInstance({
      environment: { ...services, TRUSTED_PROXIES: "127.0.0.1", LOG_LEVEL: "debug" },
    });
    victim.start();
    await victim.untilReady();

    async function send(n: number, path: string, body: string | Uint8Array<ArrayBuffer>): Promise<boolean> {
      const headers = {
        "content-type": "application/json",
        "user-agent": agent(n),
        "x-forwarded-for": address(n),
      };
      const reply = await fetch(victim.url + path, { method: "POST", headers, body });
      await reply.arrayBuffer();
      return reply.ok;
    }

    let accepted = 0;
    for (let from = 0; from < EVENTS; from += BATCH) {
      const batch = Array.from({ length: BATCH }, (_, offset) => {
        const door = DOORS[(from + offset) % DOORS.length] as (typeof DOORS)[number];
        return send(from + offset, door.path, JSON.stringify(door.body(from + offset)));
      });
      accepted += (await Promise.all(batch)).filter(Boolean).length;
      // Faulty requests take other paths, logs among them.
      await send(from, "/api/v1/events", new Uint8Array(gzipSync("{not json")));
    }
    expect(accepted).toBe(EVENTS);
    await send(0, "/api/v1/events", JSON.stringify({ site: "p.example", path: CONTROL }));
    await victim.untilQueueEmpty(60_000);
    expect(await victim.stop()).toBe(0);

    // The store compresses its columns: what stands in them is read as text beside the raw files.
    const environment = { ...process.env, ...services, DATA_DIR: dataDir };
    const rows = execFileSync(process.execPath, [CLI, "dump"], { env: environment, maxBuffer: 2 ** 28 });
    const files = [dataDir, ...servers.map(({ folder }) => folder)].flatMap(filesBelow);
    const places = new Map<string, Buffer>(files.map((file) => [file, readFileSync(file)]));
    places.set("stored rows", rows);
    places.set("log", Buffer.from(victim.output));

    const found = [...places].flatMap(([place, bytes]) =>
      Object.entries(TRACES).flatMap(([trace, needle]) =>
        bytes.includes(needle) ? [`${trace} in ${place}`] : [],
      ),
    );
    expect(found).toEqual([]);
    expect(rows.includes(CONTROL)).toBe(true);
    expect([...places].some(([file, bytes]) => queue.test(file) && bytes.includes(CONTROL))).toBe(true);
  },
);
