import type { RequestListener } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { type GoneSites, openGoneSites } from "../accounts/gone-sites.ts";
import { keepLivingSites } from "../accounts/keep-living-sites.ts";
import { createSiteDirectory } from "../accounts/site-directory.ts";
import { isOutage } from "../domain/errors.ts";
import { SECOND } from "../domain/time.ts";
import { openAccounts } from "../drivers/accounts/index.ts";
import { isDeclaredBot, isProgram } from "../drivers/agents/bots.ts";
import { openAgents } from "../drivers/agents/index.ts";
import { createDualStore } from "../drivers/events/dual.ts";
import { openEventStore } from "../drivers/events/index.ts";
import { openGeo } from "../drivers/geo/index.ts";
import { placesKnown } from "../drivers/geo/places-known.ts";
import {
  createEdgeMeter,
  createQueueMetrics,
  createWorkerMeter,
  type Metrics,
} from "../drivers/meter/prometheus.ts";
import { openQueue } from "../drivers/queue/index.ts";
import { open as openRedisList } from "../drivers/queue/redis-list.ts";
import { openState } from "../drivers/state/index.ts";
import { seedStreamDoors } from "../http/event-stream/events.ts";
import { capabilitiesRoute } from "../http/native/capabilities.ts";
import { DEAD_LETTER_ROUTES, deadLetterRoutes } from "../http/native/dead-letters.ts";
import { nativeEventDoors, receiptRoutes } from "../http/native/events.ts";
import { IMPORT_ROUTES, importRoutes } from "../http/native/imports.ts";
import { type Check, operationRoutes } from "../http/native/operations.ts";
import { ownAddressRoute } from "../http/native/own-address.ts";
import { PIPELINE_ROUTE } from "../http/native/pipeline.ts";
import { REPORT_ROUTES, reportRoutes } from "../http/native/queries.ts";
import { SITE_SESSION_ROUTES, siteSessionRoutes } from "../http/native/sessions.ts";
import { SITE_DATA_ROUTES, siteDataRoutes } from "../http/native/site-data.ts";
import { SITES_ROUTES, sitesRoutes } from "../http/native/sites.ts";
import { SITES_OVERVIEW_ROUTE, sitesOverviewRoute } from "../http/native/sites-overview.ts";
import { UNKNOWN_SITES_ROUTES, unknownSitesRoutes } from "../http/native/unknown-sites.ts";
import { seedPageViewDoors } from "../http/page-counts/page-views.ts";
import { apiDocsRoutes } from "../http/pages/api-docs.ts";
import { dashboardRoutes } from "../http/pages/dashboard-files.ts";
import { staticRoutes } from "../http/pages/static-files.ts";
import { createDoors } from "../http/serve/doors.ts";
import { createAskedHost } from "../http/serve/guard/asked-host.ts";
import { createClientAddress } from "../http/serve/guard/client-address.ts";
import { createBehind, START_MS } from "../http/serve/relay/behind.ts";
import { forwardRoutes } from "../http/serve/relay/relay.ts";
import { closeHttpServer, createHttpServer } from "../http/serve/server.ts";
import { seedEventDoors } from "../http/site-events/events.ts";
import { createReadAccessLog } from "../imports/access-log/read-access-log.ts";
import { IMPORT_LEASE } from "../imports/import-kinds.ts";
import { type MoveResult, moveEvents } from "../imports/move-events.ts";
import { createOneAtATime } from "../imports/one-at-a-time.ts";
import type { ReadRows } from "../imports/rows/read-row.ts";
import { createSiteImports } from "../imports/site-imports.ts";
import { createDestroyOldSalts } from "../jobs/destroy-old-salts.ts";
import { createEraseDeletedSites } from "../jobs/erase-deleted-sites.ts";
import { createEraseExpiredEvents } from "../jobs/erase-expired-events.ts";
import { createMoveEvents } from "../jobs/move-events.ts";
import { createSealDays } from "../jobs/seal-days.ts";
import { createAnnounceStored } from "../live/announce-stored.ts";
import type { LiveSnapshotDeps } from "../live/live-snapshot.ts";
import { backoffMs, OUTAGE_BACKOFF } from "../pipeline/backoff.ts";
import { createDrainPartition } from "../pipeline/drain-partition.ts";
import { createIntake, type TakeIn } from "../pipeline/intake.ts";
import { createSaltCache } from "../pipeline/salt-cache.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReachPoint } from "../ports/crash-points.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { LegacyList } from "../ports/legacy-list.ts";
import type { Log } from "../ports/log.ts";
import type { EdgeMeter } from "../ports/meter.ts";
import type { Queue } from "../ports/queue.ts";
import type { State } from "../ports/state.ts";
import { createExportEvents } from "../query/export-events.ts";
import { fromEvents } from "../query/from-events.ts";
import { createPageHours } from "../query/page-hours.ts";
import { createPropertyKeys } from "../query/property-keys.ts";
import { createQueryLine } from "../query/query-line.ts";
import { createRecentEvents } from "../query/recent-events.ts";
import { createRunQuery } from "../query/run-query.ts";
import { createListSessions } from "../query/sessions/list-sessions.ts";
import { createReadSession } from "../query/sessions/read-session.ts";
import { createSiteStats } from "../query/site-stats.ts";
import { createSitesOverview } from "../query/sites-overview.ts";
import { createRunReport } from "../reports/run/run-report.ts";
import { startScheduler } from "../roles/scheduler.ts";
import { type RunningRole, startWorker } from "../roles/worker.ts";
import { type Config, ConfigError, isLocal, ROLES, type Role } from "./config.ts";
import { openDataCenters } from "./data-centers.ts";
import { holderName } from "./holder-name.ts";
import { addForwardedLive, addLive } from "./live.ts";
import { addPipelineStatus, reportProcess } from "./pipeline-status.ts";

