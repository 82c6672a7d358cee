import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, Victim } from "../../src/app/torture/victim.ts";

const START = fileURLToPath(new URL("../../dist/app/start.js", import.meta.url));
export const CLI = fileURLToPath(new URL("../../dist/app/cli/main.js", import.meta.url));
export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

export interface InstanceOptions {
  readonly dataDir?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: a free one. */
  readonly port?: number;
  /** In front of node, such as a fault injector. */
  readonly wrapper?: readonly string[];
}

/** A built instance of its own on a free port and a fresh data folder. */
export async function makeInstance(
  options: InstanceOptions = {},
): Promise<{ victim: Victim; dataDir: string }> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const [file, ...args] = [...(options.wrapper ?? []), process.execPath, START];
  const victim = new Victim({
    command: [file as string, ...args],
    cwd: ROOT,
    dataDir,
    port: options.port ?? (await freePort()),
    environment: { ...process.env, LOG_LEVEL: "info", ...options.environment },
  });
  return { victim, dataDir };
}

const made: string[] = [];

/** A folder that is removed when the test process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
  made.push(folder);
  return folder;
}

process.once("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

export async function postEvents(
  url: string,
  events: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const reply = await fetch(`${url}/api/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(events),
  });
  return {
    status: reply.status,
    body: (await reply.json()) as Record<string, unknown>,
    headers: reply.headers,
  };
}

export async function query(
  url: string,
  body: object,
): Promise<{ results: { metrics: number[]; dimensions: string[] }[] }> {
  const reply = await fetch(`${url}/api/v2/query`, { method: "POST", body: JSON.stringify(body) });
  return (await reply.json()) as { results: { metrics: number[]; dimensions: string[] }[] };
}
