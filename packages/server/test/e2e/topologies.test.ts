import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { RoleProcess } from "../faults/role-process.ts";
import { startClickHouse } from "../servers/clickhouse.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startRabbit } from "../servers/rabbitmq.ts";
import { startRedis } from "../servers/redis.ts";
import type { TestServer } from "../servers/test-server.ts";
import { postEvents, query } from "./instance.ts";

const SITE = "story.example";
const EVENTS = 200;
const servers: TestServer[] = [];
const processes: RoleProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.kill9()));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function keep<Server extends TestServer>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  servers.push(server);
  return server;
}

interface Topology {
  readonly what: string;
  /** Settings that name the services; the one that is killed on the way comes second. */
  services(): Promise<{ urls: Record<string, string>; store: TestServer | null }>;
  /** Roles of each process. The first edge takes the requests of even numbers, the second, where there is one, the others. */
  readonly edges: readonly string[];
  readonly others: readonly string[];
}

const TOPOLOGIES: readonly Topology[] = [
  {
    what: "folders on one machine, edge and store apart",
    services: async () => ({ urls: {}, store: null }),
    edges: ["ingest"],
    others: ["worker,api,scheduler"],
  },
  {
    what: "Redis and PostgreSQL, every role a process",
    async services() {
      const [redis, postgres] = await Promise.all([keep(startRedis()), keep(startPostgres())]);
      return { urls: { REDIS_URL: redis.url, DATABASE_URL: postgres.url }, store: postgres };
    },
    edges: ["ingest"],
    others: ["worker", "api", "scheduler"],
  },
  {
    what: "RabbitMQ and PostgreSQL, two edges and two workers",
    async services() {
      const [rabbit, redis, postgres] = await Promise.all([
        keep(startRabbit()),
        keep(startRedis()),
        keep(startPostgres()),
      ]);
      const urls = { RABBITMQ_URL: rabbit.url, REDIS_URL: redis.url, DATABASE_URL: postgres.url };
      return { urls, store: postgres };
    },
    edges: ["ingest", "ingest"],
    others: ["worker", "worker", "api,scheduler"],
  },
  {
    what: "Redis and a ClickHouse server, two edges and two workers",
    async services() {
      const [redis, clickhouse, postgres] = await Promise.all([
        keep(startRedis()),
        keep(startClickHouse()),
        keep(startPostgres()),
      ]);
      const urls = { REDIS_URL: redis.url, EVENTS_URL: clickhouse.url, ACCOUNTS_URL: postgres.url };
      return { urls, store: clickhouse };
    },
    edges: ["ingest", "ingest"],
    others: ["worker", "worker", "api,scheduler"],
  },
];

async function startAll(topology: Topology) {
  const { urls, store } = await topology.services();
  const folder = mkdtempSync(join(tmpdir(), "millrace-story-"));
  folders.push(folder);
  const common = {
    ...process.env,
    ...urls,
    DATA_DIR: folder,
    NUM_PARTITIONS: "4",
    LEASE_MS: "1000",
    FLUSH_INTERVAL_MS: "50",
    OUTAGE_MAX_MS: "500",
  };
  const others = await Promise.all(topology.others.map((roles) => RoleProcess.make(roles, common)));
  const api = others[topology.others.findIndex((roles) => roles.includes("api"))] as RoleProcess;
  const edges = await Promise.all(
    topology.edges.map((roles) => RoleProcess.make(roles, { ...common, API_URL: api.url })),
  );
  processes.push(...others, ...edges);
  await Promise.all([...edges, ...others].map((each) => each.ensureReady()));
  return { edges, others, store };
}

async function untilCounted(url: string, events: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  let counted: unknown;
  while (Date.now() < deadline) {
    const { results } = await query(url, { site_id: SITE, metrics: ["events"], date_range: "day" });
    counted = results?.[0]?.metrics[0];
    if (counted === events) return;
    await sleep(50);
  }
  throw new Error(`${String(counted)} events are counted, not ${events}`);
}

describe.each(TOPOLOGIES)("one story on $what", (topology) => {
  it("from HTTP to report: accepted by any edge, stored once, answered through any, and again after the store was away", {
    timeout: 120_000,
  }, async () => {
    const { edges, others, store } = await startAll(topology);
    const edgeOf = (n: number) => edges[n % edges.length] as RoleProcess;
    const events = Array.from({ length: EVENTS }, (_, n) => ({
      site: SITE,
      id: crypto.randomUUID(),
      url: `https://${SITE}/${n % 5}`,
      user_id: `user ${n % 20}`,
    }));
    for (const [n, event] of events.entries())
      expect((await postEvents(edgeOf(n).url, event)).status).toBe(202);
    // The same again, by the other edge where there is one.
    for (const [n, event] of events.slice(0, 50).entries())
      expect((await postEvents(edgeOf(n + 1).url, event)).status).toBe(202);
    await untilCounted(edgeOf(0).url, EVENTS);

    const { results } = await query(edgeOf(1).url, {
      site_id: SITE,
      metrics: ["visitors", "pageviews"],
      dimensions: ["event:page"],
      date_range: "day",
    });
    expect(results).toEqual(
      [0, 1, 2, 3, 4].map((n) => ({ dimensions: [`/${n}`], metrics: [4, EVENTS / 5] })),
    );

    if (store !== null) {
      await store.kill9();
      for (let n = 0; n < 20; n++)
        expect((await postEvents(edgeOf(n).url, { site: SITE, path: "/away" })).status).toBe(202);
      await untilReadySays(others, "store");
      const countWaiting = others.filter((_, n) => /worker|scheduler/.test(topology.others[n] ?? ""));
      for (const { url } of countWaiting)
        expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^millrace_queue_depth [1-9]/m);
      await store.restart();
      await untilCounted(edgeOf(0).url, EVENTS + 20);
    }
    const codes = await Promise.all([...edges, ...others].map((each) => each.stop()));
    expect(codes.every((code) => code === 0)).toBe(true);
  });
});

/** Every process that uses a part says which one is down. */
async function untilReadySays(users: readonly RoleProcess[], part: string): Promise<void> {
  for (const { url } of users) {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const reply = await fetch(`${url}/ready`);
      const { parts } = (await reply.json()) as { parts: Record<string, string> };
      if (reply.status === 503 && parts[part] !== "ok" && parts.queue === "ok") break;
      if (Date.now() > deadline) throw new Error(`${url} says ${JSON.stringify(parts)}`);
      await sleep(50);
    }
  }
}
