import type { RequestListener } from "node:http";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { createSiteDirectory } from "../accounts/site-directory.ts";
import { openAccounts } from "../drivers/accounts/index.ts";
import { isDeclaredBot } from "../drivers/agents/bots.ts";
import { openAgents } from "../drivers/agents/index.ts";
import { openEventStore } from "../drivers/events/index.ts";
import { openGeo } from "../drivers/geo/index.ts";
import { createEdgeMeter, createWorkerMeter, type Metrics } from "../drivers/meter/prometheus.ts";
import { openQueue } from "../drivers/queue/index.ts";
import { openState } from "../drivers/state/index.ts";
import { createClientAddress } from "../http/client-address.ts";
import { createDoors } from "../http/doors.ts";
import { forwardRoutes } from "../http/forward.ts";
import { nativeEventDoors, receiptRoutes } from "../http/native-events.ts";
import { type Check, operationRoutes } from "../http/operations.ts";
import { REPORT_ROUTES, reportRoutes } from "../http/reports.ts";
import { seedEventDoors } from "../http/seed-events.ts";
import { seedPageViewDoors } from "../http/seed-page-views.ts";
import { seedStreamDoors } from "../http/seed-stream.ts";
import { closeHttpServer, createHttpServer } from "../http/server.ts";
import { staticRoutes } from "../http/static-files.ts";
import { createDestroyOldSalts } from "../jobs/destroy-old-salts.ts";
import { createEraseExpiredEvents } from "../jobs/erase-expired-events.ts";
import { OUTAGE_BACKOFF } from "../pipeline/backoff.ts";
import { createDrainPartition } from "../pipeline/drain-partition.ts";
import { createIntake } from "../pipeline/intake.ts";
import { createSaltCache } from "../pipeline/salt-cache.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReachPoint } from "../ports/crash-points.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";
import type { State } from "../ports/state.ts";
import { createPageHours } from "../reports/page-hours.ts";
import { createRunQuery } from "../reports/run-query.ts";
import { createSiteStats } from "../reports/site-stats.ts";
import { startScheduler } from "../roles/scheduler.ts";
import { type RunningRole, startWorker } from "../roles/worker.ts";
import { type Config, ConfigError, type Role } from "./config.ts";

/** How long a stop may go on emptying the queue. */
const STOP_MS = 6000;

/** A composed process: its roles run until stop(). */
export interface App {
  /** Where it listens, `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Ends every role in good order and returns what was counted. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

export interface ComposeOptions {
  readonly config: Config;
  readonly roles: readonly Role[];
  readonly log: Log;
  /** Where the process that answers reports listens, when it is not this one. */
  readonly storeUrl: () => string | null;
  /** The process can't go on: what is on disk is safe, a restart picks it up. */
  readonly onFatal: (error: Error) => void;
}

const clock: Clock = { now: () => Date.now() };

export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Opens what the roles need and starts them. The only place that knows drivers by name. */
export async function compose(options: ComposeOptions): Promise<App> {
  const { config, roles, log } = options;
  const shared = await openShared(config);
  refuseUnshared(shared, roles);
  const has = (role: Role) => roles.includes(role);
  const store = has("worker") || has("api") || has("scheduler") ? await openStore(config) : null;
  const edge = has("ingest") ? await openEdge(options, shared) : null;
  const server = createHttpServer({ log, ...(edge !== null && { before: edge.listenBefore }) });
  const metrics: Metrics[] = [];
  const checks: Record<string, Check> = { queue: () => shared.queue.depth().then(() => null) };
  const running: RunningRole[] = [];

  if (edge !== null) {
    metrics.push(edge.metrics);
    receiptRoutes(server, shared.queue);
    staticRoutes(server);
  }
  if (store !== null) checks.store = () => store.ping().then(() => null);
  if (store !== null && has("worker")) {
    const worker = addWorker(options, shared, store);
    running.push(worker.role);
    metrics.push(worker.metrics);
  }
  if (store !== null && has("api")) addReports(server, shared, store, log);
  if (store !== null && has("scheduler")) running.push(addScheduler(shared, store, log));
  if (store === null) {
    forwardRoutes(server, REPORT_ROUTES, options.storeUrl);
    checks.store = remoteCheck(options.storeUrl);
    metrics.push(remoteMetrics(options.storeUrl));
  }
  operationRoutes(server, { checks, metrics });
  const url = await listen(server, config);

  return {
    url,
    async stop() {
      await closeHttpServer(server);
      for (const role of running) await role.stop();
      const totals = Object.assign({}, ...(await Promise.all(metrics.map((all) => all.totals()))));
      await store?.close();
      await Promise.all([shared.queue.close(), shared.state.close(), shared.accounts.close()]);
      return totals;
    },
  };
}

async function listen(server: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new ConfigError(`port ${port} is taken by another program: set PORT to a free one`);
    if (code === "EADDRNOTAVAIL") throw new ConfigError(`HOST=${host} is no address of this machine`);
    if (code === "EACCES")
      throw new ConfigError(`port ${port} may not be opened by this user: set PORT above 1023`);
    throw error;
  }
}

