import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { isOwnOrigin } from "./asked-host.ts";

const READS = ["GET", "HEAD", "OPTIONS"];

/**
 * Lets pages of the very host only change what an operator may. A browser sends what it knows of its user with the
 * requests of any page: a page of someone else would act in the operator's name. What sends no Origin is no page.
 */
export function refuseForeignChanges(
  server: FastifyInstance,
  askedHost: (request: IncomingMessage) => string,
): void {
  server.addHook(
    "onRequest",
    async function refuseForeignChange({ method, headers, raw, routeOptions }, reply) {
      if (routeOptions.config.access !== "operator" || READS.includes(method)) return;
      if (isOwnOrigin(headers.origin, askedHost(raw))) return;
      return reply.code(403).send({ error: "a page of another origin may not change anything" });
    },
  );
}
