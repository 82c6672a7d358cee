import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Sender } from "../domain/payload.ts";
import type { IntakeResult, TakeIn } from "../pipeline/intake.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { EdgeMeter } from "../ports/meter.ts";
import { type Failure, failureOf, sendFailure } from "./server.ts";

/** What every ingestion door works with. */
export interface DoorDeps {
  readonly takeIn: TakeIn;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: EdgeMeter;
}

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Registers ingestion routes: open to any page (CORS), with failures in the door's own shape. */
export function trackerRoutes(
  server: FastifyInstance,
  deps: DoorDeps,
  toBody: (failure: Failure) => unknown,
  routes: Readonly<Record<string, Handle>>,
): void {
  void server.register(async (scope) => {
    scope.addHook("onRequest", async (_request, reply) => {
      reply.header("access-control-allow-origin", "*");
      reply.header("access-control-expose-headers", "x-millrace-dropped");
    });
    scope.setErrorHandler((error, _request, reply) => {
      const failure = failureOf(error, deps.log);
      deps.meter.refused(failure.status);
      sendFailure(failure, reply, toBody);
    });
    for (const [url, handle] of Object.entries(routes)) {
      scope.post(url, { config: { access: "tracker" } }, handle);
      scope.options(url, { config: { access: "tracker" } }, async (_request, reply) =>
        reply
          .header("access-control-allow-methods", "POST, OPTIONS")
          .header(
            "access-control-allow-headers",
            "content-type, content-encoding, idempotency-key, authorization",
          )
          .header("access-control-max-age", "86400")
          .code(204)
          .send(),
      );
    }
  });
}

/** Address and User-Agent, read from the request and nowhere kept. */
export function senderOf(request: FastifyRequest, clock: Clock): Sender {
  return { ip: request.ip, userAgent: request.headers["user-agent"] ?? "", receivedAt: clock.now() };
}

/** Names the reasons of dropped events in the reply's header. */
export function nameDrops(results: readonly IntakeResult[], reply: FastifyReply): void {
  const reasons = new Set<string>();
  for (const { dropped } of results) if (dropped !== null) reasons.add(dropped);
  if (reasons.size > 0) reply.header("x-millrace-dropped", [...reasons].join(", "));
}
