import { linkSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { SaltFiles } from "./salt-files.ts";

const newFolder = useTempFolders();
const DATE = "2026-03-10";

it("overwrites a salt before it is removed: a second name that a crash left holds zeros", async () => {
  const folder = newFolder();
  const salts = new SaltFiles(folder);
  await salts.salt(DATE);
  linkSync(join(folder, DATE), join(folder, `.${DATE}.left-by-a-crash`));
  await salts.destroy(DATE);
  expect(readFileSync(join(folder, `.${DATE}.left-by-a-crash`))).toEqual(Buffer.alloc(16));
});

it("takes a draft that a crash left for no date, and leaves none itself", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, `.${DATE}.draft`), Buffer.alloc(16));
  const salts = new SaltFiles(folder);
  expect(await salts.dates()).toEqual([]);
  await Promise.all(Array.from({ length: 10 }, () => salts.salt(DATE)));
  expect(readdirSync(folder).sort()).toEqual([`.${DATE}.draft`, DATE].sort());
});

it("keeps salts from other users of the machine", async () => {
  const folder = join(newFolder(), "salts");
  await new SaltFiles(folder).salt(DATE);
  expect(statSync(folder).mode & 0o077).toBe(0);
  expect(statSync(join(folder, DATE)).mode & 0o077).toBe(0);
});

it("refuses a damaged salt with its remedy instead of hashing with less than 16 bytes", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, DATE), Buffer.alloc(7));
  await expect(new SaltFiles(folder).salt(DATE)).rejects.toThrow(
    `the salt file of ${DATE} is damaged: remove it`,
  );
});
