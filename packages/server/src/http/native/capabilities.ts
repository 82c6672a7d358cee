import type { Capabilities, PlacesKnown } from "@millrace/protocol";
import type { FastifyInstance } from "fastify";
import type { Log } from "../../ports/log.ts";
import { failureOf } from "../serve/failure.ts";
import { sendFailure } from "../serve/server.ts";

/**
 * `GET /api/v1/capabilities`: what depends on how this instance was installed. Every process with pages or reports answers
 * it by itself, so that an edge has none to hand on.
 */
export function capabilitiesRoute(
  server: FastifyInstance,
  { placesKnown, log }: { placesKnown: () => Promise<PlacesKnown>; log: Log },
): void {
  server.get("/api/v1/capabilities", { config: { access: "reader" } }, async (_request, reply) => {
    try {
      return await reply.send({ places: await placesKnown() } satisfies Capabilities);
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
    }
  });
}
