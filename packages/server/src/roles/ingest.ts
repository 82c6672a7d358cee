import { createLookups } from "../accounts/lookups.ts";
import type { Site } from "../domain/site/site.ts";
import { SECOND } from "../domain/time.ts";
import { EVENT_STREAM } from "../http/event-stream/endpoints.ts";
import { createStreamEventHandlers } from "../http/event-stream/events.ts";
import { NATIVE } from "../http/native/endpoints.ts";
import {
  createEventSocketHandlers,
  type EventSocketDeps,
} from "../http/native/event-socket/open-event-socket.ts";
import { createEventHandlers, createReceiptHandlers } from "../http/native/events.ts";
import { PAGE_COUNTS } from "../http/page-counts/endpoints.ts";
import { createPageViewHandlers } from "../http/page-counts/page-views.ts";
import { PAGES } from "../http/pages/endpoints.ts";
import { createScriptHandlers } from "../http/pages/static-files.ts";
import { serveApi } from "../http/serve/serve-api.ts";
import type { HttpServer } from "../http/serve/server.ts";
import { SITE_EVENTS } from "../http/site-events/endpoints.ts";
import { createSiteEventHandlers } from "../http/site-events/events.ts";
import { createEdgePresence } from "../live/presence/edge-presence.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { LiveBus } from "../ports/live-bus.ts";
import type { Queue } from "../ports/queue.ts";
import type { RunningRole } from "./running-role.ts";

export interface IngestDeps extends Omit<EventSocketDeps, "presence" | "findSite"> {
  readonly queue: Queue;
  readonly bus: LiveBus;
  readonly accounts: Pick<Accounts, "findSite">;
  /** Unique among the processes of all time. */
  readonly name: string;
}

/** As long as a changed setting takes to reach the edge. */
const SITES_FRESH_MS = 5 * SECOND;

/** Starts the role ingest: the doors of every protocol, receipts, and the tracker script. */
export function startIngest(server: HttpServer, deps: IngestDeps): RunningRole {
  const { takeIn, queue, accounts } = deps;
  const presence = createEdgePresence(deps);
  const sites = createLookups<Site | null>(SITES_FRESH_MS);
  const findSite = (name: string) => sites.get(name, () => accounts.findSite(name));
  serveApi(server, NATIVE, "ingest", {
    ...createEventHandlers(takeIn),
    ...createReceiptHandlers(queue),
    ...createEventSocketHandlers({ ...deps, presence, findSite }),
  });
  serveApi(server, PAGE_COUNTS, "ingest", createPageViewHandlers(takeIn));
  serveApi(server, SITE_EVENTS, "ingest", createSiteEventHandlers(takeIn));
  serveApi(server, EVENT_STREAM, "ingest", createStreamEventHandlers(takeIn));
  serveApi(server, PAGES, "ingest", createScriptHandlers());
  return presence;
}
