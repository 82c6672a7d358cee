import { join } from "node:path";
import Database from "libsql";
import pg from "pg";
import { afterAll } from "vitest";
import { ACCOUNTS_DRIVERS } from "../../src/drivers/accounts/index.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startPostgres } from "../servers/postgres.ts";
import { type AccountsDriver, describeAccounts } from "./accounts.contract.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

type Place = Pick<AccountsDriver, "newUrl" | "runSql">;

/** Where a test finds fresh accounts of each driver. A driver that is missing here fails below: it would go untested. */
const PLACES: Readonly<Record<string, Place>> = {
  sqlite: {
    newUrl: () => `sqlite:${join(newFolder(), "app.db")}`,
    async runSql(url, statement) {
      const database = new Database(url.slice("sqlite:".length));
      try {
        database.exec(statement);
      } finally {
        database.close();
      }
    },
  },
  postgres: {
    newUrl: () => postgres.newDatabase(),
    async runSql(url, statement) {
      const client = new pg.Client(url);
      await client.connect();
      try {
        await client.query("SET search_path TO millrace");
        await client.query(statement);
      } finally {
        await client.end();
      }
    },
  },
};

for (const [scheme, load] of Object.entries(ACCOUNTS_DRIVERS)) {
  const place = PLACES[scheme];
  if (place === undefined)
    throw new Error(`the accounts driver ${scheme} has no place to be tested at: add one to PLACES`);
  const { open } = await load();
  describeAccounts(scheme, { ...place, open, server: scheme === "postgres" ? postgres : null });
}
