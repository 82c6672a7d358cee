import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../src/app/torture/victim.ts";
import { suspend } from "../servers/suspend.ts";
import { SCALE } from "./scale.ts";

const START = fileURLToPath(new URL("../../dist/app/start.js", import.meta.url));
const READY_MS = 30_000 + 2 * SCALE.leaseMs;
const STOP_MS = 15_000;

/** None of them outlives the test. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

type Environment = Readonly<Record<string, string | undefined>>;

/** One process of the built server that performs some roles, to be killed, paused and started again on the same port. */
export class RoleProcess {
  readonly url: string;
  readonly #startFile: string;
  readonly #environment: Environment;
  #extra: Environment = {};
  #child: ChildProcess | null = null;
  #ended: Promise<number | null> = Promise.resolve(null);
  #output = "";
  #stopping = false;
  /** How it ended when nobody had killed or stopped it: it is started again all the same, as an operator's service manager would. */
  readonly crashes: string[] = [];

  /** `startFile` is what Node runs: the built server, or a bundle of it. */
  static async make(
    roles: string,
    environment: Environment,
    startFile: string = START,
  ): Promise<RoleProcess> {
    return new RoleProcess(startFile, await freePort(), { ...environment, ROLES: roles });
  }

  private constructor(startFile: string, port: number, environment: Environment) {
    this.#startFile = startFile;
    this.url = `http://127.0.0.1:${port}`;
    this.#environment = { ...environment, PORT: String(port) };
  }

  get running(): boolean {
    return this.#child !== null;
  }

  get output(): string {
    return this.#output;
  }

  /** With settings on top of its own, which it also has when it is started again by itself. */
  start(extra: Environment = {}): void {
    this.#extra = extra;
    const child = spawn(process.execPath, [this.#startFile], {
      env: { ...this.#environment, ...extra } as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    this.#child = child;
    this.#stopping = false;
    running.add(child);
    this.#ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        running.delete(child);
        if (signal !== "SIGKILL" && !this.#stopping)
          this.crashes.push(`code ${code}, signal ${signal}: ${this.#output.slice(-2000)}`);
        if (this.#child === child) this.#child = null;
        resolve(code);
      });
    });
  }

  /** Starts it unless it runs, and waits until every part of it works. */
  async ensureReady(): Promise<void> {
    await this.#until(async () => {
      if (!this.running) this.start(this.#extra);
      return (await fetch(`${this.url}/ready`, { signal: AbortSignal.timeout(2000) })).ok;
    }, "did not become ready");
  }

  async untilQueueEmpty(): Promise<void> {
    await this.#until(async () => {
      if (!this.running) this.start(this.#extra);
      const reply = await fetch(`${this.url}/metrics`, { signal: AbortSignal.timeout(2000) });
      return /^millrace_queue_depth 0$/m.test(await reply.text());
    }, "did not empty the queue");
  }

  /** Resolves to whether it ended within the time. */
  untilEnded(limitMs: number): Promise<boolean> {
    return Promise.race([this.#ended.then(() => true), sleep(limitMs, false, { ref: false })]);
  }

  async kill9(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#ended;
  }

  pause(): void {
    suspend(this.#child?.pid);
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Asks it to end. Returns its exit code; throws when it takes too long. */
  async stop(): Promise<number | null> {
    if (this.#child === null) return 0;
    this.#stopping = true;
    this.#child.kill("SIGTERM");
    if (await this.untilEnded(STOP_MS)) return this.#ended;
    await this.kill9();
    throw new Error(`did not stop within ${STOP_MS / 1000} s of SIGTERM: ${this.#output.slice(-2000)}`);
  }

  async #until(condition: () => Promise<boolean>, complaint: string): Promise<void> {
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      if (await condition().catch(() => false)) return;
      await sleep(20);
    }
    throw new Error(`${complaint} within ${READY_MS / 1000} s: ${this.#output.slice(-3000)}`);
  }
}
