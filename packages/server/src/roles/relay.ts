import type { IncomingMessage } from "node:http";
import { SECOND } from "../domain/time.ts";
import { APIS } from "../http/apis.ts";
import { type Check, type MetricsText, OPEN_METRICS } from "../http/native/instance.ts";
import { createBehind } from "../http/serve/relay/behind.ts";
import { relayApis } from "../http/serve/relay/relay.ts";
import { RELAY_NOTE } from "../http/serve/relay/relay-note.ts";
import type { HttpServer } from "../http/serve/server.ts";

export interface RelayDeps {
  /** Returns where the process with the role api listens; null while it does not run. */
  readonly baseUrl: () => string | null;
  /** Error message while that process does not answer. */
  readonly away: string;
  /** How long a request waits for that process; 0: not at all. */
  readonly waitMs: number;
  /** Returns what that process must know of a request. */
  readonly note: (request: IncomingMessage) => string;
}

/** Deadline of the process behind for its health and metrics: whoever asks for them waits 5 s, or 10. */
const ANSWER_MS = 3 * SECOND;

/** Starts the relay of a process without the role api: it sends requests for that role to the process that has it. */
export function startRelay(server: HttpServer, deps: RelayDeps): void {
  const behind = createBehind(deps);
  server.routes.addHook("preClose", async () => behind.close());
  relayApis(server, APIS, behind);
}

/** Returns a check that the process with the role api is ready. */
export function remoteCheck(baseUrl: RelayDeps["baseUrl"]): Check {
  return async function storeIsReady() {
    const base = baseUrl();
    if (base === null) return "starting";
    const answer = await fetch(`${base}/ready`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null);
    return answer?.ok === true ? null : ((await answer?.text()) ?? "no answer");
  };
}

/** Returns the metrics of the process with the role api, which this process asks for itself. */
export const remoteMetrics = (baseUrl: RelayDeps["baseUrl"], note: string): MetricsText => ({
  async text(format) {
    const base = baseUrl();
    if (base === null) return "";
    const accept = format === "openmetrics" ? OPEN_METRICS : "text/plain";
    const asking = { headers: { [RELAY_NOTE]: note, accept }, signal: AbortSignal.timeout(ANSWER_MS) };
    return (await fetch(`${base}/metrics`, asking)).text();
  },
});
