import { open } from "node:fs/promises";
import type { PlacesKnown } from "@millrace/protocol";
import { geoFile } from "./geo-file.ts";

/** MaxMind's format keeps its description behind this mark, in the last bytes of the file. */
const MARK = "\xab\xcd\xefMaxMind.com";
const TAIL_BYTES = 128 * 1024;

/**
 * Returns what the database that openGeo would open can tell, by the type that it calls itself. Reads its last bytes only:
 * a process that answers pages need not hold a hundred megabytes for it.
 */
export async function placesKnown(path: string | null): Promise<PlacesKnown> {
  const file = geoFile(path);
  if (file === null) return "none";
  const tail = await readTail(file);
  const type =
    /database_type(.+?)(?:description|languages|node_count|ip_version|record_size|build_epoch|binary_format)/s.exec(
      tail.slice(tail.lastIndexOf(MARK)),
    )?.[1];
  // A file that was renamed still says what it is; one that says nothing is taken by its name.
  return /city|enterprise|insights|precision/i.test(type ?? file) ? "city" : "country";
}

async function readTail(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("latin1");
  } finally {
    await handle.close();
  }
}
