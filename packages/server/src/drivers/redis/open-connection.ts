import { RedisConnection } from "./connection.ts";
import { requirePersistence } from "./persistence.ts";
import { rewriteSinceStart } from "./rewrite.ts";
import { parseRedisUrl, type RedisTarget } from "./url.ts";

export interface OpenOptions {
  readonly component: string;
  /** Whether the server has to keep what it acknowledges. */
  readonly durable: boolean;
  /** Makes the port's error for "try again later". */
  unavailable(message: string, cause: unknown): Error;
}

/**
 * Opens a connection to the server of a `redis:` or `rediss:` URL. Throws what `unavailable` makes when none answers in
 * time, and an Error with the remedy when it would not keep what it acknowledges, unless the URL says `unchecked`.
 */
export async function openConnection(
  url: string,
  { component, durable, unavailable }: OpenOptions,
): Promise<{ connection: RedisConnection; target: RedisTarget }> {
  const target = parseRedisUrl(url, component);
  const isChecked = durable && !target.unchecked;
  const connection = await RedisConnection.open({
    serverUrl: target.serverUrl,
    component,
    unavailable,
    ...(isChecked && { prepare: rewriteSinceStart }),
  });
  try {
    if (isChecked) await requirePersistence(connection, target, component);
  } catch (error) {
    connection.close();
    throw error;
  }
  return { connection, target };
}
