import { randomBytes, randomUUID } from "node:crypto";
import { link, open, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { closeFilesIn, makePrivateFolder } from "../disk/private-files.ts";

const SALT_BYTES = 16;

/**
 * One file per date. Files instead of database pages, because a page that a database frees keeps its bytes:
 * a file can be overwritten before it is removed.
 */
export class SaltFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    makePrivateFolder(folder);
    closeFilesIn(folder);
  }

  async salt(date: string): Promise<Buffer> {
    return (await this.#read(date)) ?? (await this.#make(date));
  }

  async dates(): Promise<string[]> {
    const names = await readdir(this.#folder);
    return names.filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name)).sort();
  }

  async destroy(date: string): Promise<void> {
    const file = await open(join(this.#folder, date), "r+").catch(ignoreMissing);
    if (file === null) return;
    await file.write(Buffer.alloc(SALT_BYTES), 0, SALT_BYTES, 0);
    await file.sync();
    await file.close();
    await unlink(join(this.#folder, date));
  }

  async #read(date: string): Promise<Buffer | null> {
    const salt = await readFile(join(this.#folder, date)).catch(ignoreMissing);
    if (salt !== null && salt.length !== SALT_BYTES)
      throw new Error(`[state:disk] the salt file of ${date} is damaged: remove it`);
    return salt;
  }

  /** A complete file appears under its name at once, and of two makers the first wins. */
  async #make(date: string): Promise<Buffer> {
    // A name of its own for every maker: the first requests of a day ask at the same moment.
    const draft = join(this.#folder, `.${date}.${randomUUID()}`);
    const file = await open(draft, "w", 0o600);
    await file.write(randomBytes(SALT_BYTES));
    await file.sync();
    await file.close();
    await link(draft, join(this.#folder, date)).catch(ignoreExisting);
    await unlink(draft);
    const folder = await open(this.#folder, "r");
    await folder.sync();
    await folder.close();
    return readFile(join(this.#folder, date));
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
