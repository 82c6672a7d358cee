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

/** What the processes that people reach serve: pages, the API's description, and what only they know. */
export function serveFront(server: HttpServer, deps: FrontDeps): void {
  serveApi(server, PAGES, "front", { ...createDashboardHandlers(), ...createApiDocsHandlers(APIS) });
  serveApi(server, NATIVE, "front", createFrontHandlers(deps));
}

/** What every process serves: whether it lives and works, and what it counts. */
export function serveOperations(server: HttpServer, deps: OperationsDeps): void {
  serveApi(server, NATIVE, "any", createOperationHandlers(deps));
}
