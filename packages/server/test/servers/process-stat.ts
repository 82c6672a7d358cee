import { readFileSync } from "node:fs";

export interface ProcessStat {
  /** A letter, as in proc(5): R, S, D, T, Z … */
  readonly state: string;
  readonly parent: number;
}

/** What `/proc/<pid>/stat` says, of a process or of a thread; undefined once it is gone. */
export function readStat(file: string): ProcessStat | undefined {
  try {
    const stat = readFileSync(file, "utf8");
    // The name before it may hold anything, brackets and blanks as well.
    const [state = "", parent = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
