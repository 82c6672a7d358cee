import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { suspend } from "./suspend.ts";
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
  let node = await startNode(env);
  const ctl = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(CONTROL, ["--node", env.RABBITMQ_NODENAME ?? "", ...args], { env })).stdout;
  const server: RabbitServer = {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    port,
    folder,
    ctl,
    kill9: () => end(node),
    async restart() {
      await end(node);
      node = await startNode(env);
      await ready(node, ctl);
    },
    pause: () => suspend(node.pid),
    resume: () => void process.kill(node.pid, "SIGCONT"),
    async stop() {
      await end(node);
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

interface Node {
  readonly shell: ChildProcess;
  /** Of the Erlang machine. */
  readonly pid: number;
}

/**
 * The shell kills the node and its port mapper when its input ends, hence also when this process is killed. It outlives
 * the signals of a terminal that goes away.
 */
const GUARD = `
trap "" HUP INT TERM
epmd >/dev/null 2>&1 & mapper=$!
${SERVER} >/dev/null 2>&1 & node=$!
echo $node
cat >/dev/null
kill -9 $node $mapper 2>/dev/null
wait`;

async function startNode(env: NodeJS.ProcessEnv): Promise<Node> {
  const shell = spawn("sh", ["-c", GUARD], { env, stdio: ["pipe", "pipe", "ignore"] });
  const [said] = await once(shell.stdout, "data");
  return { shell, pid: Number(said) };
}

async function end({ shell }: Node): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return;
  const exited = once(shell, "exit");
  shell.stdin?.end();
  await exited;
}

async function ready({ shell }: Node, ctl: RabbitServer["ctl"]): Promise<void> {
  const deadline = performance.now() + READY_MS;
  let fault: unknown;
  while (performance.now() < deadline) {
    if (shell.exitCode !== null) throw new Error(`rabbitmq-server ended with code ${shell.exitCode}`);
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