/** How long a service may take to answer at start before its operator hears of it. */
const SLOW_MS = 2 * SECOND;
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
  /** How long reports wait for it; START_MS unless given. */
  readonly storeWaitMs?: number;
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
  const shared = await openShared(config, log);
  const has = (role: Role) => roles.includes(role);
  const stores =
    has("worker") || has("api") || has("scheduler") ? await openStores(config, shared, log) : null;
  const store = stores?.store ?? null;
  requireShared({ ...shared, store }, roles);
  const edge = has("ingest") ? await openEdge(options, shared) : null;
  const server = createHttpServer({
    log,
    askedHost: createAskedHost(config.trustedProxies),
    hosts: { boundHost: config.host, allowedHosts: config.allowedHosts },
    ...(edge !== null && { before: edge.listenBefore }),
  });
  const metrics: Metrics[] = [];
  const checks: Record<string, Check> = {
    queue: () => shared.queue.depth().then(() => null),
    state: () => shared.state.ping().then(() => null),
    accounts: () => shared.accounts.ping().then(() => null),
  };
  const running: RunningRole[] = [];

  if (edge !== null) {
    metrics.push(edge.metrics);
    receiptRoutes(server, shared.queue);
    staticRoutes(server);
  }
  if (edge !== null || has("api")) {
    apiDocsRoutes(server);
    ownAddressRoute(server, createClientAddress(config.trustedProxies));
    capabilitiesRoute(server, { placesKnown: () => placesKnown(config.geoDatabase), log });
    dashboardRoutes(server);
  }
  if (store !== null) checks.store = () => store.ping().then(() => null);
  if (stores !== null && store !== null && has("worker")) {
    const worker = addWorker(options, shared, { store, keep: stores.keep });
    running.push(worker.role);
    metrics.push(worker.metrics);
  }
  // Also where no worker is: when the last one is gone its operator must hear of what waits.
  if (has("worker") || has("scheduler")) metrics.push(createQueueMetrics(shared.queue));
  if (stores !== null && has("scheduler")) running.push(addScheduler(config, shared, stores, log));
  if (store !== null && has("api")) {
    const { accounts, state: bus } = shared;
    const queries = addReports(server, shared, { store, atOnce: config.reportConcurrency, log });
    addImports(server, config, { shared, store, log });
    running.push(addLive(server, { config, accounts, bus, queries, clock, log }));
    running.push(addPipelineStatus(server, { queue: shared.queue, bus, clock, log }));
  } else if (edge !== null) forwardReports(server, options, checks, metrics);
  if (has("ingest") || has("worker")) {
    const { queue, state: bus } = shared;
    running.push(reportProcess(roles, [...metrics], { queue, bus, clock, log }));
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

/** An edge without reports of its own hands them on: to the process it started, or to API_URL. */
function forwardReports(
  server: FastifyInstance,
  { config, storeUrl, storeWaitMs = START_MS }: ComposeOptions,
  checks: Record<string, Check>,
  metrics: Metrics[],
): void {
  const hasChild = config.roles === null;
  const baseUrl = hasChild ? storeUrl : () => config.apiUrl;
  const away = hasChild
    ? "the event store is starting, try again"
    : config.apiUrl !== null
      ? "the process at API_URL does not answer, try again"
      : "this process has no role api: ask the one that has, or set API_URL to its address";
  // It starts its own store again whenever that ends. Another process may be away for good: its operator has to hear of it.
  const behind = createBehind({ baseUrl, away, waitMs: hasChild ? storeWaitMs : 0 });
  server.addHook("preClose", async () => behind.close());
  const routes = [
    ...REPORT_ROUTES,
    ...SITES_ROUTES,
    SITES_OVERVIEW_ROUTE,
    ...UNKNOWN_SITES_ROUTES,
    ...SITE_DATA_ROUTES,
    ...IMPORT_ROUTES,
    ...SITE_SESSION_ROUTES,
    ...DEAD_LETTER_ROUTES,
    PIPELINE_ROUTE,
  ];
  forwardRoutes(server, routes, behind);
  addForwardedLive(server, config, behind);
  if (!hasChild) return;
  checks.store = remoteCheck(storeUrl);
  metrics.push(remoteMetrics(storeUrl));
}

export interface Shared {
  readonly queue: Queue;
  readonly state: State;
  readonly accounts: Accounts;
}

/** What every process of an instance has open. For the command line as well. */
export async function openShared(config: Config, log: Log = createLog("warn")): Promise<Shared> {
  const guards = { fsync: !config.guardsOff.has("fsync"), recentIds: !config.guardsOff.has("recent-ids") };
  const openAll = {
    queue: () =>
      openQueue(config.queueUrl, {
        maxBytes: config.queueMaxBytes,
        recentIds: config.recentIds,
        partitions: config.partitions,
        stateUrl: config.stateUrl,
        guards,
      }),
    state: () => openState(config.stateUrl, { guards }),
    accounts: () => openAccounts(config.accountsUrl),
  };
  const [queue, state, accounts] = await Promise.all([
    patiently(config.queueUrl, openAll.queue, log),
    patiently(config.stateUrl, openAll.state, log),
    patiently(config.accountsUrl, openAll.accounts, log),
  ]);
  return { queue, state, accounts };
}

/** The event store of EVENTS_URL; written to EVENTS_COPY_URL as well, where that is set. */
export async function openStore(config: Config, shared: Shared): Promise<EventStore> {
  return (await openStores(config, shared, createLog("warn"))).store;
}

/** Held while something looks for what the store that is moved to lacks, and writes it. */
export const COPY_LEASE = "copy events";

interface Stores {
  /** Takes no events of sites that are gone, which `keep` leaves out. */
  readonly store: EventStore;
  readonly keep: GoneSites["keep"];
  /** Brings what the second store lacks; null when there is one store only. */
  readonly move: ((signal: AbortSignal) => Promise<MoveResult>) | null;
}

async function openStores(config: Config, { state, accounts }: Shared, log: Log): Promise<Stores> {
  const gone = await openGoneSites({ accounts, log });
  const { store, move } = await openAllStores(config, state, log);
  return { store: keepLivingSites(store, gone), keep: gone.keep, move };
}

async function openAllStores(config: Config, state: State, log: Log): Promise<Omit<Stores, "keep">> {
  const open = (url: string) => patiently(url, () => openStoreAt(config, url), log);
  const from = await open(config.eventsUrl);
  if (config.eventsCopyUrl === null) return { store: from, move: null };
  const to = await open(config.eventsCopyUrl);
  return {
    store: createDualStore({ main: from, copy: to, oneAtATime: createOneAtATime(state, COPY_LEASE), log }),
    move: (signal) => moveEvents({ from, to, oneAtATime: createOneAtATime(state, COPY_LEASE), signal }),
  };
}

/** Opens a store by its URL and applies missing migrations. For moves. */
export async function openStoreAt(
  { reportConcurrency, shards, guardsOff }: Config,
  url: string,
): Promise<EventStore> {
  const store = await openEventStore(url, {
    readers: reportConcurrency,
    shards,
    guards: {
      fsync: !guardsOff.has("fsync"),
      token: !guardsOff.has("token"),
      missingRows: !guardsOff.has("missing-rows"),
    },
  });
  try {
    await store.migrate();
    return store;
  } catch (error) {
    await store.close().catch(() => {});
    throw error;
  }
}

export const openAccountsAt = openAccounts;

/** Services start in any order: one that does not answer yet is waited for. What lies on this machine is there, or is not. */
async function patiently<Driver>(url: string, open: () => Promise<Driver>, log: Log): Promise<Driver> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openAudibly(url, open, log);
    } catch (error) {
      if (isLocal(url) || !isOutage(error)) throw error;
      const waitMs = backoffMs({ firstMs: SECOND, maxMs: 15 * SECOND }, attempt, Math.random());
      log.warn(
        { error: (error as Error).message, waitMs: Math.round(waitMs) },
        "waiting for a service to start",
      );
      await sleep(waitMs);
    }
  }
}

