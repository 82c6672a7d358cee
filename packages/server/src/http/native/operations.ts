import type { FastifyInstance } from "fastify";

/** A part of the instance and what is wrong with it; null when it works. */
export type Check = () => Promise<string | null>;

export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

const OPEN = { config: { access: "public", anyHost: true } } as const;

/** `/health`: the process lives. `/ready`: every part works, or which does not. `/metrics`: Prometheus. */
export function operationRoutes(
  server: FastifyInstance,
  deps: { checks: Readonly<Record<string, Check>>; metrics: readonly MetricsText[] },
): void {
  server.get("/health", OPEN, async (_request, reply) => reply.send({ status: "ok" }));

  server.get("/ready", OPEN, async (_request, reply) => {
    const parts: Record<string, string> = {};
    for (const [name, check] of Object.entries(deps.checks)) {
      parts[name] = (await check().catch((error: Error) => error.message)) ?? "ok";
    }
    const ready = Object.values(parts).every((state) => state === "ok");
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not ready", parts });
  });

  server.get("/metrics", { config: { access: "operator" } }, async (_request, reply) => {
    const texts = await Promise.all(deps.metrics.map((metrics) => metrics.text().catch(() => "")));
    return reply.type(deps.metrics[0]?.contentType ?? "text/plain").send(texts.join("\n"));
  });
}
