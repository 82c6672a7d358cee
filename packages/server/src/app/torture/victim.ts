import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const READY_MS = 60_000;
const STOP_MS = 15_000;

/** How a victim is started; the same as a user would, `npm start`, in the checkout. */
export interface VictimOptions {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly dataDir: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A running instance that is there to be killed. */
export class Victim {
  readonly url: string;
  readonly #options: VictimOptions;
  #child: ChildProcess | null = null;
  #ended: Promise<number | null> = Promise.resolve(null);
  #output = "";

  constructor(options: VictimOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  get running(): boolean {
    return this.#child !== null;
  }

  /** What it printed since it was made; the end of it when that is much. */
  get output(): string {
    return this.#output;
  }

  /** Starts it with settings on top of the ones it was made with. */
  start(extra: Readonly<Record<string, string>> = {}): void {
    const { command, cwd, dataDir, port, environment } = this.#options;
    const [file, ...args] = command;
    const env = { ...environment, DATA_DIR: dataDir, PORT: String(port), OUTAGE_MAX_MS: "500", ...extra };
    const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once("exit", (code) => {
        if (this.#child === child) this.#child = null;
        resolve(code);
      });
    });
  }

  /** Resolves when every part works. Throws when it ends before or takes too long. */
  async untilReady(): Promise<void> {
    await this.#until(
      async () => (await fetch(`${this.url}/ready`)).ok,
      READY_MS,
      "the instance did not become ready",
    );
  }

  async untilQueueEmpty(limitMs: number): Promise<void> {
    const empty = async () => {
      const text = await (await fetch(`${this.url}/metrics`)).text();
      return /^millrace_queue_depth 0$/m.test(text);
    };
    await this.#until(empty, limitMs, "the instance did not empty its queue");
  }

  /** Kills the process that performs a role as if the plug were pulled. False when there is none. */
  kill(role: "ingest" | "worker"): boolean {
    try {
      process.kill(
        Number(readFileSync(join(this.#options.dataDir, "locks", `${role}.pid`), "utf8")),
        "SIGKILL",
      );
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when the edge has ended. */
  async untilEnded(limitMs: number): Promise<boolean> {
    const ended = await Promise.race([this.#ended.then(() => true), sleep(limitMs, false, { ref: false })]);
    return ended;
  }

  /** Asks it to end and returns its exit code. Throws when it takes too long. */
  async stop(): Promise<number | null> {
    if (this.#child === null) return this.#ended;
    this.terminate();
    if (await this.untilEnded(STOP_MS)) return this.#ended;
    this.kill("ingest");
    throw new Error(`the instance did not stop within ${STOP_MS / 1000} s of SIGTERM`);
  }

  /** SIGTERM to the edge itself: npm, in between, does not always hand it on. */
  terminate(): void {
    const pidFile = join(this.#options.dataDir, "locks", "ingest.pid");
    // Where everything lies in services there is no lock, and nothing in between either.
    if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, "utf8")), "SIGTERM");
    else this.#child?.kill("SIGTERM");
  }

  async #until(condition: () => Promise<boolean>, limitMs: number, complaint: string): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (Date.now() < deadline) {
      if (await condition().catch(() => false)) return;
      if (!this.running) throw new Error(`the instance ended by itself: ${this.#output.slice(-2000)}`);
      await sleep(20);
    }
    throw new Error(`${complaint} within ${limitMs / 1000} s: ${this.#output.slice(-2000)}`);
  }
}

/** A TCP port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
