import { APIS } from "../http/apis.ts";
import { NATIVE } from "../http/native/endpoints.ts";
import {
  createFrontHandlers,
  createOperationHandlers,
  type FrontDeps,
  type OperationsDeps,
} from "../http/native/instance.ts";
import { createApiDocsHandlers } from "../http/pages/api-docs.ts";
import { createDashboardHandlers } from "../http/pages/dashboard-files.ts";
import { PAGES } from "../http/pages/endpoints.ts";
import { serveApi } from "../http/serve/serve-api.ts";
import type { HttpServer } from "../http/serve/server.ts";

/**
 * Serves what processes with the role ingest or api answer themselves: pages, the API's description, the client's
 * address and the capabilities.
 */
export function serveFront(server: HttpServer, deps: FrontDeps): void {
  serveApi(server, PAGES, "front", { ...createDashboardHandlers(), ...createApiDocsHandlers(APIS) });
  serveApi(server, NATIVE, "front", createFrontHandlers(deps));
}

/** Serves what every process has: health, readiness and metrics. */
export function serveOperations(server: HttpServer, deps: OperationsDeps): void {
  serveApi(server, NATIVE, "any", createOperationHandlers(deps));
}
