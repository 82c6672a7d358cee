import { NO_PLACE, type Place } from "../../domain/event/facts.ts";
import { canonicalAddress } from "../../domain/network/canonical-address.ts";
import type { Geo } from "../../ports/geo.ts";

/** The parts of a GeoLite2 or DB-IP record that are read. DB-IP's npm packages keep the fields flat. */
interface GeoRecord {
  country_code?: string;
  state1?: string;
  city?: string | { names?: { en?: string } };
  country?: { iso_code?: string };
  subdivisions?: { iso_code?: string }[];
}

/** Opens a MaxMind-format file. */
export async function openMmdb(path: string): Promise<Geo> {
  const { open } = await import("maxmind");
  const reader = await open<never>(path);
  // TRICKY: of a file with IPv4 alone the library walks the tree with the first bits of an IPv6 address, and finds somebody.
  const knowsIpv6 = reader.metadata.ipVersion === 6;
  return {
    name: reader.metadata.databaseType || path,
    locate(ip) {
      const address = canonicalAddress(ip);
      if (address === "" || (!knowsIpv6 && address.includes(":"))) return NO_PLACE;
      try {
        return toPlace(reader.get(address) as GeoRecord | null);
      } catch {
        // A damaged record has no place; it must not cost the event.
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
