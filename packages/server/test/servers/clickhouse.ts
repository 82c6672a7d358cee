import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forkScript, kill9, nextMessage } from "../processes/child-process.ts";
import { suspend } from "./suspend.ts";
import type { TestServer } from "./test-server.ts";

const USER = "millrace";
// Signs that a URL has to escape.
export const PASSWORD = "p@ss/w:rd?";

export interface ClickHouseOptions {
  readonly tls?: boolean;
}

/**
 * ClickHouse's HTTP interface in front of the embedded engine, in a process of its own: no server of that version can be
 * installed everywhere. Same storage, same parser; not the same code between socket and engine.
 */
export async function startClickHouse({ tls = false }: ClickHouseOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-clickhouse-"));
  if (tls) makeCertificate(folder);
  let child: ChildProcess | null = null;

  async function start(port: number): Promise<number> {
    const args = [join(folder, "data"), String(port), USER, PASSWORD, tls ? folder : ""];
    const started = forkScript("../servers/clickhouse-front.ts", args);
    child = started;
    return (await nextMessage<{ port: number }>(started)).port;
  }

  async function end(): Promise<void> {
    if (child !== null) await kill9(child);
  }

  const endWithTest = () => void child?.kill("SIGKILL");
  process.once("exit", endWithTest);
  const port = await start(0);
  const credentials = `${USER}:${encodeURIComponent(PASSWORD)}`;
  return {
    url: tls
      ? `clickhouses://${credentials}@127.0.0.1:${port}/millrace?ca=${encodeURIComponent(join(folder, "cert.pem"))}`
      : `clickhouse://${credentials}@127.0.0.1:${port}/millrace`,
    port,
    folder,
    kill9: end,
    async restart() {
      await end();
      await start(port);
    },
    pause: () => suspend(child?.pid),
    resume: () => void child?.kill("SIGCONT"),
    async stop() {
      await end();
      process.off("exit", endWithTest);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A key, and a certificate for 127.0.0.1 that is its own authority. */
function makeCertificate(folder: string): void {
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...files, ...names],
    {
      stdio: "ignore",
    },
  );
}
