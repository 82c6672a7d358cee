import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** A file's bytes, unpacked when its name ends with `.gz`. onBytes hears of what was read from the disk. */
export function openFile(path: string, onBytes: (bytes: number) => void): Readable {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on("data", (chunk) => onBytes(chunk.length));
  if (!path.endsWith(".gz")) return file;
  // The reader of the result hears of every error: it comes out of its own stream.
  return pipeline(file, createGunzip(), () => {});
}
