import type { Geo } from "../../ports/geo.ts";
import { geoFile } from "./geo-file.ts";
import { openMmdb } from "./mmdb.ts";
import { openNoGeo } from "./none.ts";

/**
 * Opens the given file, else the most precise installed package, else a geo without data. Never calls a remote service.
 */
export async function openGeo(path: string | null): Promise<Geo> {
  const file = geoFile(path);
  return file === null ? openNoGeo() : openMmdb(file);
}
