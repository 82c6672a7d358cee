import { join } from "node:path";
import Database from "libsql";
import { expect, it } from "vitest";
import { useTempFolders } from "../../../../test/build/temp-folder.ts";
import { openAccounts } from "../index.ts";
import { MOVED_TABLES, UNMOVED_TABLES } from "./moved-tables.data.ts";

const newFolder = useTempFolders();

interface Named {
  readonly name: string;
}

it("every table of the accounts database moves, or is said to stay behind", async () => {
  const file = join(newFolder(), "app.db");
  await (await openAccounts(`sqlite:${file}`)).close();
  const database = new Database(file);
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as Named[];
  database.close();
  const ofOurs = tables.map(({ name }) => name).filter((name) => !/^(sqlite|kysely)_/.test(name));
  const stated = [...MOVED_TABLES.map(({ table }) => table), ...Object.keys(UNMOVED_TABLES)];
  expect(stated.toSorted()).toEqual(ofOurs.toSorted());
});

it("a table is written after those that it refers to", async () => {
  const file = join(newFolder(), "app.db");
  await (await openAccounts(`sqlite:${file}`)).close();
  const database = new Database(file);
  const order = MOVED_TABLES.map(({ table }) => table);
  for (const [at, table] of order.entries()) {
    const references = database.prepare(`SELECT "table" AS name FROM pragma_foreign_key_list(?)`).all(table);
    for (const { name } of references as Named[]) expect(order.slice(0, at)).toContain(name);
  }
  database.close();
});
