import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { LIMITS, VERSION, VERSION_HEADER } from "@millrace/protocol";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { SECOND } from "../../domain/time.ts";
import type { Log } from "../../ports/log.ts";
import { useEtags } from "./etags.ts";
import { type Failure, failureOf } from "./failure.ts";
import { createFront, withNosniff } from "./front.ts";
import { createAskedHost } from "./guard/asked-host.ts";
import { refuseForeignChanges } from "./guard/foreign-changes.ts";
import { type HostGuardOptions, refuseForeignHosts } from "./guard/host-guard.ts";
import { LingeringResponse } from "./lingering-response.ts";
import { refuseByNode } from "./node-refusals.ts";
import { cutUntakenUpgrades, routeUpgrades, UpgradableRequest } from "./upgrades.ts";

/**
 * Who may call a route. Every route names one, or the server does not start; a WebSocket is a route like all others.
 *   tracker   anyone, from any page: ingestion
 *   public    anyone: health, scripts, pages that hold no data
 *   reader    whoever may read a site; the instance has no accounts yet, so anyone who reaches it
 *   operator  whoever runs the instance; without accounts, whoever reaches it. Changes by pages of other origins are refused
 */
export type Access = "tracker" | "public" | "reader" | "operator";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
    /** Served whatever Host says: nothing of the instance's can be read from it. So is ingestion. */
    anyHost?: true;
  }
}

export interface HttpServerOptions {
  readonly log: Log;
  /** Which host a request was sent to, as its sender sees it; what Host says unless given. */
  readonly askedHost?: (request: IncomingMessage) => string;
  /** Which hosts are served; every host unless given. */
  readonly hosts?: Pick<HostGuardOptions, "boundHost" | "allowedHosts">;
  /** Listens before the routes do, and hands on what it does not take: the doors of ingestion. */
  readonly before?: (routes: RequestListener) => RequestListener;
}

export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { log, askedHost = createAskedHost([]), before = (routes: RequestListener) => routes } = options;
  const answerError = (error: unknown, reply: FastifyReply) =>
    sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
  const server = Fastify({
    // Requests are never logged: their lines would carry addresses.
    logger: false,
    bodyLimit: LIMITS.bodyBytes,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4000 },
    forceCloseConnections: "idle",
    return503OnClosing: true,
    clientErrorHandler: refuseByNode,
    // Before a route is found: an address that is not encoded well.
    frameworkErrors: (error, _request, reply) => answerError(error, reply),
    serverFactory: (handler) => listening(handler as RequestListener, before),
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.addHook("onRoute", (route) => {
    if (route.config?.access === undefined)
      throw new Error(`the route ${route.url} does not say who may call it`);
  });
  if (options.hosts !== undefined) refuseForeignHosts(server, { ...options.hosts, askedHost });
  refuseForeignChanges(server, askedHost);
  nameVersion(server);
  useEtags(server);
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: "not found", hint: "/api/docs lists every route" }),
  );
  server.setErrorHandler((error, _request, reply) => {
    answerError(error, reply);
  });
  return server;
}

/** For pages that were loaded from another release. Trackers and strangers are not told. */
function nameVersion(server: FastifyInstance): void {
  server.addHook("onRequest", async ({ routeOptions: { config } }, reply) => {
    if (config.access === "reader" || config.access === "operator") reply.header(VERSION_HEADER, VERSION);
  });
}

function listening(routes: RequestListener, before: NonNullable<HttpServerOptions["before"]>): Server {
  const safe = withNosniff(routes);
  const front = createFront(before(safe));
  const server = createServer(
    {
      ...TIMEOUTS,
      IncomingMessage: UpgradableRequest,
      ServerResponse: LingeringResponse,
      // The front does it, and says so in words.
      requireHostHeader: false,
    },
    front,
  );
  // Node would refuse it by itself, without the headers of all replies.
  server.on("checkExpectation", front);
  routeUpgrades(server, createFront(safe));
  return server;
}

const TIMEOUTS = {
  requestTimeout: 10 * SECOND,
  headersTimeout: 10 * SECOND,
  keepAliveTimeout: 65 * SECOND,
  // Node looks for requests that take too long every 30 s unless told.
  connectionsCheckingInterval: SECOND,
};

/** How long requests under way may take to end when the server closes. */
const CLOSE_MS = 3 * SECOND;

/** Takes no more requests, says goodbye to WebSockets, lets those under way end, and drops connections that idle or drag on. */
export async function closeHttpServer(server: FastifyInstance): Promise<void> {
  // Closing frees the connections that idle at that moment; others fall idle later and would be waited for.
  const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
  const limit = setTimeout(() => {
    server.server.closeAllConnections();
    cutUntakenUpgrades(server.server);
  }, CLOSE_MS);
  try {
    await server.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(limit);
  }
}

/** Replies to an error in a protocol's own words. */
export function sendFailure(
  failure: Failure,
  reply: FastifyReply,
  toBody: (failure: Failure) => unknown,
): FastifyReply {
  if (failure.retryAfter !== undefined) reply.header("retry-after", String(failure.retryAfter));
  return reply.code(failure.status).send(toBody(failure));
}
