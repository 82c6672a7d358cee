// What the compose files promise: containers that ask for their passwords, keep their data, perform every role and are
// given settings that exist. The image, units and nginx: deploy/*.test.ts.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "../src/app/config.ts";
import { SETTING_NAMES } from "../src/app/settings.data.ts";
import { ROLES } from "../src/domain/role.ts";
import { ACCOUNTS_DRIVERS } from "../src/drivers/accounts/index.ts";
import { parseServerUrl } from "../src/drivers/events/clickhouse/server-url.ts";
import { EVENT_STORE_DRIVERS } from "../src/drivers/events/index.ts";
import { readPlace } from "../src/drivers/events/postgres/place.ts";
import { QUEUE_DRIVERS } from "../src/drivers/queue/index.ts";
import { parseRabbitUrl } from "../src/drivers/queue/rabbitmq/target.ts";
import { parseRedisUrl } from "../src/drivers/redis/url.ts";
import { STATE_DRIVERS } from "../src/drivers/state/index.ts";
import { useTempFolders } from "./build/temp-folder.ts";
import { type ComposeFile, composeFiles, isOurs, rolesOf, substitute } from "./deploy/compose-files.ts";
import { elementsOf } from "./deploy/configuration-files.ts";
import { commandOf, DEPLOY, readDeployed } from "./deploy/folder.ts";
import { CLI } from "./e2e/instance.ts";

const newFolder = useTempFolders();
/** The drivers behind each URL, and what reads it. */
const DRIVERS: Readonly<
  Record<string, { drivers: object; parse: Readonly<Record<string, (url: string) => unknown>> }>
> = {
  QUEUE_URL: {
    drivers: QUEUE_DRIVERS,
    parse: { redis: (url) => parseRedisUrl(url, "queue:redis"), amqp: parseRabbitUrl },
  },
  STATE_URL: { drivers: STATE_DRIVERS, parse: { redis: (url) => parseRedisUrl(url, "state:redis") } },
  EVENTS_URL: { drivers: EVENT_STORE_DRIVERS, parse: { clickhouse: parseServerUrl, postgres: readPlace } },
  ACCOUNTS_URL: { drivers: ACCOUNTS_DRIVERS, parse: {} },
};
const topologies = composeFiles(DEPLOY).map((file) => [file.name, file] as const);

it("has a file for each topology", () => {
  expect(topologies.map(([name]) => name).sort()).toEqual([
    "embedded.yaml",
    "rabbitmq-postgres.yaml",
    "redis-clickhouse-cluster.yaml",
    "redis-postgres.yaml",
  ]);
});

