import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type Config, isLocal } from "./config.ts";

/** A name for leases: where nobody else can be, the same after a restart, so that none has to run out first. */
export function holderName({ stateUrl, dataDir }: Pick<Config, "stateUrl" | "dataDir">): string {
  if (isLocal(stateUrl)) return `${hostname()}:${dataDir}`;
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}
