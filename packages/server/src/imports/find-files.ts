import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { ImportFault } from "./import-fault.ts";

export interface FoundFiles {
  readonly paths: readonly string[];
  /** Bytes on the disk. */
  readonly bytes: number;
}

/** The file itself, or those of a folder whose name fits, by name. Throws ImportFault when there are none. */
export function findFiles(path: string, fits: RegExp, expected: string): FoundFiles {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new ImportFault(path, "there is no such file or folder");
  if (/\.zip$/i.test(path)) throw new ImportFault(path, "unpack it first, and name the folder");
  const paths = stat.isDirectory()
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory() && fits.test(basename(entry.name)))
        .map((entry) => join(path, entry.name))
        .sort()
    : [path];
  if (paths.length === 0) throw new ImportFault(path, `the folder has no ${expected}`);
  return { paths, bytes: paths.reduce((sum, file) => sum + statSync(file).size, 0) };
}
