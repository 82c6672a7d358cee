import { StoreUnavailable } from "../../../domain/errors.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import type { EventStoreOptions } from "../options.ts";
import { clusterLayout } from "./cluster.ts";
import { ONE_SERVER } from "./layout.ts";
import { parseServerUrl, type ServerAddress } from "./server-url.ts";
import { createClickHouseStore } from "./store.ts";
import type { Transport } from "./transport.ts";
import { openHttpTransport } from "./transport-http.ts";

/** The first version whose projections may have a WHERE (ClickHouse, pull request 102347). */
const OLDEST = [26, 7] as const;

/** REQUIRED_PASSWORD 194, WRONG_PASSWORD 193, UNKNOWN_USER 192, AUTHENTICATION_FAILED 516. */
const REFUSED: ReadonlySet<string> = new Set(["192", "193", "194", "516"]);

const ACCESS_DENIED = "497";

/**
 * Opens the ClickHouse server that `clickhouse://user:password@host:8123/millrace` names, or `clickhouses://` over TLS.
 * Throws StoreUnavailable when it does not answer, and another error when it never will with these settings.
 */
export async function open(url: string, options: EventStoreOptions): Promise<EventStore> {
  const server = parseServerUrl(url);
  const layout = server.cluster === null ? ONE_SERVER : clusterLayout(server.cluster);
  const transport = await openHttpTransport(server, options.readers, layout.settings);
  try {
    await checkVersion(transport, server);
    // Refused later, it would hold up every batch that has to be repeated.
    await ask(transport, server, "SELECT count() FROM system.processes");
    if (server.cluster !== null) await checkCluster(transport, server, server.cluster);
  } catch (error) {
    await transport.close();
    throw error;
  }
  return createClickHouseStore(transport, { scope: "network", ...options, layout });
}

async function checkVersion(transport: Transport, server: ServerAddress): Promise<void> {
  const [version = ""] = await ask(transport, server, "SELECT version()");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Error(
    `[events:clickhouse] ${server.address} is ClickHouse ${version}: upgrade it to ${OLDEST.join(".")} or later`,
  );
}

async function checkCluster(transport: Transport, server: ServerAddress, cluster: string): Promise<void> {
  const clusters = await ask(transport, server, "SELECT DISTINCT cluster FROM system.clusters");
  if (!clusters.includes(cluster)) {
    throw new Error(
      `[events:clickhouse] ${server.address} has no cluster ${cluster}: set one of ${clusters.join(", ") || "(none)"} in EVENTS_URL`,
    );
  }
  const macros = await ask(transport, server, "SELECT macro FROM system.macros");
  const missing = ["shard", "replica"].filter((macro) => !macros.includes(macro));
  if (missing.length === 0) return;
  throw new Error(
    `[events:clickhouse] ${server.address} has no macro ${missing.join(", ")}: set it in <macros> on every server of the cluster`,
  );
}

/** The first column of a result. */
async function ask(transport: Transport, { address, user }: ServerAddress, query: string): Promise<string[]> {
  try {
    const result = await transport.write.query({ query, format: "JSONCompactEachRow" });
    return (await result.json<[string]>()).map(([value]) => value);
  } catch (error) {
    if (REFUSED.has(String((error as { code?: unknown }).code))) {
      throw new Error(
        `[events:clickhouse] ${address} refuses the user ${user}: check name and password in EVENTS_URL`,
        {
          cause: error,
        },
      );
    }
    if (String((error as { code?: unknown }).code) === ACCESS_DENIED) {
      throw new Error(
        `[events:clickhouse] ${address} does not let ${user} read its system tables: GRANT SELECT ON system.* TO ${user}`,
        { cause: error },
      );
    }
    throw new StoreUnavailable(`[events:clickhouse] ${address} does not answer: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Node gathers the errors of several addresses under one without a message. */
function messageOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
