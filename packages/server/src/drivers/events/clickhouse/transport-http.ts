import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { ClickHouseClient } from "@clickhouse/client";
import { SECOND } from "../../../domain/time.ts";
import type { ServerAddress } from "./server-url.ts";
import { hangUpOnSilence } from "./silent-host.ts";
import type { Transport } from "./transport.ts";

/** A batch of any size is in by then, or its outcome is unknown. */
const WRITE_TIMEOUT_MS = 60 * SECOND;
/** Above the cap that reports carry in their statements. */
const READ_TIMEOUT_MS = 30 * SECOND;
/** Below the 3 s after which servers of old close an idle connection. */
const IDLE_MS = 2500;
const WRITE_CONNECTIONS = 8;

/** Speaks to a ClickHouse server. Nothing is sent twice: what a cut connection did is for insertMissing to find out. */
export async function openHttpTransport(
  server: ServerAddress,
  readers: number,
  settings: Readonly<Record<string, string | number>>,
): Promise<Transport> {
  const { ClickHouseLogLevel, createClient } = await import("@clickhouse/client");
  const ca = server.caFile === null ? undefined : readFileSync(server.caFile);

  function createAgent(maxSockets: number): HttpAgent {
    if (server.httpUrl.startsWith("http:")) return new HttpAgent({ keepAlive: true, maxSockets });
    return new HttpsAgent({ keepAlive: true, maxSockets, ...(ca && { ca }) });
  }

  function connect(agent: HttpAgent, timeoutMs: number): ClickHouseClient {
    return createClient({
      url: server.httpUrl,
      username: server.user,
      password: server.password,
      application: "millrace",
      http_agent: agent,
      request_timeout: timeoutMs,
      keep_alive: { enabled: true, idle_socket_ttl: IDLE_MS, eagerly_destroy_stale_sockets: true },
      // Ids of a batch make a query too long for the URL that it would stand in.
      use_multipart_params_auto: true,
      // The reply begins when the statement is done, so that its status tells how it ended.
      clickhouse_settings: { wait_end_of_query: 1, ...settings },
      // Every failure reaches the caller as an error; the client's own lines would hold statements.
      log: { level: ClickHouseLogLevel.OFF },
    });
  }

  const agents = { write: createAgent(WRITE_CONNECTIONS), read: createAgent(readers) };
  const write = connect(agents.write, WRITE_TIMEOUT_MS);
  const readClient = connect(agents.read, READ_TIMEOUT_MS);
  const stopWatching = hangUpOnSilence(`${server.httpUrl}/ping`, Object.values(agents), {
    ...(ca && { ca }),
  });
  return {
    write,
    read: (run) => run(readClient),
    async close() {
      stopWatching();
      await Promise.all([write.close(), readClient.close()]);
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
