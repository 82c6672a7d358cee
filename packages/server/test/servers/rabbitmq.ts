import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { TestServer } from "./test-server.ts";

const SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const CONTROL = "/usr/lib/rabbitmq/bin/rabbitmqctl";
const READY_MS = 60_000;

export interface RabbitServer extends TestServer {
  /** Runs `rabbitmqctl` against the node and returns what it printed. */
  ctl(...args: readonly string[]): Promise<string>;
}

/** A node of its own, with its own port mapper, cookie and folder. It takes 5 to 10 s to start: one per test file. */
export async function startRabbit(): Promise<RabbitServer> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-rabbit-"));
  const [port = 0, distPort = 0, epmdPort = 0] = await freePorts(3);
  const env = environment(folder, { port, distPort, epmdPort });
  const epmd = spawn("epmd", ["-port", String(epmdPort), "-address", "127.0.0.1"], { stdio: "ignore" });
  let node = startNode(env);
  const killAll = () => {
    killGroup(node, "SIGKILL");
    epmd.kill("SIGKILL");
  };
  process.once("exit", killAll);

  const ctl = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(CONTROL, ["--node", env.RABBITMQ_NODENAME ?? "", ...args], { env })).stdout;
  const kill9 = async (): Promise<void> => {
    const gone = exited(node);
    killGroup(node, "SIGKILL");
    await gone;
  };
  const server: RabbitServer = {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    port,
    folder,
    ctl,
    kill9,
    async restart() {
      await kill9();
      node = startNode(env);
      await ready(node, ctl);
    },
    pause: () => killGroup(node, "SIGSTOP"),
    resume: () => killGroup(node, "SIGCONT"),
    async stop() {
      process.off("exit", killAll);
      await kill9();
      epmd.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await ready(node, ctl);
  return server;
}

function environment(
  folder: string,
  { port, distPort, epmdPort }: { port: number; distPort: number; epmdPort: number },
): NodeJS.ProcessEnv {
  for (const name of ["mnesia", "log", "home"]) mkdirSync(join(folder, name));
  writeFileSync(
    join(folder, "rabbitmq.conf"),
    `loopback_users = none\nlisteners.tcp.local = 127.0.0.1:${port}\ndisk_free_limit.absolute = 1MB\n`,
  );
  writeFileSync(join(folder, "enabled_plugins"), "[].\n");
  return {
    PATH: process.env.PATH,
    HOME: join(folder, "home"),
    RABBITMQ_NODENAME: `millrace-test-${port}@localhost`,
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2",
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    // The start script then becomes the Erlang machine itself, so that our child is the process to kill.
    RUNNING_UNDER_SYSTEMD: "1",
  };
}

/** In a process group of its own, since the machine has small children that a signal must reach too. */
function startNode(env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(SERVER, [], { env, stdio: "ignore", detached: true });
}

async function ready(node: ChildProcess, ctl: RabbitServer["ctl"]): Promise<void> {
  const deadline = performance.now() + READY_MS;
  let fault: unknown;
  while (performance.now() < deadline) {
    if (node.exitCode !== null) throw new Error(`rabbitmq-server ended with code ${node.exitCode}`);
    try {
      await ctl("await_startup", "--timeout", "30");
      return;
    } catch (error) {
      fault = error;
      await sleep(300);
    }
  }
  throw new Error("rabbitmq-server does not answer", { cause: fault });
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Asked for together, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()))),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  return ports;
}
