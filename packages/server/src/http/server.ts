import { LIMITS } from "@millrace/protocol";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import {
  BadRequest,
  QueryTooHeavy,
  QueueFull,
  QueueUnavailable,
  StoreUnavailable,
} from "../domain/errors.ts";
import { SECOND } from "../domain/time.ts";
import type { Log } from "../ports/log.ts";
import { BodyFault } from "./body.ts";

/**
 * Who may call a route. Every route names one, or the server does not start.
 *   tracker   anyone, from any page: ingestion
 *   public    anyone: health, scripts, pages that hold no data
 *   reader    whoever may read a site; the instance has no accounts yet, so anyone who reaches it
 *   operator  whoever runs the instance; without accounts, whoever reaches it
 */
export type Access = "tracker" | "public" | "reader" | "operator";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** What went wrong, for the protocol at hand to put into its own shape. */
export interface Failure {
  readonly status: number;
  readonly message: string;
  /** Seconds, for the Retry-After header. */
  readonly retryAfter?: number;
}

const RETRY_AFTER_SECONDS = 2;

export interface HttpServerOptions {
  /** Addresses or CIDR ranges whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[];
  readonly log: Log;
}

export function createHttpServer({ trustedProxies, log }: HttpServerOptions): FastifyInstance {
  const server = Fastify({
    // Requests are never logged: their lines would carry addresses.
    logger: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: 10 * SECOND,
    // Node looks for requests that take too long every 30 s unless told.
    http: { connectionsCheckingInterval: SECOND },
    keepAliveTimeout: 65 * SECOND,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4000 },
    forceCloseConnections: "idle",
    return503OnClosing: true,
  });
  server.server.headersTimeout = 10 * SECOND;
  server.server.maxRequestsPerSocket = 0;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.addHook("onRoute", (route) => {
    if (route.config?.access === undefined)
      throw new Error(`the route ${route.url} does not say who may call it`);
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: "not found" }));
  server.setErrorHandler((error, _request, reply) => {
    sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
  });
  return server;
}

/** How long requests under way may take to end when the server closes. */
const CLOSE_MS = 3 * SECOND;

/** Takes no more requests, lets those under way end, and drops connections that idle or drag on. */
export async function closeHttpServer(server: FastifyInstance): Promise<void> {
  // Closing frees the connections that idle at that moment; others fall idle later and would be waited for.
  const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
  const limit = setTimeout(() => server.server.closeAllConnections(), CLOSE_MS);
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

/** Expected errors keep their message; what is our own fault is logged and told in one sentence. */
export function failureOf(error: unknown, log: Log): Failure {
  if (error instanceof BodyFault) return { status: error.status, message: error.message };
  if (error instanceof BadRequest || error instanceof QueryTooHeavy)
    return { status: 400, message: error.message };
  if (error instanceof QueueFull) {
    log.warn({ error: error.message }, "the queue is full, events are refused");
    return { status: 503, message: "the queue is full, try again", retryAfter: RETRY_AFTER_SECONDS };
  }
  if (error instanceof QueueUnavailable) {
    log.warn({ error: error.message }, "the queue takes nothing, events are refused");
    return { status: 503, message: "the queue is unavailable, try again", retryAfter: RETRY_AFTER_SECONDS };
  }
  if (error instanceof StoreUnavailable) {
    log.warn({ error: error.message }, "the event store does not answer");
    return {
      status: 503,
      message: "the event store is unavailable, try again",
      retryAfter: RETRY_AFTER_SECONDS,
    };
  }
  const status = (error as { statusCode?: number } | null)?.statusCode;
  if (status === 413) return { status, message: `the body is larger than ${LIMITS.bodyBytes} bytes` };
  if (status !== undefined && status < 500) return { status, message: (error as Error).message };
  log.error(
    { error: error instanceof Error ? error.stack : String(error) },
    "a request failed through a fault of ours",
  );
  return { status: 500, message: "internal error" };
}
