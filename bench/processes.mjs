import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const CLOCK_TICKS_PER_SECOND = 100;
const STOP_MS = 15_000;

/** Everything started here and not ended yet: nothing outlives the benchmark. */
const running = new Set();
process.on("exit", () => running.forEach(killTree));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/**
 * Starts a process whose output is kept for its starter.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env] beside PATH and HOME: settings of the caller's shell must not leak in
 */
export function startProcess(command, args, env = {}) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(command, args, { env: { PATH, HOME, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { text: "", errors: "" };
  child.stdout.on("data", (chunk) => {
    output.text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.errors += chunk;
  });
  running.add(child);
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  ended.catch(() => running.delete(child));
  return { pid: child.pid, output, ended, child };
}

/**
 * Resolves with the match once a process printed it.
 * @param {ReturnType<typeof startProcess>} started
 * @param {RegExp} pattern
 */
export async function printed({ child, output, ended }, pattern, limitMs = 30_000) {
  const deadline = performance.now() + limitMs;
  let over = false;
  ended.then(() => {
    over = true;
  });
  for (;;) {
    const match = pattern.exec(output.text);
    if (match !== null) return match;
    if (over || performance.now() > deadline) {
      throw new Error(
        `${child.spawnargs.join(" ")} did not print ${pattern}:\n${output.text}${output.errors}`,
      );
    }
    await sleep(5);
  }
}

/**
 * Runs a process to its end and returns what it printed. Throws when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 * @param {(line: string) => void} [log] hears what it prints as progress
 */
export async function runProcess(command, args, env, log) {
  const started = startProcess(command, args, env);
  if (log !== undefined) started.child.stderr.on("data", (chunk) => log(String(chunk).trimEnd()));
  const { code, signal } = await started.ended;
  if (code === 0) return started.output.text;
  throw new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}:\n${started.output.errors}`);
}

/**
 * Ends a process in good order, or by force when it takes too long.
 * @param {ReturnType<typeof startProcess>} started
 */
export async function stopProcess({ child, ended }) {
  if (!running.has(child)) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => killTree(child), STOP_MS);
  await ended;
  clearTimeout(timer);
}

function killTree(child) {
  for (const pid of treeOf(child.pid)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

/** A process and all below it, as far as they still live. */
export function treeOf(pid) {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

/** What the main thread of a process has started, as far as it still lives. */
export function childrenOf(pid) {
  return readProc(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

/** CPU seconds (user and system) that a process and all below it have used, those that have ended included. */
export function cpuSecondsOf(pid) {
  let ticks = 0;
  for (const each of treeOf(pid)) {
    // The name may hold spaces and brackets: the fields begin behind its end. 11 is utime, 12 stime, 13 and 14 the same
    // of children that have ended, such as PostgreSQL's connections.
    const fields = readProc(`/proc/${each}/stat`)
      .replace(/^.*\) /s, "")
      .split(" ");
    for (const field of [11, 12, 13, 14]) ticks += Number(fields[field] ?? 0);
  }
  return ticks / CLOCK_TICKS_PER_SECOND;
}

/** Memory of a process and all below it in MB; PSS shares what several of them map. */
export function memoryOf(pid) {
  const total = { pss: 0, rss: 0 };
  for (const each of treeOf(pid)) {
    const text = readProc(`/proc/${each}/smaps_rollup`);
    total.pss += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
    total.rss += Number(/^Rss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
  }
  return total;
}

/** The most memory that a process and all below it have had, each at its own peak, in MB of RSS. */
export function peakMemoryOf(pid) {
  const peaks = treeOf(pid).map(
    (each) => /^VmHWM:\s+(\d+)/m.exec(readProc(`/proc/${each}/status`))?.[1] ?? 0,
  );
  return peaks.reduce((sum, kilobytes) => sum + Number(kilobytes) / 1024, 0);
}

function readProc(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
