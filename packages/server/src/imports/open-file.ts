import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { unsealerOf } from "./sealed-file.ts";

/** A file's bytes, unpacked when its name ends with `.gz`. onBytes hears of what was read from the disk. */
export function openFile(path: string, onBytes: (bytes: number) => void): Readable {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on("data", (chunk) => onBytes(chunk.length));
  const unsealer = unsealerOf(path);
  // The reader of the result hears of every error: it comes out of its own stream.
  const plain = unsealer === null ? file : pipeline(file, unsealer, () => {});
  return path.endsWith(".gz") ? pipeline(plain, createGunzip(), () => {}) : plain;
}
