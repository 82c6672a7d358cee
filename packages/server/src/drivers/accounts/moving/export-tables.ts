import type { Kysely } from "kysely";
import type { TableRow, TableRows } from "../../../ports/accounts-copy.ts";
import type { KyselyAccountsOptions } from "../kysely-accounts-options.ts";
import type { AccountsSchema } from "../schema.ts";
import type { Run } from "../site-tables.ts";
import { MOVED_TABLES, type MovedTable } from "./moved-tables.data.ts";

const PAGE = 500;

/** Reads the rows that move, table by table. */
export async function* exportTables(
  db: Kysely<AccountsSchema>,
  run: Run,
  { lastId }: Pick<KyselyAccountsOptions, "lastId">,
): AsyncGenerator<TableRows> {
  for (const moved of MOVED_TABLES) {
    const last = await run(() => lastId(moved.table));
    for (let offset = 0; ; offset += PAGE) {
      const rows = await run(() => readPage(db, moved, offset));
      yield { table: moved.table, rows, lastId: last };
      if (rows.length < PAGE) break;
    }
  }
}

function readPage(
  db: Kysely<AccountsSchema>,
  { table, key }: MovedTable,
  offset: number,
): Promise<readonly TableRow[]> {
  let query = db.selectFrom(table as "users").selectAll();
  for (const column of key) query = query.orderBy(column as "id");
  return query.limit(PAGE).offset(offset).execute();
}
