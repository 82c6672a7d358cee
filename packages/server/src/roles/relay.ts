import { APIS } from "../http/apis.ts";
import type { Check, MetricsText } from "../http/native/instance.ts";
import { createBehind } from "../http/serve/relay/behind.ts";
import { relayApis } from "../http/serve/relay/relay.ts";
import type { HttpServer } from "../http/serve/server.ts";

export interface RelayDeps {
  /** Where the process with the role api answers; null while it is away. */
  readonly baseUrl: () => string | null;
  /** What is replied while it does not answer. */
  readonly away: string;
  /** How long a request waits for it; 0: not at all. */
  readonly waitMs: number;
}

/** A process without the role api: relays what that answers to the process that has it. */
export function startRelay(server: HttpServer, deps: RelayDeps): void {
  const behind = createBehind(deps);
  server.routes.addHook("preClose", async () => behind.close());
  relayApis(server, APIS, behind);
}

/** Whether the process behind is ready. */
export function remoteCheck(baseUrl: RelayDeps["baseUrl"]): Check {
  return async function storeIsReady() {
    const base = baseUrl();
    if (base === null) return "starting";
    const answer = await fetch(`${base}/ready`).catch(() => null);
    return answer?.ok === true ? null : ((await answer?.text()) ?? "no answer");
  };
}

/** What the process behind counts. */
export const remoteMetrics = (baseUrl: RelayDeps["baseUrl"]): MetricsText => ({
  contentType: "text/plain",
  async text() {
    const base = baseUrl();
    return base === null ? "" : (await fetch(`${base}/metrics`)).text();
  },
});
