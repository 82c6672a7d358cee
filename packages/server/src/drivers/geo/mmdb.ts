import { NO_PLACE, type Place } from "../../domain/envelope.ts";
import type { Geo } from "../../ports/geo.ts";

/** The parts of a GeoLite2 or DB-IP record that are read. DB-IP's npm packages keep the fields flat. */
interface GeoRecord {
  country_code?: string;
  state1?: string;
  city?: string | { names?: { en?: string } };
  country?: { iso_code?: string };
  subdivisions?: { iso_code?: string }[];
}

/** How a socket that listens on IPv6 names an IPv4 peer. The databases know such addresses by their IPv4 form only. */
const IPV4_MAPPED = /^::ffff:(?=\d+\.)/i;

/** Opens a MaxMind-format file. */
export async function openMmdb(path: string): Promise<Geo> {
  const { open } = await import("maxmind");
  const reader = await open<never>(path);
  return {
    name: reader.metadata.databaseType || path,
    locate(ip) {
      try {
        return toPlace(reader.get(ip.replace(IPV4_MAPPED, "")) as GeoRecord | null);
      } catch {
        // An address that the library cannot parse has no place; it must not cost the event.
        return NO_PLACE;
      }
    },
  };
}

function toPlace(record: GeoRecord | null): Place {
  if (record === null) return NO_PLACE;
  const country = record.country_code ?? record.country?.iso_code ?? "";
  const subdivision = record.subdivisions?.[0]?.iso_code;
  return {
    country,
    region: record.state1 ?? (subdivision === undefined ? "" : `${country}-${subdivision}`),
    city: typeof record.city === "string" ? record.city : (record.city?.names?.en ?? ""),
  };
}