interface Shared {
  readonly queue: Queue;
  readonly state: State;
  readonly accounts: Accounts;
}

/** What every process of an instance has open. For the command line as well. */
export async function openShared(config: Config): Promise<Shared> {
  const guards = { fsync: !config.guardsOff.has("fsync"), recentIds: !config.guardsOff.has("recent-ids") };
  return {
    queue: await openQueue(config.queueUrl, {
      maxBytes: config.queueMaxBytes,
      recentIds: config.recentIds,
      partitions: config.partitions,
      guards,
    }),
    state: await openState(config.stateUrl, { guards }),
    accounts: await openAccounts(config.accountsUrl),
  };
}

export async function openStore(config: Config): Promise<EventStore> {
  const store = await openEventStore(config.eventsUrl, {
    readers: config.reportConcurrency,
    shards: 8,
    guards: {
      fsync: !config.guardsOff.has("fsync"),
      token: !config.guardsOff.has("token"),
      missingRows: !config.guardsOff.has("missing-rows"),
    },
  });
  await store.migrate();
  return store;
}

/** A process that performs only some of the roles needs drivers that the others can reach. */
function refuseUnshared({ queue, state }: Shared, roles: readonly Role[]): void {
  if (roles.includes("ingest") && roles.includes("worker")) return;
  const faults = [
    ...(queue.reach === "process" ? ["QUEUE_URL"] : []),
    ...(state.reach === "process" ? ["STATE_URL"] : []),
  ].map(
    (name) =>
      `${name} names a driver that lives in one process: set ${name}, or ROLES=ingest,worker,api,scheduler`,
  );
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
}

async function openEdge(options: ComposeOptions, { queue, state, accounts }: Shared) {
  const { config, log, onFatal } = options;
  const { meter, metrics } = createEdgeMeter();
  const geo = await openGeo(config.geoDatabase);
  const agents = await openAgents();
  log.info({ geo: geo.name, agents: agents.name }, "the edge is open");
  const takeIn = createIntake({
    queue,
    sites: createSiteDirectory({ accounts, clock, log }),
    salts: createSaltCache({ state, clock }),
    geo,
    agents,
    isBot: isDeclaredBot,
    partitions: config.partitions,
    meter,
    reach: createReach(config),
    onBroken: onFatal,
  });
  const doors = [
    ...nativeEventDoors(takeIn),
    ...seedPageViewDoors(takeIn),
    ...seedEventDoors(takeIn),
    ...seedStreamDoors(takeIn),
  ];
  const clientAddress = createClientAddress(config.trustedProxies);
  return {
    metrics,
    listenBefore: (routes: RequestListener) =>
      createDoors(doors, { clock, log, meter, clientAddress }, routes),
  };
}

function addWorker(options: ComposeOptions, { queue, state }: Shared, store: EventStore) {
  const { config, log, onFatal } = options;
  const { meter, metrics } = createWorkerMeter(queue);
  const drainPartition = createDrainPartition({
    queue,
    state,
    store,
    meter,
    log,
    clock,
    random: Math.random,
    reach: createReach(config),
    backoff: {
      ...OUTAGE_BACKOFF,
      maxMs: config.outageMaxMs,
      firstMs: Math.min(OUTAGE_BACKOFF.firstMs, config.outageMaxMs),
    },
    batchSize: config.batchSize,
    flushIntervalMs: config.flushIntervalMs,
    guards: { manifest: !config.guardsOff.has("manifest") },
  });
  const { partitions } = config;
  return {
    role: startWorker({ drainPartition, queue, partitions, log, stopMs: STOP_MS, onFailure: onFatal }),
    metrics,
  };
}

function addReports(server: FastifyInstance, { accounts }: Shared, store: EventStore, log: Log): void {
  const find = (name: string) => accounts.findSite(name);
  reportRoutes(server, {
    runQuery: createRunQuery({ store, clock, find }),
    pageHours: createPageHours({ store, clock }),
    siteStats: createSiteStats({ store, find }),
    clock,
    log,
  });
}

function addScheduler({ state, accounts }: Shared, store: EventStore, log: Log): RunningRole {
  const jobs = [
    createDestroyOldSalts({ state, clock, log }),
    createEraseExpiredEvents({ accounts, store, clock }),
  ];
  return startScheduler({ jobs, log });
}

function createReach({ crashAt }: Config): ReachPoint {
  if (crashAt === null) return () => {};
  let left = crashAt.hits;
  return function dieAt(point) {
    if (point !== crashAt.point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  };
}

function remoteCheck(storeUrl: () => string | null): Check {
  return async function storeIsReady() {
    const base = storeUrl();
    if (base === null) return "starting";
    const answer = await fetch(`${base}/ready`).catch(() => null);
    return answer?.ok === true ? null : ((await answer?.text()) ?? "no answer");
  };
}

function remoteMetrics(storeUrl: () => string | null): Metrics {
  return {
    contentType: "text/plain",
    async text() {
      const base = storeUrl();
      return base === null ? "" : (await fetch(`${base}/metrics`)).text();
    },
    totals: async () => ({}),
  };
}
