import type { RequestListener } from "node:http";
import { LIMITS, VERSION, VERSION_HEADER } from "@millrace/protocol";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { SiteOwner } from "../../accounts/access.ts";
import type { RecordAudit } from "../../accounts/record-audit.ts";
import type { Actor } from "../../domain/access/actor.ts";
import type { Log } from "../../ports/log.ts";
import { type AuditNote, auditChanges } from "./audit-changes.ts";
import { Doors, type DoorsDeps } from "./doors.ts";
import { type Api, type Listed, listEndpoints } from "./endpoint.ts";
import { keepPrivate, useEtags } from "./etags.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { Authorize } from "./guard/authorize.ts";
import type { RequestFacts } from "./guard/facts.ts";
import { createGuard, type Guard } from "./guard/guard.ts";
import { refuseByNode } from "./node-refusals.ts";
import { CLOSE_MS, Ports } from "./ports.ts";
import { SocketDoors, type SocketLimits } from "./socket-doors/socket-doors.ts";
import { Sockets, type SocketsOptions } from "./sockets.ts";
import { cutUntakenUpgrades } from "./upgrades.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route's endpoint. Registering a route without one throws. */
    listed?: Listed;
    /** Whether this process passes the request on to the one that answers it. */
    isRelayed?: true;
  }
  interface FastifyRequest {
    /** Who sends the request. Set before the handler runs. */
    actor: Actor;
    facts: RequestFacts;
    /** The site that it names, as it is before the handler runs. Missing where access does not depend on it. */
    siteOwner?: SiteOwner | null | undefined;
    auditNotes?: AuditNote[] | undefined;
  }
}

export interface HttpServerOptions {
  readonly log: Log;
  /** Everything that may be served. A route outside these stops the server from starting. */
  readonly apis: readonly Api[];
  /** What is refused whoever asks. Default: changes by foreign pages. */
  readonly guard?: Guard;
  /** Decides who may call what. */
  readonly authorize: Authorize;
  /** Writes to the audit log. Missing: nothing is recorded. */
  readonly recordAudit?: RecordAudit;
  /** Missing: the server has no doors. */
  readonly doors?: Omit<DoorsDeps, "guard" | "log">;
  readonly sockets?: SocketsOptions;
  readonly socketLimits?: Partial<SocketLimits>;
}

/** A server to which serveApi and relayApis add endpoints. */
export interface HttpServer {
  readonly routes: FastifyInstance;
  readonly doors: Doors | null;
  readonly socketDoors: SocketDoors | null;
  readonly sockets: Sockets;
  /** Everything that may be served. */
  readonly apis: readonly Api[];
  /** Listens on one more port, with the same routes. Resolves with the port. */
  listenAlso(address: { readonly host: string; readonly port: number }): Promise<number>;
  readonly authorize: Authorize;
  readonly log: Log;
}

