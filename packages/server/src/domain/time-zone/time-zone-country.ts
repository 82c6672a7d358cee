import { currentTimeZone } from "./time-zone.ts";
import { TIME_ZONE_COUNTRIES } from "./time-zone-countries.data.ts";

const COUNTRIES: ReadonlyMap<string, string> = new Map(
  TIME_ZONE_COUNTRIES.trim()
    .split("\n")
    .flatMap((line) => {
      const [country = "", ...zones] = line.trim().split(" ");
      return zones.map((zone) => [currentTimeZone(zone), country] as const);
    }),
);

/** Returns the ISO 3166-1 alpha-2 code of the country in which a time zone's city lies; empty when there is none. */
export const countryOfTimeZone = (zone: string): string => COUNTRIES.get(currentTimeZone(zone)) ?? "";
