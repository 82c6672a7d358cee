import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../e2e/instance.ts";
import { parseUnit } from "./configuration-files.ts";

export const DEPLOY = join(ROOT, "deploy");

export function readDeployed(name: string): string {
  return readFileSync(join(DEPLOY, name), "utf8");
}

/** The words of a systemd unit's command. */
export function commandOf(unit: string): string[] {
  return parseUnit(readDeployed(unit)).Service?.ExecStart?.[0]?.split(" ") ?? [];
}
