import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "../domain/role.ts";

/** Another process uses the data folder. */
export class DataFolderInUse extends Error {
  override readonly name = "DataFolderInUse";
}

const RETRY_MS = 100;
const MOST_OF_A_NAME = 64;

/**
 * Locks a role on a data folder, so that one process at a time performs it. The lock is a locked SQLite file: the
 * operating system releases it however the process ends. Waits up to waitMs for a predecessor that is about to end.
 * Throws DataFolderInUse.
 */
export async function lockRoles(
  dataDir: string,
  roles: readonly Role[],
  waitMs: number,
): Promise<() => void> {
  const { default: Database } = await import("libsql");
  const folder = join(dataDir, "locks");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const locks: { close(): unknown }[] = [];
  const unlock = () => {
    for (const lock of locks) lock.close();
  };

  async function lock(role: Role): Promise<void> {
    const file = join(folder, `${role}.lock`);
    const pidFile = join(folder, `${role}.pid`);
    const deadline = performance.now() + waitMs;
    for (;;) {
      const database = new Database(file);
      try {
        database.exec("BEGIN EXCLUSIVE");
        locks.push(database);
        writeFileSync(pidFile, String(process.pid));
        return;
      } catch {
        database.close();
        if (performance.now() > deadline) throw inUse(dataDir, role, pidFile);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  try {
    for (const role of roles) await lock(role);
  } catch (error) {
    unlock();
    throw error;
  }
  return unlock;
}

export interface NameLock {
  readonly name: string;
  unlock(): void;
}

/**
 * Takes the first free one of a name, `name-2`, `name-3` …, for files that only one process at a time may write where
 * processes may stand side by side. Throws when so many processes hold one, or the folder can't be written.
 */
export async function lockName(dataDir: string, name: string): Promise<NameLock> {
  const { default: Database } = await import("libsql");
  const folder = join(dataDir, "locks");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let n = 1; n <= MOST_OF_A_NAME; n++) {
    const own = n === 1 ? name : `${name}-${n}`;
    const database = new Database(join(folder, `${own}.lock`));
    try {
      database.exec("BEGIN EXCLUSIVE");
      return { name: own, unlock: () => void database.close() };
    } catch {
      database.close();
    }
  }
  throw new Error(`${MOST_OF_A_NAME} processes use ${join(folder, name)}`);
}

/** Returns whether a living process performs the role on the data folder. */
export async function isLocked(dataDir: string, role: Role): Promise<boolean> {
  if (!existsSync(join(dataDir, "locks"))) return false;
  try {
    (await lockRoles(dataDir, [role], 0))();
    return false;
  } catch (error) {
    if (error instanceof DataFolderInUse) return true;
    throw error;
  }
}

function inUse(dataDir: string, role: Role, pidFile: string): DataFolderInUse {
  const pid = readFileSync(pidFile, "utf8");
  return new DataFolderInUse(
    `${dataDir} is in use: process ${pid} already performs the role ${role} on it. Stop that process, or set DATA_DIR to another folder`,
  );
}
