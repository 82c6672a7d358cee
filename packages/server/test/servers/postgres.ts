import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { readStat } from "./process-stat.ts";
import { untilStopped } from "./suspend.ts";
import type { TestServer } from "./test-server.ts";

const BINARIES = "/usr/lib/postgresql/15/bin";
const START_MS = 20_000;

export interface PostgresServer extends TestServer {
  /** Makes an empty database and tells its URL. */
  newDatabase(): string;
}

/** A PostgreSQL of its own, fsync on, that ends with this process at the latest. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const port = await freePort();
  const owner = serverOwner();
  const folder = mkdtempSync(join(tmpdir(), "millrace-postgres-"));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  execFileSync(
    join(BINARIES, "initdb"),
    ["-D", data, "-U", "millrace", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    { ...owner, cwd: folder, stdio: "ignore" },
  );
  const url = `postgres://millrace@127.0.0.1:${port}/postgres`;
  let child: ChildProcess;
  let databases = 0;

  async function start(): Promise<void> {
    const given = [
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${folder}`,
      "fsync=on",
      ...settings,
    ];
    const flags = given.flatMap((setting) => ["-c", setting]);
    child = spawn(join(BINARIES, "postgres"), ["-D", data, "-p", String(port), ...flags], {
      ...owner,
      cwd: folder,
      stdio: "ignore",
    });
    await untilAnswers(url);
  }

  function signalAll(signal: NodeJS.Signals): void {
    for (const pid of [child.pid, ...childrenOf(child.pid)]) {
      try {
        if (pid !== undefined) process.kill(pid, signal);
      } catch {
        // It ended in the meantime.
      }
    }
  }

  async function kill9(): Promise<void> {
    const pids = childrenOf(child.pid);
    const gone = child.exitCode === null && child.signalCode === null ? ended(child) : Promise.resolve();
    signalAll("SIGKILL");
    await gone;
    // A new server refuses the folder while a backend of the old one lives.
    while (pids.some(isAlive)) await pauseFor(10);
  }

  const atExit = () => signalAll("SIGKILL");
  process.once("exit", atExit);
  await start();
  return {
    url,
    port,
    folder,
    kill9,
    restart: start,
    pause() {
      signalAll("SIGSTOP");
      for (const pid of [child.pid ?? 0, ...childrenOf(child.pid)]) untilStopped(pid);
    },
    resume: () => signalAll("SIGCONT"),
    newDatabase() {
      databases += 1;
      const name = `place_${databases}`;
      execFileSync(join(BINARIES, "createdb"), ["-h", folder, "-p", String(port), "-U", "millrace", name]);
      return `postgres://millrace@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      await kill9();
      process.off("exit", atExit);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function serverOwner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function untilAnswers(url: string): Promise<void> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pauseFor(50);
    }
  }
}

function childrenOf(parent: number | undefined): number[] {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids.filter((pid) => readStat(`/proc/${pid}/stat`)?.parent === parent);
}

function isAlive(pid: number): boolean {
  const state = readStat(`/proc/${pid}/stat`)?.state;
  return state !== undefined && state !== "Z";
}

const ended = (child: ChildProcess) => new Promise<void>((resolve) => child.once("exit", () => resolve()));
const pauseFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
