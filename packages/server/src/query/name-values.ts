import type { Dimension } from "@millrace/protocol";
import { regionName } from "./region-names.ts";

const COUNTRIES = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

/**
 * Returns values as people read them if a dimension is one of names: countries and regions. Cities are stored by name.
 */
export function nameValues(dimensions: readonly Dimension[], values: readonly string[]): string[] {
  return values.map((value, index) => {
    if (dimensions[index] === "visit:country_name") return countryName(value);
    return dimensions[index] === "visit:region_name" ? regionName(value) : value;
  });
}

/**
 * Returns the names beside a row's values, for clients that show names and filter by codes: names of regions, which the
 * dashboard has no list of. Null when no value has another name.
 */
export function namesBeside(dimensions: readonly Dimension[], values: readonly string[]): string[] | null {
  const names = values.map((value, index) =>
    dimensions[index] === "visit:region" ? regionName(value) : value,
  );
  return names.some((name, index) => name !== values[index]) ? names : null;
}

function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (COUNTRIES.of(code) ?? code) : code;
}

/** Returns the codes of countries whose English name contains a text, ignoring case. */
export function countryCodes(text: string): string[] {
  const part = text.toLowerCase();
  return ALL_CODES.filter((code) => {
    const name = countryName(code);
    return name !== code && name.toLowerCase().includes(part);
  });
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const ALL_CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
