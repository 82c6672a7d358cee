import { existsSync, readdirSync } from "node:fs";
import { readStat } from "./process-stat.ts";

const STOP_MS = 10_000;
const STOPPED = /^[TtZX]$/;

/** SIGSTOP, and waits until it has taken effect. */
export function suspend(pid: number | undefined): void {
  if (pid === undefined) throw new Error("there is no process to stop");
  process.kill(pid, "SIGSTOP");
  untilStopped(pid);
}

/**
 * Waits until every thread of a process stands still or is gone: `kill` returns before that, and on a busy machine a
 * server answers one more request in between. Blocks, so that nothing of the test runs meanwhile. Throws after 10 s.
 */
export function untilStopped(pid: number): void {
  const deadline = performance.now() + STOP_MS;
  while (!threadStates(pid).every((state) => STOPPED.test(state))) {
    if (performance.now() > deadline) throw new Error(`process ${pid} runs on after SIGSTOP`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
}

function threadStates(pid: number): string[] {
  const tasks = `/proc/${pid}/task`;
  const threads = existsSync(tasks) ? readdirSync(tasks) : [];
  return threads.flatMap((thread) => readStat(`${tasks}/${thread}/stat`)?.state ?? []);
}
