import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type Config, isLocal } from "./config.ts";

/**
 * Returns a name for leases. With a local state store, where no other machine can hold leases, it stays the same after
 * a restart, so that no lease has to expire first.
 */
export function holderName({ stateUrl, dataDir }: Pick<Config, "stateUrl" | "dataDir">): string {
  if (isLocal(stateUrl)) return `${hostname()}:${dataDir}`;
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}
