import { Readable } from "node:stream";
import { SHARE_HEADER, VERSION_HEADER } from "@millrace/protocol";
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from "fastify";
import { type Api, type Listed, listEndpoints } from "../endpoint.ts";
import type { Failure } from "../failure.ts";
import { route } from "../serve-api.ts";
import { type HttpServer, sendFailure } from "../server.ts";
import { addressBehind, NOT_RELAYED } from "./address-behind.ts";
import { away, type Behind, late } from "./behind.ts";
import { RELAY_NOTE } from "./relay-note.ts";
import { createRelaySockets } from "./relay-sockets.ts";

/** An empty body. Unlike an empty text, it does not make fetch set a text content type. */
const EMPTY = new Uint8Array();

/**
 * Headers that the process behind needs; the content type unchanged, since changes are accepted as application/json
 * only.
 */
const ASKED_WITH = [
  "content-type",
  "accept",
  "authorization",
  "cookie",
  "if-none-match",
  "user-agent",
  // Who follows a share link; without it, whoever is signed in.
  SHARE_HEADER,
];
const ANSWERED_WITH = [
  "content-type",
  "content-disposition",
  "cache-control",
  "etag",
  "vary",
  "retry-after",
  "www-authenticate",
  // What browsers may do with a page: without these, any page may show it in a frame.
  "content-security-policy",
  "referrer-policy",
  "cross-origin-resource-policy",
  // What a page may ask is decided by the process behind.
  VERSION_HEADER,
];

const REDIRECTED: Failure = {
  status: 503,
  message: "the process at API_URL replies with a redirect: set API_URL to its final address",
};

function relayedHeaders(
  names: readonly string[],
  read: (name: string) => string | null | undefined,
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = read(name);
      return value === null || value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * Relays every endpoint with the role api to the process that has it; 503 while that does not answer. The endpoints'
 * guards run here as well: what is refused is not relayed.
 */
export function relayApis(server: HttpServer, apis: readonly Api[], behind: Behind): void {
  const relaySocket = createRelaySockets(server.routes, behind);
  for (const listed of listEndpoints(apis)) {
    if (listed.endpoint.role !== "api") continue;
    if (listed.endpoint.kind === "socket")
      route(server.routes, listed, relaySocket(listed), { isRelayed: true });
    else relayRoute(server, listed, behind);
  }
}

function relayRoute({ routes }: HttpServer, listed: Listed, behind: Behind): void {
  const relay: RouteHandlerMethod = async (request, reply) => {
    const hungUp = new AbortController();
    reply.raw.once("close", () => hungUp.abort());
    const answer = await behind.request((base) => ask(base, request, behind, hungUp.signal), hungUp.signal);
    if (answer === "not relayed") return sendFailure(NOT_RELAYED, reply, listed);
    if (answer === "late") return sendFailure(late(behind), reply, listed);
    if (answer === null || answer === "lost") return sendFailure(away(behind), reply, listed);
    if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
      await answer.body?.cancel();
      return sendFailure(REDIRECTED, reply, listed);
    }
    reply.code(answer.status).headers(relayedHeaders(ANSWERED_WITH, (name) => answer.headers.get(name)));
    const cookies = answer.headers.getSetCookie();
    if (cookies.length > 0) reply.header("set-cookie", cookies);
    if (request.method === "HEAD") return sendHead(reply, answer);
    return reply.send(answer.body === null ? undefined : Readable.fromWeb(answer.body as never));
  };
  route(routes, listed, relay, { isRelayed: true });
}

/** Sends the length that GET has. The framework would measure the body, which is not there. */
function sendHead(reply: FastifyReply, { headers }: Response): FastifyReply {
  const length = headers.get("content-length");
  if (length !== null) reply.header("content-length", length);
  return reply.send(Readable.from([]));
}

/**
 * Returns null when the connection was refused: the request may be sent again. Returns "lost" when it was sent, and "late"
 * when no reply came within the deadline: it may have taken effect, and a request that crashed the process behind must
 * not do so again and again.
 */
async function ask(
  base: string,
  { method, headers, raw, body }: FastifyRequest,
  { answerMs, note }: Behind,
  hungUp: AbortSignal,
): Promise<Response | "not relayed" | "lost" | "late" | null> {
  const address = addressBehind(base, raw.url);
  if (address === null) return "not relayed";
  // A DELETE has one only where it says so: an empty body is not the same as none.
  const hasBody = method === "POST" || method === "PATCH" || (method === "DELETE" && body !== undefined);
  const deadline = new AbortController();
  const limit = setTimeout(() => deadline.abort(), answerMs);
  try {
    return await fetch(address, {
      method,
      // A redirected POST would be repeated as a GET, and its reply taken for that of the POST.
      redirect: "manual",
      headers: {
        ...relayedHeaders(ASKED_WITH, (name) => headers[name] as string | undefined),
        [RELAY_NOTE]: note(raw),
      },
      signal: AbortSignal.any([hungUp, deadline.signal]),
      ...(hasBody && { body: (body as Uint8Array<ArrayBuffer> | undefined) ?? EMPTY }),
    });
  } catch (error) {
    if (deadline.signal.aborted) return "late";
    const { cause } = error as { cause?: { code?: unknown } };
    return cause?.code === "ECONNREFUSED" ? null : "lost";
  } finally {
    clearTimeout(limit);
  }
}
