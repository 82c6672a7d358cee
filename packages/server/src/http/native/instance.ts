import type { IncomingMessage } from "node:http";
import type { Capabilities, PipelineStatus, PlacesKnown } from "@millrace/protocol";
import type { MetricsFormat } from "../../ports/meter.ts";
import { ok } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { INSTANCE } from "./endpoints/instance.ts";

/** Resolves with what is wrong with a part of the instance, or with null when it works. */
export type Check = () => Promise<string | null>;

export interface MetricsText {
  text(format: MetricsFormat): Promise<string>;
}

export interface OperationsDeps {
  /** Checks by the name of the part. */
  readonly checks: Readonly<Record<string, Check>>;
  readonly metrics: readonly MetricsText[];
}

export const OPEN_METRICS = "application/openmetrics-text";

/** One text has one end. */
const joinOpenMetrics = (texts: readonly string[]): string =>
  `${texts.map((text) => text.replace(/# EOF\n$/, "")).join("")}# EOF\n`;

const NOT_STORED = { "cache-control": "no-store" };

/** Creates the handlers that every process answers for itself. */
export function createOperationHandlers({
  checks,
  metrics,
}: OperationsDeps): Handlers<typeof INSTANCE, "any"> {
  return {
    health: async () => ok({ status: "ok" }),

    async ready() {
      const parts: Record<string, string> = {};
      for (const [name, check] of Object.entries(checks)) {
        parts[name] = (await check().catch((error: Error) => error.message)) ?? "ok";
      }
      const isReady = Object.values(parts).every((state) => state === "ok");
      return { status: isReady ? 200 : 503, body: { status: isReady ? "ready" : "not ready", parts } };
    },

    async metrics({ headers }, reply) {
      const isOpen = headers.accept?.includes(OPEN_METRICS) === true;
      const format = isOpen ? "openmetrics" : "prometheus";
      const texts = await Promise.all(metrics.map((each) => each.text(format).catch(() => "")));
      return isOpen
        ? reply.type(`${OPEN_METRICS}; version=1.0.0; charset=utf-8`).send(joinOpenMetrics(texts))
        : reply.type("text/plain; version=0.0.4; charset=utf-8").send(texts.join("\n"));
    },
  };
}

export interface FrontDeps {
  readonly placesKnown: () => Promise<PlacesKnown>;
  readonly clientAddress: (request: IncomingMessage) => string;
}

/**
 * Creates the handlers that the process people reach answers itself: a process behind a relay would see another client
 * address, and another installation.
 */
export function createFrontHandlers({
  placesKnown,
  clientAddress,
}: FrontDeps): Handlers<typeof INSTANCE, "front"> {
  return {
    capabilities: async () => ok({ places: await placesKnown() } satisfies Capabilities),
    ownAddress: async ({ raw }) => ok({ address: clientAddress(raw) }, NOT_STORED),
  };
}

/** Creates the handler for what came in, what waits and what is stored. */
export const createPipelineHandlers = (
  status: () => Promise<PipelineStatus>,
): Handlers<typeof INSTANCE, "api"> => ({
  pipeline: async () => ok(await status(), NOT_STORED),
});
