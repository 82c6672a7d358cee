import { join } from "node:path";
import { afterAll } from "vitest";
import { ACCOUNTS_DRIVERS } from "../../src/drivers/accounts/index.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startPostgres } from "../servers/postgres.ts";
import { describeAccounts } from "./accounts.contract.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

/** Where a test finds fresh accounts of each driver. A driver that is missing here fails below: it would go untested. */
const NEW_URL: Readonly<Record<string, () => string>> = {
  sqlite: () => `sqlite:${join(newFolder(), "app.db")}`,
  postgres: () => postgres.newDatabase(),
};

for (const [scheme, load] of Object.entries(ACCOUNTS_DRIVERS)) {
  const newUrl = NEW_URL[scheme];
  if (newUrl === undefined)
    throw new Error(`the accounts driver ${scheme} has no place to be tested at: add one to NEW_URL`);
  const { open } = await load();
  describeAccounts(scheme, { newUrl, open, server: scheme === "postgres" ? postgres : null });
}
