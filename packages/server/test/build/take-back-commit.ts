import { execFileSync } from "node:child_process";

/** In LMDB's lock file, behind its magic number and format: the number of the newest commit, 8 bytes. */
const SCRIPT = `
  const { openSync, readSync, writeSync } = require("node:fs");
  const file = openSync(process.argv[1], "r+");
  const newest = Buffer.alloc(8);
  readSync(file, newest, 0, 8, 8);
  newest.writeBigUInt64LE(newest.readBigUInt64LE() - 1n);
  writeSync(file, newest, 0, 8, 8);
`;

/**
 * Does to the processes that have an LMDB environment open what another does that opens it during a commit. In a
 * process of its own: closing the file would take this one's locks on it away.
 */
export function takeBackCommit(lockFile: string): void {
  execFileSync(process.execPath, ["-e", SCRIPT, lockFile]);
}
