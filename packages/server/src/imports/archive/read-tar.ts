import { checksumOf } from "./write-tar.ts";

const BLOCK = 512;
const FILE = ["0", "\0"];
const FOLDER = "5";

export interface TarFile {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Reads the files of a tar archive in their order, each whole. `limitOf` returns the most bytes that a file may have,
 * or throws for a name that does not belong there; it is called before anything of the file is read. Folders are passed
 * over. Throws a TypeError that names the fault, and what limitOf and the chunks throw.
 */
export async function* readTar(
  chunks: AsyncIterable<Buffer>,
  limitOf: (name: string) => number,
): AsyncGenerator<TarFile> {
  const source = readerOf(chunks);
  try {
    for (;;) {
      const block = await source.take(BLOCK);
      if (block.every((byte) => byte === 0)) break;
      const { name, bytes, type } = readHeader(block);
      if (type === FOLDER && bytes === 0) continue;
      if (!FILE.includes(type)) throw new TypeError(`${shown(name)} is not a file`);
      const limit = limitOf(name);
      if (bytes > limit)
        throw new TypeError(`${shown(name)} has ${bytes} bytes, at most ${limit} are accepted`);
      const content = await source.take(bytes);
      await source.take((BLOCK - (bytes % BLOCK)) % BLOCK);
      yield { name, content };
    }
    await source.checkEnd();
  } finally {
    await source.close();
  }
}

const shown = (name: string): string => JSON.stringify(name.slice(0, 100));

function readHeader(block: Buffer): { name: string; bytes: number; type: string } {
  const text = (at: number, length: number) => {
    const field = block.subarray(at, at + length);
    const end = field.indexOf(0);
    return field.subarray(0, end < 0 ? length : end).toString("utf8");
  };
  if (!text(257, 5).startsWith("ustar")) throw new TypeError("it is not a tar archive");
  if (readOctal(text(148, 8)) !== checksumOf(block))
    throw new TypeError("a header of the tar archive is damaged");
  const prefix = text(345, 155);
  const name = prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  return { name, bytes: readOctal(text(124, 12)), type: String.fromCharCode(block[156] ?? 0) };
}

function readOctal(text: string): number {
  const digits = text.trim();
  if (!/^[0-7]{1,11}$/.test(digits)) throw new TypeError("a header of the tar archive is damaged");
  return Number.parseInt(digits, 8);
}

/** Takes bytes from chunks in whatever pieces they come. */
function readerOf(chunks: AsyncIterable<Buffer>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let left: Buffer = Buffer.alloc(0);

  async function next(): Promise<boolean> {
    const { done, value } = await iterator.next();
    if (done !== true) left = value;
    return done !== true;
  }

  return {
    async take(bytes: number): Promise<Buffer> {
      const parts: Buffer[] = [];
      for (let missing = bytes; missing > 0; ) {
        if (left.length === 0 && !(await next()))
          throw new TypeError("the file ends too early: it was cut off");
        const part = left.subarray(0, missing);
        left = left.subarray(part.length);
        missing -= part.length;
        parts.push(part);
      }
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    },
    /** What follows the end may only fill up the archive's last record. */
    async checkEnd(): Promise<void> {
      do {
        if (left.some((byte) => byte !== 0)) throw new TypeError("something follows the archive's end");
      } while (await next());
    },
    close: async () => void (await iterator.return?.()),
  };
}
