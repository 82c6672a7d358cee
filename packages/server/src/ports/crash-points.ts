/** Places where a test kills the process, as a power cut would. */
export const CRASH_POINTS = [
  "edge:before-append",
  "edge:after-append",
  "worker:read",
  "worker:cut",
  "worker:manifest",
  "worker:insert-sent",
  "worker:insert-done",
  "worker:before-ack",
  "worker:dead-settled",
  "worker:after-ack",
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Called at each point; does nothing in production. */
export type PassCrashPoint = (point: CrashPoint) => void;
