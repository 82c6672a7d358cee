import type { Kysely, Transaction } from "kysely";
import type { CopiedTable, TableRow, TableRows } from "../../../ports/accounts-copy.ts";
import type { KyselyAccountsOptions } from "../kysely-accounts-options.ts";
import { isDuplicate } from "../or-duplicate.ts";
import type { AccountsSchema } from "../schema.ts";
import { AccountsRefusal } from "../site-tables.ts";
import { MOVED_TABLES, type MovedTable } from "./moved-tables.data.ts";

/** Both dialects limit the parameters of a statement. */
const ROWS_PER_INSERT = 200;

type Options = Pick<KyselyAccountsOptions, "name" | "reserveIds">;
type Writer = Transaction<AccountsSchema>;

/** A table of the target while rows come in. */
interface Target extends MovedTable {
  /** Key of each row to its identity. */
  readonly known: Map<string, string>;
  /** Of a table that may renumber. */
  readonly takenIds: ReadonlySet<string>;
  copied: number;
  met: number;
}

/** Adds the rows of another accounts store, as AccountsCopy.importTables says. */
export async function importTables(
  db: Kysely<AccountsSchema>,
  options: Options,
  tables: AsyncIterable<TableRows>,
): Promise<readonly CopiedTable[]> {
  return db.transaction().execute(async (all) => {
    const refuse = (fault: string, cause?: unknown) =>
      new AccountsRefusal(`[accounts:${options.name}] ${fault}: move into an empty database`, { cause });
    await prepare(all, refuse);
    const targets = new Map<string, Target>();
    for await (const { table, rows, lastId } of tables) {
      const target = targets.get(table) ?? (await openTarget(all, table));
      if (!targets.has(table)) {
        targets.set(table, target);
        // Also before the rows: one that is numbered anew must not take the id of one to come.
        await options.reserveIds(table, lastId);
      }
      await addRows(all, target, rows, refuse);
    }
    checkPeople(targets.get("users"), refuse);
    await checkDeletedSites(all, refuse);
    return [...targets.values()].map(({ table, copied, met }) => ({ table, copied, known: met }));
  });
}

type Refuse = (fault: string, cause?: unknown) => AccountsRefusal;

async function prepare(all: Writer, refuse: Refuse): Promise<void> {
  // The first statement writes, see deleteSiteIn. Facts of an instance without accounts, such as its secret, are nobody's.
  const people = all.selectFrom("users").select("id");
  await all
    .deleteFrom("instance")
    .where(({ not, exists }) => not(exists(people)))
    .execute();
  const signIn = await all.selectFrom("sign_ins").select("id").limit(1).executeTakeFirst();
  if (signIn !== undefined) throw refuse("people have signed in here, so this database is in use");
}

async function openTarget(all: Writer, table: string): Promise<Target> {
  const moved = MOVED_TABLES.find((one) => one.table === table);
  if (moved === undefined) throw new Error(`[accounts] the table ${table} does not move`);
  const { key, identity = [], mayRenumber = false } = moved;
  const columns = [...new Set([...key, ...identity, ...(mayRenumber ? ["id"] : [])])];
  const rows: readonly TableRow[] = await all
    .selectFrom(table as "users")
    .select(columns as "id"[])
    .execute();
  return {
    ...moved,
    known: new Map(rows.map((row) => [textOf(row, key), textOf(row, identity)])),
    takenIds: new Set(mayRenumber ? rows.map(({ id }) => String(id)) : []),
    copied: 0,
    met: 0,
  };
}

async function addRows(
  all: Writer,
  target: Target,
  rows: readonly TableRow[],
  refuse: Refuse,
): Promise<void> {
  const { table, key, identity = [], known, takenIds } = target;
  const missing = rows.filter((row) => {
    const there = known.get(textOf(row, key));
    if (there !== undefined && there !== textOf(row, identity))
      throw refuse(`${table}: ${key.map((column) => row[column]).join(", ")} is another one here`);
    return there === undefined;
  });
  const numberedAnew = missing.filter(({ id }) => takenIds.has(String(id)));
  const asTheyAre = missing.filter(({ id }) => !takenIds.has(String(id)));
  await insert(all, target, asTheyAre, refuse);
  await insert(
    all,
    target,
    numberedAnew.map(({ id: _, ...row }) => row),
    refuse,
  );
  target.copied += missing.length;
  target.met += rows.length - missing.length;
}

async function insert(
  all: Writer,
  { table }: Target,
  rows: readonly TableRow[],
  refuse: Refuse,
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const values = rows.slice(start, start + ROWS_PER_INSERT).map(toParameters);
    try {
      await all
        .insertInto(table as "users")
        .values(values as never)
        .execute();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw refuse(`${table}: a row has the name or id of another one here`, error);
    }
  }
}

/** SQLite gives bytes in a form that neither engine takes. */
const toParameters = (row: TableRow): TableRow =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toBytes(value) ?? value]));

function toBytes(value: unknown): Buffer | null {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  return value instanceof Uint8Array ? Buffer.from(value) : null;
}

/** The dialects give numbers as numbers or texts. */
const textOf = (row: TableRow, columns: readonly string[]): string =>
  JSON.stringify(
    columns.map((column) => {
      const value = row[column];
      return value === null ? null : (toBytes(value)?.toString("hex") ?? String(value));
    }),
  );

/** Every account here must be one that came, now or in an earlier run. */
function checkPeople(users: Target | undefined, refuse: Refuse): void {
  if (users !== undefined && users.known.size > users.met)
    throw refuse("people have accounts here that the other database does not have");
}

/** The events of a site whose id belonged to a deleted one would be erased. */
async function checkDeletedSites(all: Writer, refuse: Refuse): Promise<void> {
  const query = all
    .selectFrom("sites")
    .innerJoin("deleted_sites", "deleted_sites.site_id", "sites.id")
    .select(["sites.name", "deleted_sites.name as deleted", "sites.id"]);
  const found = await query.executeTakeFirst();
  if (found !== undefined)
    throw refuse(
      `the site ${found.name} has the number ${found.id}, which the deleted site ${found.deleted} had`,
    );
}
