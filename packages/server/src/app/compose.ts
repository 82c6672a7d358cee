import type { IncomingMessage } from "node:http";
import { makeSetupLink, setupPath } from "../accounts/set-up-instance.ts";
import type { Role } from "../domain/role.ts";
import { placesKnown } from "../drivers/geo/places-known.ts";
import {
  createEdgeMeter,
  createMailMetrics,
  createQueueMetrics,
  createSealMeter,
  createWorkerMeter,
  type Metrics,
} from "../drivers/meter/prometheus.ts";
import type { Check, MetricsText } from "../http/native/instance.ts";
import { createClientAddress } from "../http/serve/guard/client-address.ts";
import { START_MS } from "../http/serve/relay/behind.ts";
import { OWN_REQUEST } from "../http/serve/relay/relay-note.ts";
import { closeHttpServer, type HttpServer } from "../http/serve/server.ts";
import { createJobs } from "../jobs/index.ts";
import { createReadProcess } from "../live/read-process.ts";
import { startProcessReports } from "../live/report-process.ts";
import { OUTAGE_BACKOFF } from "../pipeline/drain/backoff.ts";
import type { Log } from "../ports/log.ts";
import { startApi } from "../roles/api.ts";
import { serveFront, serveOperations } from "../roles/front.ts";
import { startIngest } from "../roles/ingest.ts";
import { remoteCheck, remoteMetrics, startRelay } from "../roles/relay.ts";
import type { RunningRole } from "../roles/running-role.ts";
import { startScheduler } from "../roles/scheduler.ts";
import { startWorker } from "../roles/worker.ts";
import type { Config } from "./config.ts";
import { createPassCrashPoint } from "./crash-point.ts";
import { holderName } from "./holder-name.ts";
import { openAccess, openAccountDeps } from "./open-access.ts";
import {
  clock,
  closeShared,
  openImports,
  openIntake,
  openMail,
  openShared,
  openStores,
  requireShared,
} from "./open-drivers.ts";
import { listen, openServer } from "./open-server.ts";
import { openTrace } from "./open-trace.ts";

/** A composed process: its roles run until stop(). */
export interface App {
  /** Its address, `http://127.0.0.1:3000`. */
  readonly url: string;
  /**
   * Makes a link that creates the first account, with the token after `#`. Null: the instance has accounts, or this
   * process serves no pages.
   */
  setupPath(): Promise<string | null>;
  /** Stops every role cleanly and returns the totals. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

export interface ComposeOptions {
  readonly config: Config;
  readonly roles: readonly Role[];
  readonly log: Log;
  /** Returns the address of the process with the role api, if it is not this one. */
  readonly storeUrl: () => string | null;
  /** How long requests to it wait; START_MS unless given. */
  readonly storeWaitMs?: number;
  /** Called when the process can't go on. What is on disk is safe; a restart continues from it. */
  readonly onFatal: (error: Error) => void;
}

