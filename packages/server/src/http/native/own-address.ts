import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/**
 * `GET /api/v1/own-address`: the network address of who asks, as events of theirs would come from. For an owner who wants it
 * left out; it is told to nobody else and kept nowhere. Never handed on: only the process that was asked knows it.
 */
export function ownAddressRoute(
  server: FastifyInstance,
  clientAddress: (request: IncomingMessage) => string,
): void {
  server.get("/api/v1/own-address", { config: { access: "reader" } }, async (request, reply) =>
    reply.header("cache-control", "no-store").send({ address: clientAddress(request.raw) }),
  );
}