describe.each(topologies)("%s", (_name, file) => {
  const services = Object.entries(file.services);
  const ours = services.filter(([, service]) => isOurs(service));
  const servers = services.filter(([, service]) => !isOurs(service));

  it("tells whether each container is well, and starts it again", () => {
    for (const [name, service] of services) {
      expect(service.healthcheck?.test, name).toBeDefined();
      expect(service.restart, name).toBe("unless-stopped");
    }
    for (const [name, service] of ours) {
      expect(service.healthcheck?.test, name).toEqual(["CMD", "node", "deploy/ready.mjs"]);
    }
  });

  it("waits only for services that it has and that say when they are ready", () => {
    for (const [name, service] of services) {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(file.services[other]?.healthcheck, `${name} waits for ${other}`).toBeDefined();
        expect(condition).toBe("service_healthy");
      }
    }
    for (const [name, service] of ours) {
      const waitsFor = Object.keys(service.depends_on ?? {});
      const stores = servers.map(([server]) => server).filter((server) => !server.startsWith("keeper"));
      expect(waitsFor.sort(), name).toEqual(stores.sort());
    }
  });

  it("holds no password: every one is asked for", () => {
    for (const [name, service] of services) expect(literalSecrets(service.environment), name).toEqual([]);
    const redis = file.services.redis?.command ?? [];
    if (redis.length > 0) expect(redis[redis.indexOf("--requirepass") + 1]).toMatch(/^\$\{\w+:\?[^}]+\}$/);
    // A variable that is not set must stop the start, not become an empty password.
    expect(file.text.match(/\$\{\w*(?:PASSWORD|SECRET)\w*(?!\w|:\?)/g)).toBeNull();
  });

  it("makes the passwords that it asks for, and keeps those that are there", () => {
    const commands = /^# {3}(\(umask[\s\S]+?done\))$/m.exec(file.text)?.[1]?.replace(/\n# {2,}/g, "\n");
    const asked = new Set([...file.text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
    if (commands === undefined) return expect([...asked]).toEqual([]);
    const folder = newFolder();
    mkdirSync(join(folder, "deploy"), { recursive: true });
    const run = () => execFileSync("sh", ["-c", commands], { cwd: folder });
    run();
    const made = readFileSync(join(folder, "deploy/.env"), "utf8");
    expect(
      made
        .trim()
        .split("\n")
        .map((line) => line.split("=")[0])
        .sort(),
    ).toEqual([...asked].sort());
    expect(
      made
        .trim()
        .split("\n")
        .every((line) => /=[0-9a-f]{48}$/.test(line)),
    ).toBe(true);
    run();
    expect(readFileSync(join(folder, "deploy/.env"), "utf8")).toBe(made);
  });

  it("keeps what each server has in a volume, and on disk before it answers", () => {
    for (const [name, { volumes = [] }] of servers) {
      const named = volumes.filter((volume) => file.volumes.includes(volume.split(":")[0] ?? ""));
      expect(named, name).toHaveLength(1);
    }
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(":")[0]));
    expect(file.volumes.filter((volume) => used.filter((name) => name === volume).length !== 1)).toEqual([]);
    const redis = (file.services.redis?.command ?? []).join(" ");
    if (file.services.redis !== undefined) {
      for (const setting of ["appendonly yes", "appendfsync always", "maxmemory-policy noeviction"]) {
        expect(redis).toContain(`--${setting}`);
      }
    }
    if (file.services.rabbitmq !== undefined) expect(file.services.rabbitmq.hostname).toBe("rabbitmq");
    expect(file.text).not.toMatch(/fsync=off|full_page_writes=off|synchronous_commit=off/);
  });

  it("performs every role once", () => {
    expect(ours.flatMap(([, service]) => rolesOf(service)).sort()).toEqual([...ROLES].sort());
  });

  it("gives settings that exist, with values that are taken", () => {
    for (const [name, { environment = {} }] of ours) {
      const unknown = Object.keys(environment).filter((setting) => !SETTING_NAMES.includes(setting));
      expect(unknown, name).toEqual([]);
      const values = Object.entries(environment).map(([key, value]) => [key, substitute(value)]);
      expect(() => readConfig(Object.fromEntries(values)), name).not.toThrow();
      expect(environment.HOST, `${name} must be reachable from other containers`).toBe("0.0.0.0");
    }
  });

  it("names drivers that there are, by URLs that they take", () => {
    for (const [name, { environment = {} }] of ours) {
      for (const [setting, { drivers, parse }] of Object.entries(DRIVERS)) {
        const url = environment[setting];
        if (url === undefined) continue;
        const scheme = substitute(url).split(":")[0] ?? "";
        expect(Object.keys(drivers), `${name}: ${setting}`).toContain(scheme);
        expect(() => parse[scheme]?.(substitute(url)), `${name}: ${setting}`).not.toThrow();
      }
    }
  });

  it("names servers that it has, by URLs that keep their passwords whole", () => {
    for (const [name, { environment = {} }] of ours) {
      const urls = Object.entries(environment).filter(
        // These two name what is elsewhere, and may be empty.
        ([key]) => key.endsWith("_URL") && key !== "PUBLIC_URL" && key !== "SMTP_URL",
      );
      for (const [key, value] of urls) {
        expect(Object.keys(file.services), `${name}: ${key}`).toContain(new URL(substitute(value)).hostname);
      }
    }
  });

  it("tells an edge without a store who answers reports", () => {
    for (const [name, service] of ours) {
      const roles = rolesOf(service);
      if (!roles.includes("ingest") || roles.includes("api")) continue;
      const { hostname, port } = new URL(service.environment?.API_URL ?? "");
      const api = file.services[hostname];
      expect(api && rolesOf(api), name).toContain("api");
      expect(port).toBe(api?.environment?.PORT);
    }
  });

  it("opens one door, to this machine only", () => {
    const doors = services.flatMap(([name, { ports = [] }]) => ports.map((port) => ({ name, port })));
    expect(doors.map(({ port }) => port)).toEqual(["127.0.0.1:3000:3000"]);
    for (const { name } of doors) expect(rolesOf(file.services[name] ?? {})).toContain("ingest");
  });

  it("can have more workers", () => {
    for (const [name, service] of ours) {
      if (!rolesOf(service).includes("worker") || rolesOf(service).includes("ingest")) continue;
      expect(service, name).not.toHaveProperty("container_name");
      expect(service, name).not.toHaveProperty("hostname");
      // What counts lies in the servers: a worker has nothing to keep.
      expect(service.volumes ?? [], name).toEqual([]);
      expect(Number(service.environment?.NUM_PARTITIONS)).toBeGreaterThanOrEqual(5);
    }
    const counts = ours.map(([, { environment }]) => environment?.NUM_PARTITIONS);
    expect(new Set(counts).size).toBe(1);
  });

  it("runs without rights, on files that it can't change", () => {
    for (const [name, service] of ours) {
      expect(service.read_only, name).toBe(true);
      expect(service.cap_drop, name).toEqual(["ALL"]);
      expect(service.security_opt, name).toEqual(["no-new-privileges:true"]);
    }
  });

  it("uses images that name a version", () => {
    for (const [name, { image }] of servers) expect(image, name).toMatch(/:\d+(\.\d+)?(-\w+)?$/);
  });
});

