import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { addArchivedSite, planArchivedSite } from "../accounts/add-archived-site.ts";
import { type GoneEvents, openGoneEvents } from "../accounts/gone-events.ts";
import { leaveOutGone } from "../accounts/leave-out-gone.ts";
import { createSiteDirectory } from "../accounts/site-directory.ts";
import { isOutage } from "../domain/errors.ts";
import { ROLES, type Role } from "../domain/role.ts";
import { SECOND } from "../domain/time.ts";
import { openAccounts } from "../drivers/accounts/index.ts";
import { isDeclaredBot, isProgram } from "../drivers/agents/bots.ts";
import { openAgents } from "../drivers/agents/index.ts";
import { createDualStore } from "../drivers/events/dual.ts";
import { openEventStore } from "../drivers/events/index.ts";
import { openGeo } from "../drivers/geo/index.ts";
import { openMailer } from "../drivers/mail/index.ts";
import { createEdgeMeter } from "../drivers/meter/prometheus.ts";
import { openQueue } from "../drivers/queue/index.ts";
import { open as openRedisList } from "../drivers/queue/redis-list.ts";
import { openState } from "../drivers/state/index.ts";
import { createReadAccessLog } from "../imports/access-log/read-access-log.ts";
import { IMPORT_LEASE } from "../imports/import-kinds.ts";
import { type MoveResult, moveEvents } from "../imports/move-events.ts";
import { createOneAtATime } from "../imports/one-at-a-time.ts";
import type { ReadRows } from "../imports/rows/read-row.ts";
import { createSiteImports, type SiteImports } from "../imports/site-imports.ts";
import type { MailSending } from "../jobs/send-mails.ts";
import { backoffMs } from "../pipeline/drain/backoff.ts";
import { createIntake, createLocate, type Locate, type TakeIn } from "../pipeline/intake.ts";
import { createSaltCache } from "../pipeline/salt-cache.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { LegacyList } from "../ports/legacy-list.ts";
import type { Log } from "../ports/log.ts";
import type { EdgeMeter } from "../ports/meter.ts";
import type { Queue } from "../ports/queue.ts";
import type { State } from "../ports/state.ts";
import { NO_TRACE, type TraceSink } from "../ports/trace.ts";
import { type Config, ConfigError, isLocal } from "./config.ts";
import { createPassCrashPoint } from "./crash-point.ts";
import { openDataCenters } from "./data-centers.ts";

/** How long a service may take to answer at start before the log mentions it. */
const SLOW_MS = 2 * SECOND;

export const clock: Clock = { now: () => Date.now() };

export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

export interface Shared {
  readonly queue: Queue;
  readonly state: State;
  readonly accounts: Accounts;
}

/** Opens what every process of an instance needs. Also for the command line. */
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

/** Closes what openShared opened. */
export async function closeShared({ queue, state, accounts }: Shared): Promise<void> {
  await Promise.all([queue.close(), state.close(), accounts.close()]);
}

/**
 * Opens what every process of an instance needs, passes it to `use`, and closes it in any case. For the command line.
 */
export async function withShared<Result>(
  config: Config,
  use: (shared: Shared) => Promise<Result>,
): Promise<Result> {
  const shared = await openShared(config);
  try {
    return await use(shared);
  } finally {
    await closeShared(shared);
  }
}

/**
 * Like withShared, with the event store of EVENTS_URL; it writes to EVENTS_COPY_URL as well, if that is set. `history` is the
 * same store, for imports.
 */
export function withStore<Result>(
  config: Config,
  use: (store: EventStore, shared: Shared, history: EventStore) => Promise<Result>,
): Promise<Result> {
  return withShared(config, async (shared) => {
    const { store, history } = await openStores(config, shared, createLog("warn"));
    try {
      return await use(store, shared, history);
    } finally {
      await store.close();
    }
  });
}

/** Lease of the process that looks for events that the new store lacks, and copies them. */
export const COPY_LEASE = "copy events";

export interface Stores {
  /** Does not write events that are gone, which `keep` leaves out. */
  readonly store: EventStore;
  readonly keep: GoneEvents["keep"];
  /** The same store for imports, see GoneEvents.keepHistory. */
  readonly history: EventStore;
  /** Copies what the second store lacks; null when there is only one store. */
  readonly move: ((signal: AbortSignal) => Promise<MoveResult>) | null;
}

/** Opens the event store, and the second one if EVENTS_COPY_URL is set. */
export async function openStores(config: Config, { state, accounts }: Shared, log: Log): Promise<Stores> {
  const gone = await openGoneEvents({ accounts, log });
  const { store, move } = await openAllStores(config, state, gone, log);
  return {
    store: leaveOutGone(store, gone),
    keep: gone.keep,
    history: leaveOutGone(store, { refresh: gone.refresh, keep: gone.keepHistory }),
    move,
  };
}

