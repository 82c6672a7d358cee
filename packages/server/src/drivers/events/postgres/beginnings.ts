import { HOUR, SECOND } from "../../../domain/time.ts";
import type { TransactionOptions } from "./connections.ts";

const FILL_LIMIT_MS = 120 * SECOND;

/** How transactions of each kind begin, and how long they may take. */
export function beginnings(schema: string, fsync: boolean) {
  const inSchema = `SET LOCAL search_path = "${schema}"; SET LOCAL jit = off`;
  const write = `BEGIN; ${inSchema}; SET LOCAL synchronous_commit = ${fsync ? "on" : "off"}`;
  const of = (begin: string, limitMs: number): TransactionOptions => ({ begin, limitMs });
  return {
    read: of(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${inSchema}; SET LOCAL statement_timeout = '20s'; SET LOCAL work_mem = '64MB'`,
      45 * SECOND,
    ),
    write: of(`${write}; SET LOCAL statement_timeout = '60s'`, 90 * SECOND),
    fill: of(`${write}; SET LOCAL statement_timeout = '110s'; SET LOCAL work_mem = '128MB'`, FILL_LIMIT_MS),
    drop: of(`${write}; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '60s'`, 90 * SECOND),
    migrate: of(`${write}; SET LOCAL statement_timeout = 0`, HOUR),
  };
}

export type Beginnings = ReturnType<typeof beginnings>;
