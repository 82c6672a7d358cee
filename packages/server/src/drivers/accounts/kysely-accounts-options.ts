import type { Scope } from "../../ports/queue.ts";

export interface KyselyAccountsOptions {
  readonly name: "sqlite" | "postgres";
  readonly scope: Scope;
  /** Whether an error says that the database can't answer now, rather than that it was asked wrongly. */
  isOutage(error: unknown): boolean;
  /** Where the database does not see that ids were given: the next one must lie above them. */
  afterImport?(): Promise<void>;
}
