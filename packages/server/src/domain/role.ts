/** Duties that processes perform: one process has all of them, or each has some. */
export const ROLES = ["ingest", "worker", "api", "scheduler"] as const;
export type Role = (typeof ROLES)[number];
