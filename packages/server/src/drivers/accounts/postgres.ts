import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from "kysely";
import type { Pool, PoolConfig } from "pg";
import { MINUTE, SECOND } from "../../domain/time.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { asRefusal } from "../postgres/refusal.ts";
import { createKyselyAccounts, reportOutage } from "./kysely-accounts.ts";
import { migrate } from "./migrate.ts";
import { POSTGRES_TYPES } from "./migrations/column-types.ts";
import type { AccountsSchema } from "./schema.ts";

const DEFAULT_SCHEMA = "millrace";
const CONNECT_TIMEOUT_MS = 5 * SECOND;
/** Every statement here is about a few rows by their key. */
const QUERY_TIMEOUT_MS = 5 * SECOND;
/** Another process may be migrating, which is waited for. */
const MIGRATE_TIMEOUT_MS = 2 * MINUTE;

/**
 * Opens the database that `postgres://user:password@host/database?schema=millrace` names; makes the schema and its tables.
 * Throws AccountsUnavailable when the server does not answer, and an error with the remedy when it refuses.
 */
export async function open(url: string): Promise<Accounts> {
  const { default: pg } = await import("pg");
  const { connectionString, schema } = parseUrl(url);
  const outage = { name: "postgres", isOutage } as const;

  function connect(queryTimeoutMs: number): Kysely<AccountsSchema> {
    const config: PoolConfig = {
      connectionString,
      application_name: "millrace accounts",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
    };
    const pool = new pg.Pool(config);
    // A connection that ends is replaced by the pool, and the statement on it is told; unheard, its error would end the process.
    pool.on("error", ignore).on("connect", (client) => client.on("error", ignore));
    return new Kysely<AccountsSchema>({ dialect: new PostgresDialect({ pool: dropBroken(pool) }) });
  }

  const migrating = connect(MIGRATE_TIMEOUT_MS);
  try {
    await reportOutage(outage, () =>
      migrate(migrating.withSchema(schema), { types: POSTGRES_TYPES, schema }),
    );
  } catch (error) {
    throw asRefusal(error, { url, setting: "ACCOUNTS_URL", component: "accounts:postgres" }) ?? error;
  } finally {
    await migrating.destroy();
  }
  const db = connect(QUERY_TIMEOUT_MS);
  const sequenceOf = (table: string) =>
    sql`CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = ${`${schema}.${table}`}::regclass AND attname = 'id')
      THEN pg_get_serial_sequence(${`${schema}.${table}`}, 'id')::regclass END`;
  return createKyselyAccounts(db.withSchema(schema), {
    ...outage,
    scope: "network",
    async lastId(table) {
      const { rows } = await sql<{ readonly last: string | null }>`
        SELECT pg_sequence_last_value(${sequenceOf(table)}) AS last`.execute(db);
      return Number(rows[0]?.last ?? 0);
    },
    async reserveIds(table, id) {
      if (id === 0) return;
      // Never back: an id that was given to what is gone by now must not be given again.
      const sequence = sequenceOf(table);
      await sql`SELECT setval(${sequence}, greatest(${id}, nextval(${sequence})))`.execute(db);
    },
  });
}

const ignore = () => {};

function parseUrl(text: string): { connectionString: string; schema: string } {
  const url = new URL(text);
  const schema = url.searchParams.get("schema") ?? DEFAULT_SCHEMA;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new Error(
      `[accounts:postgres] ACCOUNTS_URL has schema=${schema}: use lowercase letters, digits and underscores`,
    );
  }
  // It is no parameter of the server's.
  url.searchParams.delete("schema");
  return { connectionString: url.href, schema };
}

/** A connection whose statement was not answered is closed: what comes after it would wait behind it. */
function dropBroken(pool: Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect();
      let fault: Error | undefined;
      async function query(text: string, values: readonly unknown[]) {
        try {
          return await client.query(text, [...values]);
        } catch (error) {
          if (isOutage(error)) fault = error as Error;
          throw error;
        }
      }
      return {
        // Its other form, for cursors, is never used here.
        query: query as unknown as PostgresPoolClient["query"],
        release: () => client.release(fault),
      };
    },
    end: () => pool.end(),
  };
}

/**
 * Classes of SQLSTATE that say the statement or its values are wrong (https://www.postgresql.org/docs/15/errcodes-appendix.html):
 * 0A feature, 21 cardinality, 22 data, 23 constraint, 42 syntax and rights. 28 is a wrong password, 3D a wrong database.
 */
const OUR_FAULT = /^(0A|21|22|23|28|3D|42)/;

/** Everything but our own fault, since an outage has many faces: no connection, no answer, shut down, out of disk, read-only. */
function isOutage(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return !OUR_FAULT.test(String(code ?? ""));
}
