import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, SqliteDialect } from "kysely";
import type { Accounts } from "../../ports/accounts.ts";
import { closeFiles, makePrivateFile } from "../disk/private-files.ts";
import { bindingKnownKinds } from "./bindable.ts";
import { createKyselyAccounts, reportOutage } from "./kysely-accounts.ts";
import { migrate } from "./migrate.ts";
import { SQLITE_TYPES } from "./migrations/column-types.ts";
import type { AccountsSchema } from "./schema.ts";

/** The disk, or a neighbour that holds the file for too long (https://sqlite.org/rescode.html). */
const OUTAGE = /^SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY|NOMEM|PROTOCOL)/;

/** Numbers of AUTOINCREMENT tables (https://sqlite.org/autoinc.html). */
const LAST_ID = "SELECT seq FROM sqlite_sequence WHERE name = ?";
const BEGIN_SEQUENCE =
  "INSERT INTO sqlite_sequence (name, seq) SELECT ?, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)";
const RAISE_SEQUENCE = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?";

const BUSY_MS = 5000;
const RETRY_MS = 20;

interface Executor {
  exec(statement: string): unknown;
}

/** Opens (or makes) the database file that the URL `sqlite:<file>` names; `sqlite::memory:` for none. */
export async function open(url: string): Promise<Accounts> {
  const { default: Database } = await import("libsql");
  const file = url.slice("sqlite:".length);
  if (file !== ":memory:") {
    // The folder may be anyone's where it is there already: only the files are closed to others.
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    makePrivateFile(file);
    // SQLite makes these with the mode of the database; older ones have the mode that it had.
    closeFiles(...["-wal", "-shm", "-journal"].map((suffix) => file + suffix));
  }
  const database = new Database(file);
  // Edge, worker and the command line have it open at once: readers never wait, writers wait for each other.
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  // SQLite's own default is off.
  database.exec("PRAGMA foreign_keys = ON");
  const db = new Kysely<AccountsSchema>({
    dialect: new SqliteDialect({ database: bindingKnownKinds(database as never) as never }),
  });
  const outage = { name: "sqlite", isOutage } as const;
  await reportOutage(outage, () => alone(database, () => migrate(db, { types: SQLITE_TYPES })));
  return createKyselyAccounts(db, {
    ...outage,
    scope: file === ":memory:" ? "process" : "machine",
    async lastId(table) {
      const row = database.prepare(LAST_ID).get(table) as { readonly seq: number } | undefined;
      return Number(row?.seq ?? 0);
    },
    async reserveIds(table, id) {
      if (id === 0) return;
      database.prepare(BEGIN_SEQUENCE).run(table, table);
      database.prepare(RAISE_SEQUENCE).run(id, table);
    },
  });
}

/** Runs `what` as a transaction that no other process is in: Kysely knows no lock for migrations on SQLite. */
async function alone(database: Executor, what: () => Promise<void>): Promise<void> {
  await beginAlone(database);
  try {
    await what();
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** Waits without holding up the process, in which somebody else may be about to finish. */
async function beginAlone(database: Executor): Promise<void> {
  const deadline = performance.now() + BUSY_MS;
  database.exec("PRAGMA busy_timeout = 0");
  try {
    for (;;) {
      try {
        database.exec("BEGIN IMMEDIATE");
        return;
      } catch (error) {
        if (!isOutage(error) || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  } finally {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  }
}

function isOutage(error: unknown): boolean {
  return OUTAGE.test(String((error as { code?: unknown } | null)?.code));
}
