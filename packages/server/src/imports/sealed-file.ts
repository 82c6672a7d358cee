import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import type { Transform } from "node:stream";

const CIPHER = "aes-256-ctr";

interface Key {
  readonly key: Buffer;
  readonly iv: Buffer;
}

/** By path, in this process's memory only. */
const keys = new Map<string, Key>();

/** A file that is written piece by piece, and that nobody can read but this process: it may hold addresses, which must reach no disk. */
export interface SealedFile {
  readonly path: string;
  append(bytes: Buffer): Promise<void>;
  /** Closes the file and forgets its key: what lies on the disk is noise from then on. */
  forget(): Promise<void>;
}

/** Makes the file; readers open it by openFile. Throws what opening and writing a file throw. */
export async function createSealedFile(path: string): Promise<SealedFile> {
  const key = { key: randomBytes(32), iv: randomBytes(16) };
  const cipher = createCipheriv(CIPHER, key.key, key.iv);
  const file = await open(path, "wx", 0o600);
  keys.set(path, key);
  return {
    path,
    append: (bytes) => file.appendFile(cipher.update(bytes)),
    async forget() {
      keys.delete(path);
      await file.close();
    },
  };
}

/** Undoes what createSealedFile did to the file; null for any other file. */
export function unsealerOf(path: string): Transform | null {
  const key = keys.get(path);
  return key === undefined ? null : createDecipheriv(CIPHER, key.key, key.iv);
}
