import { execFileSync } from "node:child_process";
import { join } from "node:path";
import Database from "libsql";
import { expect, it } from "vitest";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { AccountsUnavailable } from "../../domain/errors.ts";
import { DEFAULT_SITE_SETTINGS } from "../../domain/site/site.ts";
import { open } from "./sqlite.ts";

const newFolder = useTempFolders();

/** What the first edition made, byte for byte. */
const FIRST_EDITION = `
CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
INSERT INTO kysely_migration_lock VALUES ('migration_lock', 0);
CREATE TABLE "sites" ("id" integer primary key autoincrement, "name" text not null unique, "domains" text not null, "timezone" text not null, "safe_query_params" text not null, "geo_precision" text not null, "retention_days" integer not null, "key" blob not null, "created_at" bigint not null);
INSERT INTO kysely_migration VALUES ('0001-sites', '2026-03-10T12:00:00.000Z');
INSERT INTO sites VALUES (7, 'old.example', '["old.example"]', 'Asia/Kathmandu', '[]', 'city', 90, x'00ff', 1773144000000);
`;

it("opens a file of the first edition and goes on with it", async () => {
  const file = join(newFolder(), "app.db");
  const database = new Database(file);
  database.exec(FIRST_EDITION);
  database.close();
  const accounts = await open(`sqlite:${file}`);
  expect(await accounts.findSite("old.example")).toMatchObject({
    id: 7,
    domains: ["old.example"],
    trailingSlash: "keep",
    key: Buffer.from([0, 255]),
  });
  expect((await accounts.createSite("new.example", DEFAULT_SITE_SETTINGS)).id).toBe(8);
  await accounts.close();
});

it("forgets goals and segments with their site", async () => {
  const file = join(newFolder(), "app.db");
  const accounts = await open(`sqlite:${file}`);
  const { id } = await accounts.createSite("a.example", DEFAULT_SITE_SETTINGS);
  await accounts.createGoal(id, { name: "g", event: "g", page: null });
  await accounts.createSegment(id, { name: "s", filters: [] });
  const database = new Database(file);
  database.exec("PRAGMA foreign_keys = ON; DELETE FROM sites");
  database.close();
  expect([...(await accounts.listGoals(id)), ...(await accounts.listSegments(id))]).toEqual([]);
  await accounts.close();
});

it("says AccountsUnavailable while another process holds the file for too long", async () => {
  const file = join(newFolder(), "app.db");
  const accounts = await open(`sqlite:${file}`);
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");
  await expect(accounts.createSite("a.example", DEFAULT_SITE_SETTINGS)).rejects.toThrow(AccountsUnavailable);
  other.exec("ROLLBACK");
  await accounts.createSite("a.example", DEFAULT_SITE_SETTINGS);
  other.close();
  await accounts.close();
});

/** Names of sites, read by a process that ends: the last one that closes a database removes its WAL. */
function namesElsewhere(file: string): string[] {
  const script = `
    const database = new (require("libsql"))(process.argv[1]);
    console.log(JSON.stringify(database.prepare("SELECT name FROM sites ORDER BY name").all()));
    database.close();`;
  const printed = execFileSync(process.execPath, ["-e", script, file], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  return (JSON.parse(printed) as { name: string }[]).map(({ name }) => name);
}

it("keeps its locks when the file is opened once more, so that no process takes its WAL away", async () => {
  const file = join(newFolder(), "app.db");
  const accounts = await open(`sqlite:${file}`);
  await accounts.createSite("a.example", DEFAULT_SITE_SETTINGS);
  await (await open(`sqlite:${file}`)).close();
  expect(namesElsewhere(file)).toEqual(["a.example"]);
  await accounts.createSite("b.example", DEFAULT_SITE_SETTINGS);
  expect(namesElsewhere(file)).toEqual(["a.example", "b.example"]);
  await accounts.close();
});