async function openAudibly<Driver>(url: string, open: () => Promise<Driver>, log: Log): Promise<Driver> {
  const say = () => log.info({ service: new URL(url).host || url }, "a service takes its time to answer");
  const timer = setTimeout(say, SLOW_MS);
  try {
    return await open();
  } finally {
    clearTimeout(timer);
  }
}

/** A process that performs only some of the roles needs drivers that the others can reach. */
function requireShared(
  { queue, state, accounts, store }: Shared & { store: EventStore | null },
  roles: readonly Role[],
): void {
  const hasAll = (needed: readonly Role[]) => needed.every((role) => roles.includes(role));
  const faults = [
    ...(queue.reach === "process" && !hasAll(["ingest", "worker"]) ? ["QUEUE_URL"] : []),
    ...(state.reach === "process" && !hasAll(["ingest", "worker", "scheduler"]) ? ["STATE_URL"] : []),
    ...(accounts.reach === "process" && !hasAll(ROLES) ? ["ACCOUNTS_URL"] : []),
    ...(store?.reach === "process" && !hasAll(["worker", "api", "scheduler"]) ? ["EVENTS_URL"] : []),
  ].map(
    (name) =>
      `${name} names a driver that lives in one process, and this one has the roles ${roles.join(", ")} only: set ${name} to one that processes can share, or start the roles together`,
  );
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
}

