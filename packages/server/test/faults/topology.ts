import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestServer } from "../servers/test-server.ts";
import { FaultProxy, through } from "./fault-proxy.ts";
import { SCALE } from "./scale.ts";
import { QUEUE_SERVERS, type QueueKind, STORE_SERVERS, type StoreKind, startAccounts } from "./servers.ts";

/** A server and the proxy through which Millrace reaches it. */
export interface Service {
  readonly server: TestServer;
  readonly proxy: FaultProxy;
  /** Through the proxy. */
  readonly url: string;
}

/** The services of one queue and one store, and the settings of the processes that use them. */
export interface Topology {
  readonly queue: QueueKind;
  readonly store: StoreKind;
  /** What the broker runs on; null when the queue is a folder. */
  readonly broker: Service | null;
  /** null when the store lives in the worker's process. */
  readonly database: Service | null;
  /** Whether several workers can stand side by side. */
  readonly scalesOut: boolean;
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The same, past the proxies: for whoever looks on. */
  readonly direct: Readonly<Record<string, string | undefined>>;
  stop(): Promise<void>;
}

export async function openTopology(queue: QueueKind, store: StoreKind): Promise<Topology> {
  const dataDir = mkdtempSync(join(tmpdir(), "millrace-faults-"));
  const [queueServers, storeServer] = await Promise.all([QUEUE_SERVERS[queue](), STORE_SERVERS[store]()]);
  const scalesOut = queueServers.broker !== null && storeServer !== null;
  const services: Service[] = [];

  async function behindProxy(server: TestServer | null): Promise<Service | null> {
    if (server === null) return null;
    const proxy = await FaultProxy.start(server.port);
    const service = { server, proxy, url: through(proxy, server.url, server.port) };
    services.push(service);
    return service;
  }

  const broker = await behindProxy(queueServers.broker);
  const state = queueServers.state === queueServers.broker ? broker : await behindProxy(queueServers.state);
  const database = await behindProxy(storeServer);
  const isPostgres = store === "postgres";
  const accounts = scalesOut ? await behindProxy(isPostgres ? null : await startAccounts()) : null;
  const accountsService = accounts ?? (scalesOut ? database : null);
  const common = {
    ...process.env,
    DATA_DIR: dataDir,
    LOG_LEVEL: "warn",
    NUM_PARTITIONS: "4",
    LEASE_MS: String(SCALE.leaseMs),
    OUTAGE_MAX_MS: "400",
    FLUSH_INTERVAL_MS: "50",
  };
  const urls = (urlOf: (service: Service) => string) => ({
    ...(broker !== null && { QUEUE_URL: urlOf(broker) }),
    ...(state !== null && { STATE_URL: urlOf(state) }),
    ...(database !== null && { EVENTS_URL: urlOf(database) }),
    ...(accountsService !== null && { ACCOUNTS_URL: urlOf(accountsService) }),
  });
  return {
    queue,
    store,
    broker,
    database,
    scalesOut,
    dataDir,
    environment: { ...common, ...urls(({ url }) => url) },
    direct: { ...common, ...urls(({ server }) => server.url) },
    async stop() {
      for (const { proxy } of services) await proxy.stop();
      for (const { server } of services) await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
