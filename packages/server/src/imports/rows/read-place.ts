import type { Place } from "../../domain/event/facts.ts";

/** Country, region and city as other systems write them: the region by its ISO 3166-2 code, with the country or without. */
export function readPlace(country: string, region: string, city: string): Place {
  const code = country.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code) || code === "ZZ" || code === "XX")
    return { country: "", region: "", city: "" };
  const part = region.trim().toUpperCase();
  const isBare = part !== "" && !part.startsWith(`${code}-`);
  return { country: code, region: isBare ? `${code}-${part}` : part, city: city.trim() };
}