async function openAllStores(
  config: Config,
  state: State,
  gone: GoneEvents,
  log: Log,
): Promise<Pick<Stores, "store" | "move">> {
  const open = (url: string) => patiently(url, () => openStoreAt(config, url), log);
  const from = await open(config.eventsUrl);
  if (config.eventsCopyUrl === null) return { store: from, move: null };
  const to = await open(config.eventsCopyUrl);
  return {
    store: createDualStore({ main: from, copy: to, oneAtATime: createOneAtATime(state, COPY_LEASE), log }),
    move: (signal) => moveEvents({ from, to, gone, oneAtATime: createOneAtATime(state, COPY_LEASE), signal }),
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

/**
 * Waits for a service that does not answer yet, since services start in any order. A driver on this machine is opened
 * without waiting.
 */
async function patiently<Driver>(url: string, open: () => Promise<Driver>, log: Log): Promise<Driver> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openAudibly(url, open, log);
    } catch (error) {
      if (isLocal(url) || !isOutage(error)) throw error;
      const waitMs = backoffMs({ firstMs: SECOND, maxMs: 15 * SECOND }, attempt, Math.random());
      log.warn(
        { error: (error as Error).message, waitMs: Math.round(waitMs) },
        "service unavailable, retrying",
      );
      await sleep(waitMs);
    }
  }
}

async function openAudibly<Driver>(url: string, open: () => Promise<Driver>, log: Log): Promise<Driver> {
  const say = () => log.info({ service: new URL(url).host || url }, "still waiting for a service to respond");
  const timer = setTimeout(say, SLOW_MS);
  try {
    return await open();
  } finally {
    clearTimeout(timer);
  }
}

/** Throws when a process that has only some of the roles uses drivers that the other processes can't reach. */
export function requireShared(
  { queue, state, accounts, store }: Shared & { store: EventStore | null },
  roles: readonly Role[],
): void {
  const hasAll = (needed: readonly Role[]) => needed.every((role) => roles.includes(role));
  const faults = [
    ...(queue.scope === "process" && !hasAll(["ingest", "worker"]) ? ["QUEUE_URL"] : []),
    ...(state.scope === "process" && !hasAll(["ingest", "worker", "scheduler"]) ? ["STATE_URL"] : []),
    ...(accounts.scope === "process" && !hasAll(ROLES) ? ["ACCOUNTS_URL"] : []),
    ...(store?.scope === "process" && !hasAll(["worker", "api", "scheduler"]) ? ["EVENTS_URL"] : []),
  ].map(
    (name) =>
      `${name} sets a driver that works within one process only, but this process has the roles ${roles.join(", ")}: set ${name} to a driver that processes can share, or start all roles in one process`,
  );
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
}

/** Opens intake, which takes events of any protocol from their senders to the queue. */
export async function openIntake(
  config: Config,
  { queue, state, accounts }: Shared,
  {
    meter,
    trace,
    log,
    onBroken,
  }: { meter: EdgeMeter; trace: TraceSink; log: Log; onBroken: (error: Error) => void },
): Promise<OpenIntake> {
  const [geo, agents, isDataCenter] = await Promise.all([
    openGeo(config.geoDatabase),
    openAgents(),
    openDataCenters(config.dataCenterRanges),
  ]);
  log.info({ geo: geo.name, agents: agents.name }, "intake is open");
  const deps = {
    queue,
    sites: createSiteDirectory({ accounts, clock, log, newSites: config.newSites }),
    salts: createSaltCache({ state, clock }),
    geo,
    agents,
    isBot: isDeclaredBot,
    isDataCenter,
    partitions: config.partitions,
    meter,
    trace,
    passCrashPoint: createPassCrashPoint(config),
    onBroken,
  };
  return { takeIn: createIntake(deps), locate: createLocate(deps) };
}

export interface OpenIntake {
  readonly takeIn: TakeIn;
  readonly locate: Locate;
}

/** Opens intake without a door, for events that do not come from a request. */
export async function openTakeIn(config: Config, shared: Shared): Promise<TakeIn> {
  const onBroken = (error: Error) => {
    throw error;
  };
  const meter = createEdgeMeter().meter;
  return (await openIntake(config, shared, { meter, trace: NO_TRACE, log: createLog("warn"), onBroken }))
    .takeIn;
}

/** Opens a reader of access logs that resolves places and agents as the edge does. */
export async function openReadAccessLog(config: Config): Promise<ReadRows> {
  const [geo, agents] = await Promise.all([openGeo(config.geoDatabase), openAgents()]);
  return createReadAccessLog({ geo, agents, isBot: isProgram });
}

/** Throws when the URL is not that of a supported kind of list. */
export function openLegacyList(url: string): Promise<LegacyList> {
  if (url.startsWith("redis-list:")) return openRedisList(url);
  throw new ConfigError(
    `${url} is not a list that can be drained; lists look like redis-list://host:6379?key=analytics:events`,
  );
}

/** Opens what mails are sent with. Connects to no server yet. */
export async function openMail(config: Config, log: Log): Promise<MailSending> {
  const mailer = await openMailer(config.mailUrl, { log });
  return { mailer, from: config.mailFrom, instanceUrl: config.publicUrl };
}

/** Opens imports by page. They write as those of the command line do, one at a time, into Stores.history. */
export function openImports(
  config: Config,
  { state, accounts }: Shared,
  history: EventStore,
  log: Log,
): SiteImports {
  const oneAtATime = createOneAtATime(state, IMPORT_LEASE);
  return createSiteImports({
    folder: join(config.dataDir, "imports"),
    readers: { accessLog: () => openReadAccessLog(config) },
    find: (name) => accounts.findSite(name),
    listErasures: (siteId) => accounts.listErasures(siteId),
    insertMissing: (events, token) => oneAtATime(() => history.insertMissing(events, token)),
    addArchived: (archived, site, isDryRun) =>
      (isDryRun ? planArchivedSite : addArchivedSite)(accounts, archived, site),
    clock,
    log,
  });
}
