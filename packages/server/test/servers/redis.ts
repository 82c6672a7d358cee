import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { suspend } from "./suspend.ts";
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
  let running = await start(args, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    kill9: () => end(running),
    async restart() {
      running = await start(args, port);
    },
    pause: () => suspend(running.pid),
    resume: () => void process.kill(running.pid, "SIGCONT"),
    async stop() {
      await end(running);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly shell: ChildProcess;
  /** Of redis-server. */
  readonly pid: number;
}

/**
 * The shell kills the server when its input ends, hence also when this process is killed. It outlives the signals of a
 * terminal that goes away, which Redis would outlive too.
 */
const GUARD =
  'trap "" HUP INT TERM; redis-server "$@" >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -9 $! 2>/dev/null; wait';

async function start(args: readonly string[], port: number): Promise<Running> {
  const shell = spawn("sh", ["-c", GUARD, "redis", ...args], { stdio: ["pipe", "pipe", "ignore"] });
  const [said] = await once(shell.stdout, "data");
  const running = { shell, pid: Number(said) };
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(20)) {
    if (await answers(port)) return running;
  }
  await end(running);
  throw new Error(`redis-server does not answer on port ${port}`);
}

async function end({ shell }: Running): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return;
  const exited = once(shell, "exit");
  shell.stdin?.end();
  await exited;
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