async function openEdge(options: ComposeOptions, shared: Shared) {
  const { config, log } = options;
  const { meter, metrics } = createEdgeMeter();
  const takeIn = await openIntake(options, shared, meter);
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

async function openIntake(
  { config, log, onFatal }: Pick<ComposeOptions, "config" | "log" | "onFatal">,
  { queue, state, accounts }: Shared,
  meter: EdgeMeter,
): Promise<TakeIn> {
  const geo = await openGeo(config.geoDatabase);
  const agents = await openAgents();
  const isDataCenter = await openDataCenters(config.dataCenterRanges);
  log.info({ geo: geo.name, agents: agents.name }, "the edge is open");
  return createIntake({
    queue,
    sites: createSiteDirectory({ accounts, clock, log, newSites: config.newSites }),
    salts: createSaltCache({ state, clock }),
    geo,
    agents,
    isBot: isDeclaredBot,
    isDataCenter,
    partitions: config.partitions,
    meter,
    reach: createReach(config),
    onBroken: onFatal,
  });
}

/** Intake without a door, for events that come from elsewhere than a request. */
export function openTakeIn(config: Config, shared: Shared): Promise<TakeIn> {
  const onFatal = (error: Error) => {
    throw error;
  };
  return openIntake({ config, log: createLog("warn"), onFatal }, shared, createEdgeMeter().meter);
}

/** A reader of access logs that knows places and agents as the edge does. */
export async function openReadAccessLog(config: Config): Promise<ReadRows> {
  const [geo, agents] = await Promise.all([openGeo(config.geoDatabase), openAgents()]);
  return createReadAccessLog({ geo, agents, isBot: isProgram });
}

/** Throws when the URL names no list of a kind that is known. */
export function openLegacyList(url: string): Promise<LegacyList> {
  if (url.startsWith("redis-list:")) return openRedisList(url);
  throw new ConfigError(
    `${url}: the lists that can be drained look like redis-list://host:6379?key=analytics:events`,
  );
}

function addWorker(
  options: ComposeOptions,
  { queue, state }: Shared,
  { store, keep }: Pick<Stores, "store" | "keep">,
) {
  const { config, log, onFatal } = options;
  const { meter, metrics } = createWorkerMeter();
  const drainPartition = createDrainPartition({
    queue,
    state,
    store,
    meter,
    keep,
    announceStored: createAnnounceStored({ bus: state, clock, log }),
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
    leaseMs: config.leaseMs,
    guards: { manifest: !config.guardsOff.has("manifest"), lease: !config.guardsOff.has("lease") },
  });
  const role = startWorker({
    drainPartition,
    queue,
    state,
    log,
    holder: holderName(config),
    leaseMs: config.leaseMs,
    // What several workers share never stops coming, and the others go on with it.
    stopMs: queue.reach === "network" ? 0 : STOP_MS,
    onFailure: onFatal,
  });
  return { role, metrics };
}

/**
 * Cards of one dashboard are asked in one statement, if they may come together. More of them could wait for a reader
 * longer than the rows stay that they looked up before: at 20 s a query, two turns are 40 s, and open days' rows go after 60.
 */
const QUERIES_PER_READER = 3;

function addReports(
  server: FastifyInstance,
  { accounts, queue }: Shared,
  { store, atOnce, log }: { store: EventStore; atOnce: number; log: Log },
): LiveSnapshotDeps {
  const find = (name: string) => accounts.findSite(name);
  const line = createQueryLine(store, { atOnce: atOnce * QUERIES_PER_READER });
  const queryDeps = {
    store: line,
    clock,
    find,
    goalsOf: (siteId: number) => accounts.listGoals(siteId),
    segmentsOf: (siteId: number, ids: readonly number[]) => accounts.findSegments(siteId, ids),
  };
  const runQuery = createRunQuery(queryDeps);
  reportRoutes(server, {
    runQuery,
    runReport: createRunReport({ runQuery, clock }),
    exportEvents: createExportEvents({ store, clock, find }),
    find,
    pageHours: createPageHours({ store, clock }),
    siteStats: createSiteStats({ store, find }),
    clock,
    log,
  });
  siteDataRoutes(server, { find, accounts, log });
  const propertyKeys = createPropertyKeys(queryDeps);
  sitesRoutes(server, { find, accounts, propertyKeys, log });
  sitesOverviewRoute(server, {
    sitesOverview: createSitesOverview({ store: line, listSites: () => accounts.listSites(), clock }),
    log,
  });
  unknownSitesRoutes(server, { accounts, log });
  deadLetterRoutes(server, { queue, log });
  siteSessionRoutes(server, {
    listSessions: createListSessions(queryDeps),
    readSession: createReadSession(queryDeps),
    recentEvents: createRecentEvents(queryDeps),
    log,
  });
  return { runQuery, runOnEvents: createRunQuery({ ...queryDeps, store: fromEvents(line) }) };
}

/** Imports by page write as those of the command line do, one of them at a time. */
function addImports(
  server: FastifyInstance,
  config: Config,
  { shared, store, log }: { shared: Shared; store: EventStore; log: Log },
): void {
  const find = (name: string) => shared.accounts.findSite(name);
  const oneAtATime = createOneAtATime(shared.state, IMPORT_LEASE);
  const imports = createSiteImports({
    folder: join(config.dataDir, "imports"),
    readers: { accessLog: () => openReadAccessLog(config) },
    find,
    insertMissing: (events, token) => oneAtATime(() => store.insertMissing(events, token)),
    clock,
    log,
  });
  server.addHook("preClose", () => imports.close());
  importRoutes(server, { imports, find, log });
}

function addScheduler(
  config: Config,
  { queue, state, accounts }: Shared,
  { store, move }: Stores,
  log: Log,
): RunningRole {
  const jobs = [
    ...(move === null ? [] : [createMoveEvents({ move, log })]),
    createEraseDeletedSites({ accounts, store, queue, clock, log }),
    createDestroyOldSalts({ state, clock, log }),
    createEraseExpiredEvents({ accounts, store, clock }),
    createSealDays({ accounts, store, clock, log }),
  ];
  return startScheduler({ jobs, state, holder: holderName(config), log });
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
    counters: async () => ({}),
  };
}
