import { chmodSync, closeSync, mkdirSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/** Makes a folder that is ours alone, with the folders above it; one that is there already is closed to others. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  closeToOthers(folder, PRIVATE_FOLDER);
}

/** Makes the files of a private folder ours alone; folders in it stay as they are. */
export function closeFilesIn(folder: string): void {
  for (const file of readdirSync(folder, { withFileTypes: true })) {
    if (file.isFile()) closeToOthers(join(folder, file.name), PRIVATE_FILE);
  }
}

/** Makes an empty file that is ours alone where there is none, for a library that would make one for all to read. */
export function makePrivateFile(path: string): void {
  try {
    // TRICKY: one that is there is not opened. Closing it would end the locks that this process has on it (POSIX), and
    // another process could take the database for one that nobody uses (https://sqlite.org/howtocorrupt.html, 2.2).
    closeSync(openSync(path, "ax", PRIVATE_FILE));
  } catch (error) {
    // The library that opens it says what else is wrong, in the terms of its own that its driver knows.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return;
  }
  closeToOthers(path, PRIVATE_FILE);
}

/** Makes files ours alone; those that are not there are left out. */
export function closeFiles(...paths: readonly string[]): void {
  for (const path of paths) closeToOthers(path, PRIVATE_FILE);
}

/** Files of another user, which we may write all the same, are that user's to close; others go away meanwhile. */
const NOT_OURS: ReadonlySet<string | undefined> = new Set(["EPERM", "EACCES", "EROFS", "ENOTSUP", "ENOENT"]);

function closeToOthers(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    if (!NOT_OURS.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}
