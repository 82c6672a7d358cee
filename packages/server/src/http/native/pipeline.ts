import type { PipelineStatus } from "@millrace/protocol";
import type { FastifyInstance } from "fastify";
import type { Log } from "../../ports/log.ts";
import { failureOf } from "../serve/failure.ts";
import { sendFailure } from "../serve/server.ts";

/** `GET /api/v1/pipeline`: what came in, what waits, what is stored. */
export function pipelineRoute(
  server: FastifyInstance,
  { status, log }: { status: () => Promise<PipelineStatus>; log: Log },
): void {
  server.get(PIPELINE_ROUTE.url, { config: { access: PIPELINE_ROUTE.access } }, async (_request, reply) => {
    try {
      return await reply.header("cache-control", "no-store").send(await status());
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
    }
  });
}

/** The route above, for an edge that hands it on. */
export const PIPELINE_ROUTE = { method: "GET", url: "/api/v1/pipeline", access: "operator" } as const;
