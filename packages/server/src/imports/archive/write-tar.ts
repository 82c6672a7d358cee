const BLOCK = 512;
const ASCII_0 = 0x30;

/** The two empty blocks that end an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** Returns a file of a tar archive (POSIX ustar): header, content, padding. The name has at most 100 ASCII characters. */
export function tarFile(name: string, content: Buffer, modifiedAt: number): Buffer {
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return Buffer.concat([header(name, content.length, modifiedAt), content, padding]);
}

function header(name: string, bytes: number, modifiedAt: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number) =>
    block.write(value.toString(8).padStart(digits, "0"), at, "latin1");
  block.write(name, 0, 100, "latin1");
  octal(0o600, 100, 7);
  // Owner and group: nobody's numbers of this machine.
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(bytes, 124, 11);
  octal(Math.floor(modifiedAt / 1000), 136, 11);
  block[156] = ASCII_0;
  block.write("ustar\0", 257, "latin1");
  block.write("00", 263, "latin1");
  octal(checksumOf(block), 148, 6);
  block[154] = 0;
  block[155] = 0x20;
  return block;
}

/** The sum of a header's bytes, with blanks in place of the sum itself. */
export function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum;
}
