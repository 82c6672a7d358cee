import { type ChildProcess, fork } from "node:child_process";
import { getPriority, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { backoffMs } from "../pipeline/drain/backoff.ts";
import type { Log } from "../ports/log.ts";
import { storeProcessEnvironment } from "./config.ts";

const MAIN = fileURLToPath(new URL("./start.js", import.meta.url));
const RESTART = { firstMs: 250, maxMs: 30_000 };
/** A process that lived this long is restarted without delay. */
const STABLE_MS = 60_000;
/**
 * Inserts, merges and reports take every core that there is. The edge comes first: at 1,000 events a second on two cores,
 * p99 of its acknowledgements fell from 21 to about 15 ms (docs/benchmarks.md, SOCKETS).
 */
const NICENESS = 10;
const MOST_NICE = 19;

/** A message from the store's process to its edge. */
export interface StoreMessage {
  readonly url?: string;
  readonly totals?: Readonly<Record<string, number>>;
  /** Why it can't start, if trying again would not help. */
  readonly refused?: string;
}

export interface StoreProcess {
  /** Returns its address; null while it does not run. */
  url(): string | null;
  /** Resolves when it has answered for the first time. Rejects when it can't start. */
  started: Promise<void>;
  stop(): Promise<Readonly<Record<string, number>>>;
}

/**
 * Runs worker, API and scheduler in a child process, so that a slow report or a crash of the engine does not hold up
 * the edge. Restarts it whenever it ends.
 */
export function startStoreProcess(log: Log): StoreProcess {
  let child: ChildProcess | null = null;
  let url: string | null = null;
  let stopping = false;
  let failures = 0;
  let isFirst = true;
  let restart: NodeJS.Timeout | undefined;
  let totals: Readonly<Record<string, number>> = {};
  let onStarted: () => void = () => {};
  let onRefused: (error: Error) => void = () => {};
  const started = new Promise<void>((resolve, reject) => {
    onStarted = resolve;
    onRefused = reject;
  });

  function start(): void {
    const startedAt = performance.now();
    const running = fork(MAIN, { env: storeProcessEnvironment(isFirst) as NodeJS.ProcessEnv });
    child = running;
    giveWay(running.pid, log);
    isFirst = false;
    running.on("message", (message: StoreMessage) => {
      if (message.url !== undefined) {
        url = message.url;
        onStarted();
      }
      if (message.totals !== undefined) totals = message.totals;
      if (message.refused !== undefined) onRefused(new Error(message.refused));
    });
    running.on("exit", (code, signal) => {
      url = null;
      child = null;
      if (stopping) return;
      failures = performance.now() - startedAt > STABLE_MS ? 0 : failures + 1;
      const waitMs = failures === 0 ? 0 : backoffMs(RESTART, failures, Math.random());
      log.warn(
        { code, signal, waitMs: Math.round(waitMs) },
        "store process ended, restarting it; events wait in the queue",
      );
      restart = setTimeout(start, waitMs);
    });
  }

  start();
  return {
    url: () => url,
    started,
    async stop() {
      stopping = true;
      clearTimeout(restart);
      const running = child;
      if (running === null) return totals;
      const ended = new Promise((resolve) => running.once("exit", resolve));
      running.send("stop", () => {});
      await ended;
      return totals;
    },
  };
}

/** Before the engine starts: its threads get the priority of the one that makes them. */
function giveWay(pid: number | undefined, log: Log): void {
  try {
    if (pid !== undefined) setPriority(pid, Math.min(MOST_NICE, getPriority() + NICENESS));
  } catch (error) {
    log.debug({ error: (error as Error).message }, "could not lower the priority of the store process");
  }
}
