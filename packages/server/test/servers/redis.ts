import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestServer } from "./test-server.ts";

/** Which settings are kept: those of a server that loses nothing, unless a test says otherwise. */
const SAFE_SETTINGS: Readonly<Record<string, string>> = {
  appendonly: "yes",
  appendfsync: "always",
  "maxmemory-policy": "noeviction",
  save: "",
};
const START_MS = 15_000;

export interface RedisServer extends TestServer {
  /** Where its append-only file and its dump lie. */
  readonly folder: string;
}

/** Starts redis-server; it dies with this process. */
export async function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-redis-"));
  const port = await freePort();
  const all = { ...SAFE_SETTINGS, ...settings, port: String(port), bind: "127.0.0.1", dir: folder };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  let child = await start(args, port);
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const kill9 = async () => {
    child.kill("SIGKILL");
    await gone(child);
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    kill9,
    async restart() {
      child = await start(args, port);
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    async stop() {
      process.off("exit", endWithUs);
      await kill9();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(args: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn("redis-server", args, { stdio: "ignore" });
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(20)) {
    if (child.exitCode !== null) throw new Error(`redis-server ended at once: code ${child.exitCode}`);
    if (await answers(port)) return child;
  }
  child.kill("SIGKILL");
  throw new Error(`redis-server does not answer on port ${port}`);
}

/** True once it has loaded its data. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (data) => end(/^(\+PONG|-NOAUTH)/.test(data.toString())));
    socket.once("error", () => end(false));
  });
}

function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
