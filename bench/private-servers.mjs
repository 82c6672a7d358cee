// Redis, PostgreSQL, RabbitMQ and ClickHouse of our own for each topology, started by the code that starts them for the
// tests. They lose nothing when the power goes, on free ports, and end with the benchmark.
import { childrenOf, cpuSecondsOf } from "./processes.mjs";

const TESTS = new URL("../packages/server/test/", import.meta.url);

/** What runs a topology, by the names of the files in deploy/. */
const TOPOLOGIES = {
  embedded: { servers: [], settings: () => ({}) },
  "redis-postgres": {
    servers: ["redis", "postgres"],
    settings: ({ redis, postgres }) => ({
      QUEUE_URL: redis(),
      EVENTS_URL: postgres(),
      ...shared({ redis, postgres }),
    }),
  },
  "rabbitmq-postgres": {
    servers: ["rabbitmq", "redis", "postgres"],
    settings: ({ rabbitmq, redis, postgres }) => ({
      QUEUE_URL: rabbitmq(),
      EVENTS_URL: postgres(),
      ...shared({ redis, postgres }),
    }),
  },
  // One server in place of a cluster, and that is the tests' HTTP front of chDB: Debian has no ClickHouse.
  "redis-clickhouse": {
    servers: ["redis", "postgres", "clickhouse"],
    settings: ({ redis, postgres, clickhouse }) => ({
      QUEUE_URL: redis(),
      EVENTS_URL: clickhouse(),
      ...shared({ redis, postgres }),
    }),
  },
};

export const TOPOLOGY_NAMES = Object.keys(TOPOLOGIES);

const shared = ({ redis, postgres }) => ({ ACCOUNTS_URL: postgres(), STATE_URL: redis() });

/** How each kind starts, and the URL of a place in it where nothing was before. */
const KINDS = {
  redis: { start: "startRedis", placeOf: ({ url }, place) => `${url}?prefix=${place}` },
  rabbitmq: { start: "startRabbit", placeOf: ({ url }, place) => `${url}?prefix=${place}` },
  postgres: { start: "startPostgres", placeOf: (server) => server.newDatabase() },
  // Its database has one name: a server is one place.
  clickhouse: { start: "startClickHouse", placeOf: ({ url }) => url },
};

/**
 * Starts the servers of a topology.
 * @param {string} topology
 */
export async function startServersOf(topology) {
  const { servers: names, settings } = TOPOLOGIES[topology];
  const servers = await startServers(names);
  let places = 0;
  return {
    /** Settings of an instance on servers where nothing was before. */
    newPlace() {
      places += 1;
      const place = `bench_${process.pid}_${places}`;
      const urls = new Map();
      // Queue and state share a Redis, events and accounts a database.
      const urlOf = (name) => () => {
        if (!urls.has(name)) urls.set(name, KINDS[name].placeOf(servers.byName[name], place));
        return urls.get(name);
      };
      return settings(Object.fromEntries(names.map((name) => [name, urlOf(name)])));
    },
    /** What all of them have used since they started. */
    cpuSeconds: servers.cpuSeconds,
    stop: servers.stop,
  };
}

/**
 * Starts one server of each kind.
 * @param {readonly string[]} names
 * @param {Record<string, Record<string, string>>} [options] by kind
 */
export async function startServers(names, options = {}) {
  const before = new Set(childrenOf(process.pid));
  const byName = {};
  for (const name of names) {
    await import(new URL("processes/typescript-loader.mjs", TESTS).href);
    const { [KINDS[name].start]: start } = await import(new URL(`servers/${name}.ts`, TESTS).href);
    byName[name] = await start(options[name]);
  }
  const started = childrenOf(process.pid).filter((pid) => !before.has(pid));
  return {
    byName,
    cpuSeconds: () => started.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    stop: () => Promise.all(Object.values(byName).map((server) => server.stop())),
  };
}
