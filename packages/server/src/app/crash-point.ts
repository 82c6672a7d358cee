import type { PassCrashPoint } from "../ports/crash-points.ts";
import type { Config } from "./config.ts";

/** For tests: kills the process, as a power cut would, the n-th time the point of MILLRACE_CRASH_AT is reached. */
export function createPassCrashPoint({ crashAt }: Pick<Config, "crashAt">): PassCrashPoint {
  if (crashAt === null) return () => {};
  let left = crashAt.hits;
  return function dieAt(point) {
    if (point !== crashAt.point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  };
}