it("gives the command line options that it has", () => {
  const help = execFileSync(process.execPath, [CLI, "start", "--help"], { encoding: "utf8" });
  const commands = [
    ...topologies
      .flatMap(([, file]) => Object.values(file.services).filter(isOurs))
      .map(({ command = [] }) => command),
    ...["millrace.service", "millrace@.service"].map((name) => commandOf(name).slice(2)),
  ].filter((command) => command.length > 0);
  for (const [subcommand, ...rest] of commands) {
    expect(subcommand).toBe("start");
    for (const option of rest.filter((word) => word.startsWith("--"))) expect(help).toContain(`${option} <`);
  }
});

describe("clickhouse/", () => {
  const cluster = elementsOf(readDeployed("clickhouse/cluster.xml"));
  const keeper = elementsOf(readDeployed("clickhouse/keeper.xml"));
  const [, file] = topologies.find(([name]) => name === "redis-clickhouse-cluster.yaml") ?? [];
  const services = file?.services ?? {};
  const named = (prefix: string) =>
    Object.keys(services)
      .filter((name) => name.startsWith(prefix))
      .sort();

  it("knows the servers and Keepers that the compose file starts, by the cluster's name in EVENTS_URL", () => {
    const texts = (path: string) =>
      cluster
        .filter((element) => element.path.endsWith(path))
        .map(({ text }) => text)
        .sort();
    const name = new URL(substitute(services.worker?.environment?.EVENTS_URL ?? "")).searchParams.get(
      "cluster",
    );
    expect(texts(`remote_servers/${name}/shard/replica/host`)).toEqual(named("clickhouse-"));
    expect(texts("macros/cluster")).toEqual([name]);
    expect(texts("zookeeper/node/host")).toEqual(named("keeper-"));
    const rafts = keeper
      .filter(({ path }) => path.endsWith("raft_configuration/server/hostname"))
      .map(({ text }) => text);
    expect(rafts.sort()).toEqual(named("keeper-"));
    expect(keeper.find(({ path }) => path.endsWith("/force_sync"))?.text).toBe("true");
  });

  it("takes from the environment what the compose file sets", () => {
    const asked = (elements: typeof cluster) => elements.flatMap(({ fromEnv }) => fromEnv ?? []);
    for (const name of named("clickhouse-")) {
      expect(Object.keys(services[name]?.environment ?? {})).toEqual(expect.arrayContaining(asked(cluster)));
      expect(services[name]?.environment?.REPLICA).toBe(name);
      expect(`clickhouse-${services[name]?.environment?.SHARD}`).toBe(name.slice(0, -2));
      expect(services[name]?.hostname).toBe(name);
    }
    for (const name of named("keeper-")) {
      expect(Object.keys(services[name]?.environment ?? {})).toEqual(expect.arrayContaining(asked(keeper)));
      expect(`keeper-${services[name]?.environment?.KEEPER_ID}`).toBe(name);
      expect(services[name]?.hostname).toBe(name);
    }
  });

  it("mounts files that are there", () => {
    const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.filter((volume) => volume.startsWith("./")),
    );
    expect(mounted).toHaveLength(7);
    for (const volume of mounted)
      expect(existsSync(join(DEPLOY, volume.split(":")[0] ?? "")), volume).toBe(true);
  });
});

/** Names of settings that hold a password or a URL with one, and do not ask for it. */
function literalSecrets(environment: ComposeFile["services"][string]["environment"] = {}): string[] {
  return Object.entries(environment)
    .filter(([name, value]) => {
      if (/PASS|SECRET|AUTH/.test(name)) return !/^\$\{\w+:\?[^}]+\}$/.test(value);
      const [, credentials] = /^\w+:\/\/([^@/]*)@/.exec(value) ?? [];
      return credentials !== undefined && !/^\w*:\$\{\w+:\?[^}]+\}$/.test(credentials);
    })
    .map(([name]) => name);
}
