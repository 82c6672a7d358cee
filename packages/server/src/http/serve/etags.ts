import { hash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "../../accounts/access.ts";

/**
 * Adds an ETag to replies with figures, and answers 304 when the client has the content already: pages and
 * badges poll.
 */
export function useEtags(server: FastifyInstance): void {
  server.addHook("onSend", async function nameContent(request, reply, payload) {
    if (!hasContent(request, reply) || typeof payload !== "string") return payload;
    const etag = `"${hash("sha256", payload, "base64url").slice(0, 27)}"`;
    reply.header("etag", etag).header("cache-control", "private, no-cache");
    if (!isKnown(request.headers["if-none-match"], etag)) return payload;
    reply.code(304).removeHeader("content-type");
    return "";
  });
}

/**
 * Keeps replies that not everybody may have out of caches: browsers and proxies may store what says nothing. Registered
 * after useEtags.
 */
export function keepPrivate(server: FastifyInstance): void {
  server.addHook("onSend", async function refuseToBeStored({ routeOptions: { config } }, reply) {
    const endpoint = config.listed?.endpoint;
    if (endpoint === undefined || reply.getHeader("cache-control") !== undefined) return;
    const { access, role } = endpoint;
    if (access !== "tracker" && (access !== "public" || role === "api"))
      reply.header("cache-control", "no-store");
  });
}

const hasContent = (request: FastifyRequest, reply: FastifyReply) =>
  reply.statusCode === 200 &&
  // A 304 to a POST would say that nothing was done (RFC 9110, 13.1.2).
  (request.method === "GET" || request.method === "HEAD") &&
  // A relayed reply has one already; one with rules of its own, such as no-store, keeps them.
  reply.getHeader("etag") === undefined &&
  reply.getHeader("cache-control") === undefined &&
  CACHED.has(request.routeOptions.config.listed?.endpoint.access);

/** Rules of replies that many poll for. */
const CACHED: ReadonlySet<Access | undefined> = new Set(["site:report", "site:view", "sites:list", "known"]);

/** Compares weakly: a proxy that changed the encoding makes a tag weak. */
function isKnown(header: string | undefined, etag: string): boolean {
  return header?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag) === true;
}
