import { EVENT_STREAM } from "../http/event-stream/endpoints.ts";
import { createStreamEventHandlers } from "../http/event-stream/events.ts";
import { NATIVE } from "../http/native/endpoints.ts";
import { createEventHandlers, createReceiptHandlers } from "../http/native/events.ts";
import { PAGE_COUNTS } from "../http/page-counts/endpoints.ts";
import { createPageViewHandlers } from "../http/page-counts/page-views.ts";
import { PAGES } from "../http/pages/endpoints.ts";
import { createScriptHandlers } from "../http/pages/static-files.ts";
import { serveApi } from "../http/serve/serve-api.ts";
import type { HttpServer } from "../http/serve/server.ts";
import { SITE_EVENTS } from "../http/site-events/endpoints.ts";
import { createSiteEventHandlers } from "../http/site-events/events.ts";
import type { TakeIn } from "../pipeline/intake.ts";
import type { Queue } from "../ports/queue.ts";

export interface IngestDeps {
  readonly takeIn: TakeIn;
  readonly queue: Queue;
}

/** Starts the role ingest: the doors of every protocol, receipts, and the tracker script. */
export function startIngest(server: HttpServer, { takeIn, queue }: IngestDeps): void {
  serveApi(server, NATIVE, "ingest", { ...createEventHandlers(takeIn), ...createReceiptHandlers(queue) });
  serveApi(server, PAGE_COUNTS, "ingest", createPageViewHandlers(takeIn));
  serveApi(server, SITE_EVENTS, "ingest", createSiteEventHandlers(takeIn));
  serveApi(server, EVENT_STREAM, "ingest", createStreamEventHandlers(takeIn));
  serveApi(server, PAGES, "ingest", createScriptHandlers());
}
