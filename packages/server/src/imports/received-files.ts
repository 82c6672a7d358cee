import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ImportFile } from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import { createSealedFile, type SealedFile } from "./sealed-file.ts";

const MAX_FILES = 200;
const MAX_NAME = 150;
/** As much as years of a large site's log. */
const MAX_BYTES = 8 * 1024 ** 3;

/** Files that come in pieces, each in its order. */
export interface ReceivedFiles {
  readonly paths: readonly string[];
  readonly bytes: number;
  show(): readonly ImportFile[];
  /** Throws BadRequest for what is no next piece: it names the byte that is. */
  append(file: number, offset: number, piece: Buffer): Promise<void>;
  isWhole(): boolean;
  remove(): Promise<void>;
}

interface Receiving extends Pick<ImportFile, "name" | "bytes"> {
  readonly sealed: SealedFile;
  received: number;
}

/** Makes the folder and the files in it. Throws BadRequest for names and sizes that are none. */
export async function receiveFiles(
  folder: string,
  asked: readonly Pick<ImportFile, "name" | "bytes">[],
): Promise<ReceivedFiles> {
  checkFiles(asked);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: Receiving[] = [];
  for (const { name, bytes } of asked)
    files.push({ name, bytes, sealed: await createSealedFile(join(folder, name)), received: 0 });
  let line: Promise<unknown> = Promise.resolve();

  async function appendNow(index: number, offset: number, piece: Buffer): Promise<void> {
    const file = files[index];
    if (file === undefined) throw new BadRequest(`file must be a number from 0 to ${files.length - 1}`);
    if (offset !== file.received)
      throw new BadRequest(`offset: the next byte of ${file.name} is ${file.received}`);
    if (offset + piece.length > file.bytes)
      throw new BadRequest(`${file.name}: more than the announced ${file.bytes} bytes`);
    await file.sealed.append(piece).catch(refuseFull);
    file.received += piece.length;
  }

  return {
    paths: files.map(({ sealed }) => sealed.path),
    bytes: asked.reduce((sum, { bytes }) => sum + bytes, 0),
    show: () => files.map(({ name, bytes, received }) => ({ name, bytes, received })),
    append(file, offset, piece) {
      const mine = line.then(() => appendNow(file, offset, piece));
      line = mine.catch(() => {});
      return mine;
    },
    isWhole: () => files.every(({ bytes, received }) => bytes === received),
    async remove() {
      await line;
      await Promise.all(files.map(({ sealed }) => sealed.forget()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function checkFiles(files: readonly Pick<ImportFile, "name" | "bytes">[]): void {
  if (files.length === 0 || files.length > MAX_FILES)
    throw new BadRequest(`files must have 1 to ${MAX_FILES} entries`);
  for (const { name } of files) {
    if (name.length > MAX_NAME || !/^[^\p{Cc}/\\:*?"<>|]+$/u.test(name) || /^\.+$/.test(name))
      throw new BadRequest(`files: ${JSON.stringify(name.slice(0, MAX_NAME))} is not a file name`);
    if (/\.zip$/i.test(name)) throw new BadRequest(`files: unpack ${name} first, and choose the files in it`);
  }
  if (new Set(files.map(({ name }) => name)).size < files.length)
    throw new BadRequest("files: two files have the same name");
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_BYTES)
    throw new BadRequest(
      `the files may have at most ${MAX_BYTES} bytes together; the command line has no limit`,
    );
}

/** The operator's to mend, and no fault of ours. */
function refuseFull(error: NodeJS.ErrnoException): never {
  if (error.code === "ENOSPC" || error.code === "EDQUOT")
    throw new BadRequest("the server's disk is full: free some space, or import on the command line");
  throw error;
}