/** Creates a server that does not listen yet. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { log, apis, guard = createGuard() } = options;
  const doors = options.doors === undefined ? null : new Doors({ ...options.doors, guard, log });
  const socketDoors =
    options.doors === undefined
      ? null
      : new SocketDoors({ ...options.doors, guard, log, limits: options.socketLimits ?? {} });
  const ports = new Ports(doors, socketDoors);
  const answerError = (error: unknown, reply: FastifyReply) =>
    sendFailure(failureOf(error, log), reply, reply.request.routeOptions.config.listed);
  const routes = Fastify({
    // Requests are never logged: their lines would carry addresses.
    logger: false,
    bodyLimit: LIMITS.bodyBytes,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4000 },
    forceCloseConnections: "idle",
    // What still arrives is answered: the parts close after the server.
    return503OnClosing: false,
    clientErrorHandler: refuseByNode,
    // Before a route is found: an address that is not encoded well.
    frameworkErrors: (error, _request, reply) => answerError(error, reply),
    serverFactory: (handler) => ports.first(handler as RequestListener),
  });
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  takeListedOnly(routes, apis);
  askGuard(routes, guard);
  authorizeAll(routes, options);
  nameVersion(routes);
  useEtags(routes);
  keepPrivate(routes);
  auditChanges(routes, options.recordAudit ?? (async () => {}));
  routes.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: "not found", hint: "/api/docs lists every route" }),
  );
  routes.setErrorHandler((error, _request, reply) => {
    answerError(error, reply);
  });
  const sockets = new Sockets(options.sockets);
  routes.addHook("preClose", async () => {
    await Promise.all([sockets.close(), socketDoors?.close(), ports.closeFurther()]);
  });
  const listenAlso = (address: { host: string; port: number }) => ports.listenAlso(address);
  return { routes, doors, socketDoors, sockets, apis, listenAlso, authorize: options.authorize, log };
}

function takeListedOnly(routes: FastifyInstance, apis: readonly Api[]): void {
  const listed = new Set(listEndpoints(apis).map(({ endpoint }) => endpoint));
  routes.addHook("onRoute", ({ method, url, config }) => {
    if (config?.listed === undefined || !listed.has(config.listed.endpoint))
      throw new Error(`the route ${method} ${url} is in no API's table of endpoints`);
  });
}

function askGuard(routes: FastifyInstance, guard: Guard): void {
  const checks = new Map<Listed["endpoint"], ReturnType<Guard>>();
  routes.addHook("onRoute", ({ config }) => {
    if (config?.listed !== undefined) checks.set(config.listed.endpoint, guard(config.listed.endpoint));
  });
  routes.addHook("onRequest", async function refuseByGuard({ raw, routeOptions: { config } }, reply) {
    const { listed } = config;
    const failure = listed === undefined ? null : (checks.get(listed.endpoint)?.(raw) ?? null);
    if (failure !== null) return sendFailure(failure, reply, listed);
  });
}

/** Endpoints that this process relays are authorized by the process that answers them. */
function authorizeAll(routes: FastifyInstance, { authorize, log }: HttpServerOptions): void {
  routes.decorateRequest("actor");
  routes.decorateRequest("facts");
  routes.addHook("preHandler", async function refuseUnauthorized(request, reply) {
    const { listed, isRelayed } = request.routeOptions.config;
    if (listed === undefined || isRelayed === true) return;
    try {
      const failure = await authorize(request, listed);
      if (failure !== null) return sendFailure(failure, reply, listed);
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, listed);
    }
  });
}

/**
 * Adds the version header, for pages that were loaded from another release. Trackers and public endpoints do not get
 * it.
 */
function nameVersion(routes: FastifyInstance): void {
  routes.addHook("onRequest", async ({ routeOptions: { config } }, reply) => {
    const access = config.listed?.endpoint.access;
    if (access !== "tracker" && access !== "public") reply.header(VERSION_HEADER, VERSION);
  });
}

/**
 * Closes the server: accepts no more requests, closes WebSockets, lets current requests end, and drops connections that
 * are idle or take too long.
 */
export async function closeHttpServer({ routes }: Pick<HttpServer, "routes">): Promise<void> {
  // Closing frees the connections that idle at that moment; others fall idle later and would be waited for.
  const sweep = setInterval(() => routes.server.closeIdleConnections(), 50);
  const limit = setTimeout(() => {
    routes.server.closeAllConnections();
    cutUntakenUpgrades(routes.server);
  }, CLOSE_MS);
  try {
    await routes.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(limit);
  }
}

/** Replies with an error in the format of the endpoint's API, or in Millrace's own where no endpoint was found. */
export function sendFailure(failure: Failure, reply: FastifyReply, listed: Listed | undefined): FastifyReply {
  const { status, message, retryAfter } = failure;
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  if (status === 426) reply.header("upgrade", "websocket");
  const body = listed === undefined ? { error: message } : listed.api.toBody(failure, listed.endpoint);
  return reply.code(status).send(body);
}
