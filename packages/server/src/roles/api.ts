import { sessionName } from "../domain/event/session-name.ts";
import { STORED_TOPIC } from "../domain/event/stored-news.ts";
import { PRESENCE_TOPIC } from "../domain/presence-news.ts";
import { TRACE_FOUND_TOPIC, TRACE_LINES_TOPIC } from "../domain/trace/trace-news.ts";
import { type AccountDeps, createAccountHandlers } from "../http/accounts/create-account-handlers.ts";
import { ACCOUNTS } from "../http/accounts/endpoints.ts";
import { EVENT_STREAM } from "../http/event-stream/endpoints.ts";
import { createStreamStatsHandlers } from "../http/event-stream/stats.ts";
import { createBadgeHandlers } from "../http/native/badges.ts";
import { createDeadLetterHandlers } from "../http/native/dead-letters.ts";
import { NATIVE } from "../http/native/endpoints.ts";
import { createErasureHandlers } from "../http/native/erasures.ts";
import { createExportHandlers } from "../http/native/events-export.ts";
import { createImportHandlers } from "../http/native/imports.ts";
import { createPipelineHandlers } from "../http/native/instance.ts";
import { createLiveHandlers } from "../http/native/live.ts";
import { createQueryHandlers } from "../http/native/queries.ts";
import { createReportHandlers } from "../http/native/reports.ts";
import { createSessionHandlers } from "../http/native/sessions.ts";
import { createSiteArchiveHandlers } from "../http/native/site-archive.ts";
import { createSiteDataHandlers } from "../http/native/site-data.ts";
import { createSiteHandlers } from "../http/native/sites.ts";
import { createTerminalHandlers } from "../http/native/terminal.ts";
import { createUnknownSiteHandlers } from "../http/native/unknown-sites.ts";
import { PAGE_COUNTS } from "../http/page-counts/endpoints.ts";
import { createPageReportHandlers } from "../http/page-counts/report.ts";
import { createSharePageHandlers } from "../http/pages/dashboard-files.ts";
import { PAGES } from "../http/pages/endpoints.ts";
import { PLAUSIBLE } from "../http/plausible/endpoints.ts";
import { createPlausibleHandlers } from "../http/plausible/stats.ts";
import { serveApi } from "../http/serve/serve-api.ts";
import type { HttpServer } from "../http/serve/server.ts";
import { SITE_EVENTS } from "../http/site-events/endpoints.ts";
import { createSiteStatsHandlers } from "../http/site-events/stats.ts";
import { UMAMI } from "../http/umami/endpoints.ts";
import { createUmamiHandlers } from "../http/umami/stats.ts";
import { createExportSite } from "../imports/archive/export-site.ts";
import type { SiteImports } from "../imports/site-imports.ts";
import { listen } from "../live/listen.ts";
import { createLiveSnapshot } from "../live/live-snapshot.ts";
import { PresentVisitors } from "../live/presence/present-visitors.ts";
import { FindTrace, type FindTraceDeps, type TraceScope } from "../live/trace/find-trace.ts";
import { Terminals } from "../live/trace/terminals.ts";
import { watchPipeline } from "../live/watch-pipeline.ts";
import { createWatchProjects } from "../live/watch-projects.ts";
import { createWatchSites } from "../live/watch-sites.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";
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
import { createRunSharedReport } from "../reports/run/run-shared-report.ts";
import type { RunningRole } from "./running-role.ts";

