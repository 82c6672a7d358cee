import type { Scope } from "../../ports/queue.ts";

export interface KyselyAccountsOptions {
  readonly name: "sqlite" | "postgres";
  readonly scope: Scope;
  /** Whether an error says that the database can't answer now, rather than that it was asked wrongly. */
  isOutage(error: unknown): boolean;
  /** Returns the highest id that a table has given; 0 when it has given none, or does not number its rows. */
  lastId(table: string): Promise<number>;
  /** Lets the next id of a table lie above `id`, and above every id that it has given. */
  reserveIds(table: string, id: number): Promise<void>;
}
