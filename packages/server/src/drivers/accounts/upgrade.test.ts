import { Kysely, Migrator, SqliteDialect } from "kysely";
import Database from "libsql";
import { expect, it } from "vitest";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { newToken } from "../../accounts/tokens.ts";
import { openAccounts } from "./index.ts";
import { SQLITE_TYPES } from "./migrations/column-types.ts";
import { migrationsFor } from "./migrations/index.ts";
import type { AccountsSchema } from "./schema.ts";

const newFolder = useTempFolders();
/** The last migration before there were accounts. */
const BEFORE_ACCOUNTS = "0004-life-of-sites";

it("sites from before there were accounts belong to the first owner's team, with all that is theirs", async () => {
  const file = `${newFolder()}/app.db`;
  const database = new Database(file);
  const db = new Kysely<AccountsSchema>({ dialect: new SqliteDialect({ database: database as never }) });
  const provider = { getMigrations: async () => migrationsFor(SQLITE_TYPES) };
  const { error } = await new Migrator({ db, provider }).migrateTo(BEFORE_ACCOUNTS);
  expect(error).toBeUndefined();
  database.exec(`
    INSERT INTO sites (name, domains, timezone, safe_query_params, geo_precision, retention_days, key, created_at)
      VALUES ('old.example', '[]', 'Europe/Berlin', '[]', 'city', 365, zeroblob(32), 1);
    INSERT INTO goals (site_id, name, event, created_at) VALUES (1, 'Sign-up', 'signup', 1)`);
  await db.destroy();

  const accounts = await openAccounts(`sqlite:${file}`);
  try {
    expect(await accounts.hasPeople()).toBe(false);
    expect((await accounts.findSite("old.example"))?.teamId).toBeNull();
    const { hash } = newToken();
    await accounts.addSetupLink(hash, 1);
    const person = {
      name: "Ada",
      email: "ada@example.com",
      emailVerified: true,
      passwordHash: "",
      isOperator: true,
    };
    const owner = await accounts.createFirstOwner({ linkHash: hash, person, teamName: "Example" });
    const site = await accounts.findSite("old.example");
    expect(site).toMatchObject({
      id: 1,
      teamId: owner?.teamId,
      timezone: "Europe/Berlin",
      needsIngestKey: false,
    });
    expect((await accounts.listGoals(1)).map(({ name }) => name)).toEqual(["Sign-up"]);
  } finally {
    await accounts.close();
  }
});