export interface ApiDeps {
  readonly store: EventStore;
  readonly accounts: Accounts;
  readonly queue: Queue;
  readonly bus: LiveBus;
  readonly account: AccountDeps;
  readonly imports: SiteImports;
  /** Queries that the store runs at the same time. */
  readonly atOnce: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Queries that may enter the store for each that it runs. The store combines those of one dashboard into one statement,
 * if they arrive together. With more, a query could wait for a reader longer than the rows that it looked up before are
 * kept: at 20 s a query, two turns are 40 s, and open days' rows expire after 60.
 */
const QUERIES_PER_READER = 3;

/** Starts the role api: answers queries and changes, and serves live numbers to viewers. */
export function startApi(server: HttpServer, deps: ApiDeps): RunningRole {
  const { store, accounts, account, queue, bus, imports, clock, log } = deps;
  const queries = createQueries(deps);
  const { find, runQuery, siteStats } = queries;
  const reports = {
    runReport: createRunReport({ runQuery, clock }),
    runSharedReport: createRunSharedReport({ runQuery, clock }),
  };
  const pipeline = watchPipeline({ queue, bus, clock, log });
  const live = startLive(queries, deps);
  const trace = startTraces(deps, () => pipeline.processes());

  serveApi(server, NATIVE, "api", {
    ...createQueryHandlers({ runQuery, clock, log }),
    ...createReportHandlers({ ...reports, runQuery, clock, log }),
    ...createBadgeHandlers(reports),
    ...createExportHandlers({ exportEvents: createExportEvents({ store, clock, find }), log }),
    ...createSiteHandlers({ ...queries, accounts }),
    ...createSiteArchiveHandlers({ exportSite: createExportSite({ store, accounts, clock }), clock, log }),
    ...createLiveHandlers({ find, ...live, clock }),
    ...createSiteDataHandlers({ find, accounts }),
    ...createErasureHandlers({ find, accounts }),
    ...createUnknownSiteHandlers({ accounts }),
    ...createSessionHandlers(queries),
    ...createImportHandlers({ find, imports }),
    ...createDeadLetterHandlers({ queue }),
    ...createPipelineHandlers(() => pipeline.status()),
    ...createTerminalHandlers({ find, ...trace }),
  });
  serveApi(server, ACCOUNTS, "api", createAccountHandlers(account));
  serveApi(server, PAGES, "api", createSharePageHandlers(account.actors));
  serveApi(server, PLAUSIBLE, "api", createPlausibleHandlers({ runQuery, find, clock }));
  serveApi(server, UMAMI, "api", createUmamiHandlers({ runQuery, find }));
  serveApi(
    server,
    PAGE_COUNTS,
    "api",
    createPageReportHandlers({ pageHours: createPageHours({ store, clock }) }),
  );
  serveApi(server, SITE_EVENTS, "api", createSiteStatsHandlers({ siteStats }));
  serveApi(server, EVENT_STREAM, "api", createStreamStatsHandlers({ siteStats, clock }));
  server.routes.addHook("preClose", () => imports.close());

  return {
    async stop() {
      await Promise.all([live.stop(), trace.stop(), pipeline.close()]);
    },
  };
}

/** Starts what viewers watch: stored events, numbers, and who is connected. */
function startLive(queries: Parameters<typeof createLiveSnapshot>[0], { bus, clock, log }: ApiDeps) {
  const projects = createWatchProjects();
  const sites = createWatchSites({
    liveSnapshot: createLiveSnapshot(queries),
    present: (siteId) => present.of(siteId),
    clock,
    log,
  });
  const present = new PresentVisitors({
    bus,
    clock,
    changed: sites.presenceChanged,
    ended(siteId, visitorId, at) {
      const session = sessionName(siteId, visitorId);
      sites.sessionEnded(siteId, session, at);
      projects.sessionEnded(siteId, session, at);
    },
  });
  const listening = [
    listen({ bus, log }, STORED_TOPIC, sites.hearStored),
    listen({ bus, log }, STORED_TOPIC, projects.hearStored),
    listen({ bus, log }, PRESENCE_TOPIC, (message) => present.hear(message)),
  ];
  return {
    watch: sites.watch,
    watchProject: projects.watch,
    async stop() {
      sites.close();
      present.close();
      await Promise.all(listening.map((stop) => stop()));
    },
  };
}

/** Starts what follows events from stage to stage, in all processes. */
function startTraces({ bus, queue, log }: ApiDeps, processes: FindTraceDeps["processes"]) {
  const terminals = new Terminals({ bus, queue, log });
  const finding = new FindTrace({ bus, processes });
  const listening = [
    listen({ bus, log }, TRACE_LINES_TOPIC, (message) => terminals.hear(message)),
    listen({ bus, log }, TRACE_FOUND_TOPIC, (message) => finding.hear(message)),
  ];
  return {
    terminals,
    findTrace: (event: string, scope: TraceScope) => finding.find(event, scope),
    async stop() {
      terminals.stop();
      await Promise.all(listening.map((stop) => stop()));
    },
  };
}

/** Creates the queries; those that people wait for share one line. */
function createQueries({ store, accounts, atOnce, clock }: ApiDeps) {
  const find = (name: string) => accounts.findSite(name);
  const line = createQueryLine(store, { atOnce: atOnce * QUERIES_PER_READER });
  const deps = {
    store: line,
    clock,
    find,
    goalsOf: (siteId: number) => accounts.listGoals(siteId),
    segmentsOf: (siteId: number, ids: readonly number[]) => accounts.findSegments(siteId, ids),
  };
  return {
    find,
    runQuery: createRunQuery(deps),
    runOnEvents: createRunQuery({ ...deps, store: fromEvents(line) }),
    propertyKeys: createPropertyKeys(deps),
    sitesOverview: createSitesOverview({ store: line, listSites: () => accounts.listSites(), clock }),
    listSessions: createListSessions(deps),
    readSession: createReadSession(deps),
    recentEvents: createRecentEvents(deps),
    siteStats: createSiteStats({ store, find }),
  };
}
