import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const LOADER = new URL("./typescript-loader.mjs", import.meta.url).href;

const FLAGS = ["--conditions=millrace-source", "--import", LOADER];

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Runs a TypeScript file of this folder in a process of its own, which a test may kill. */
export function forkScript(name: string, args: readonly string[]): ChildProcess {
  return fork(pathOf(name), [...args], {
    execArgv: FLAGS,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Runs it to its end, while this process stands still. */
export function runScript(name: string, args: readonly string[]): void {
  execFileSync(process.execPath, [...FLAGS, pathOf(name), ...args]);
}

/** The next message of a child. Rejects when it ends before it says anything. */
export function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null) =>
      reject(new Error(`the child ended early: code ${code}, signal ${signal}`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as Message);
    });
  });
}

export function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

export async function kill9(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await exited(child);
}
