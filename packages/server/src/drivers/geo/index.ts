import type { Geo } from "../../ports/geo.ts";
import { geoFile } from "./geo-file.ts";
import { openMmdb } from "./mmdb.ts";
import { openNoGeo } from "./none.ts";

/** Opens the file given, else the finest installed package, else a geo that knows nothing. Never a remote call. */
export async function openGeo(path: string | null): Promise<Geo> {
  const file = geoFile(path);
  return file === null ? openNoGeo() : openMmdb(file);
}