/** Opens what the roles need, and starts them in order; `stop` stops them in order. */
export async function compose(options: ComposeOptions): Promise<App> {
  const { config, roles, log, onFatal } = options;
  const has = (...some: readonly Role[]) => some.some((role) => roles.includes(role));
  const shared = await openShared(config, log);
  const { queue, state, accounts } = shared;
  const stores = has("worker", "api", "scheduler") ? await openStores(config, shared, log) : null;
  requireShared({ ...shared, store: stores?.store ?? null }, roles);
  const mail = has("scheduler") ? await openMail(config, log) : null;
  const clientAddress = createClientAddress(config.trustedProxies);
  const edge = has("ingest") ? createEdgeMeter() : null;
  const access = await openAccess(config, shared, log);
  const { notes, readFacts } = access;
  const startedAt = clock.now();
  const { trace, tracers } = await openTrace(config, roles, { state, startedAt, log });
  const { ingestKey } = access.actors;
  const doors = edge === null ? null : { clock, meter: edge.meter, trace, clientAddress, ingestKey };
  const server = openServer(config, { ...access, log, doors });
  const counting: Metrics[] = [];
  const remote: MetricsText[] = [];
  const checks: Record<string, Check> = {
    queue: () => queue.depth().then(() => null),
    state: () => state.ping().then(() => null),
    accounts: () => accounts.ping().then(() => null),
  };
  const running: RunningRole[] = [];

  if (edge !== null) {
    const { meter, metrics } = edge;
    const intake = await openIntake(config, shared, { meter, trace, log, onBroken: onFatal });
    const name = `${holderName(config)} ${clock.now()}`;
    const deps = { ...shared, ...intake, bus: state, name, ingestKey, meter, clock, log };
    running.push(startIngest(server, deps));
    counting.push(metrics);
  }
  if (has("ingest", "api"))
    serveFront(server, { placesKnown: () => placesKnown(config.geoDatabase), clientAddress });
  if (stores !== null) {
    const { store, keep, history, move } = stores;
    checks.store = () => store.ping().then(() => null);
    if (has("worker")) {
      const { meter, metrics } = createWorkerMeter();
      const parts = { ...shared, store, keep, meter, trace, clock, log, onFailure: onFatal };
      running.push(startWorker({ ...parts, ...workerSettings(config) }));
      counting.push(metrics);
    }
    if (mail !== null) {
      const { meter, metrics } = createSealMeter();
      const jobs = createJobs({ ...shared, store, move, mail, meter, trace, clock, log });
      running.push(startScheduler({ jobs, state, holder: holderName(config), log }));
      counting.push(createMailMetrics(accounts), metrics);
    }
    if (has("api")) {
      const imports = openImports(config, shared, history, log);
      const atOnce = config.reportConcurrency;
      const account = await openAccountDeps(config, shared, access, log);
      running.push(startApi(server, { ...shared, account, bus: state, store, imports, atOnce, clock, log }));
    }
  }
  if (has("ingest") && !has("api")) {
    const note = (request: IncomingMessage) => notes.write(readFacts(request));
    startRelayOf(server, options, { checks, metrics: remote, note, ownNote: notes.write(OWN_REQUEST) });
  }
  // Also where no worker is: when the last one is gone its operator must learn of what waits.
  if (has("worker", "scheduler")) counting.push(createQueueMetrics(queue));
  if (has("ingest", "worker")) {
    const read = createReadProcess({ roles, counting: [...counting], queue, startedAt });
    running.push(startProcessReports({ bus: state, log, read }));
  }
  serveOperations(server, { checks, metrics: [...counting, ...remote] });
  const url = await listen(server, config);

  return {
    url,
    async setupPath() {
      if (!has("ingest", "api") || (await accounts.hasPeople())) return null;
      return setupPath(await makeSetupLink(accounts, clock));
    },
    async stop() {
      await closeHttpServer(server);
      for (const role of running) await role.stop();
      await Promise.all(tracers.map((tracer) => tracer.stop()));
      const totals = await Promise.all(counting.map((each) => each.totals()));
      await mail?.mailer.close();
      await stores?.store.close();
      await closeShared(shared);
      return Object.assign({}, ...totals);
    },
  };
}

function workerSettings(config: Config) {
  return {
    passCrashPoint: createPassCrashPoint(config),
    holder: holderName(config),
    leaseMs: config.leaseMs,
    batchSize: config.batchSize,
    flushIntervalMs: config.flushIntervalMs,
    backoff: {
      ...OUTAGE_BACKOFF,
      maxMs: config.outageMaxMs,
      firstMs: Math.min(OUTAGE_BACKOFF.firstMs, config.outageMaxMs),
    },
    guards: { manifest: !config.guardsOff.has("manifest"), lease: !config.guardsOff.has("lease") },
  };
}

interface RelayParts {
  readonly checks: Record<string, Check>;
  readonly metrics: MetricsText[];
  readonly note: (request: IncomingMessage) => string;
  /** The note of requests that this process sends for itself. */
  readonly ownNote: string;
}

/** Relays to the process that the edge started, or to API_URL. */
function startRelayOf(
  server: HttpServer,
  { config, storeUrl, storeWaitMs = START_MS }: ComposeOptions,
  { checks, metrics, note, ownNote }: RelayParts,
): void {
  if (config.roles === null) {
    // It is started again whenever it ends: requests wait for it.
    const away = "the event store is starting, try again";
    startRelay(server, { baseUrl: storeUrl, away, waitMs: storeWaitMs, note });
    checks.store = remoteCheck(storeUrl);
    metrics.push(remoteMetrics(storeUrl, ownNote));
    return;
  }
  // Another process may be away for good: its operator has to learn of it at once.
  const away =
    config.apiUrl === null
      ? "this process does not have the role api: send the request to one that does, or set API_URL to its address"
      : "the process at API_URL does not answer, try again";
  startRelay(server, { baseUrl: () => config.apiUrl, away, waitMs: 0, note });
}
