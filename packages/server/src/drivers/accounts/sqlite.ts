import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, SqliteDialect } from "kysely";
import type { Accounts } from "../../ports/accounts.ts";
import { openAccountsOn } from "./kysely-accounts.ts";
import type { AccountsSchema } from "./schema.ts";

/** Opens (or makes) the database file that the URL `sqlite:<file>` names; `sqlite::memory:` for none. */
export async function open(url: string): Promise<Accounts> {
  const { default: Database } = await import("libsql");
  const file = url.slice("sqlite:".length);
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new Database(file);
  // Edge, worker and the command line have it open at once: readers never wait, writers wait for each other.
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA busy_timeout = 5000");
  database.exec("PRAGMA synchronous = FULL");
  return openAccountsOn(
    new Kysely<AccountsSchema>({ dialect: new SqliteDialect({ database: database as never }) }),
    file === ":memory:" ? "process" : "machine",
  );
}
