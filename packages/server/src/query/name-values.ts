import type { Dimension } from "@millrace/protocol";
import { regionName } from "./region-names.ts";

const COUNTRIES = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

/** Values as people read them where a dimension asks for names: countries and regions; cities are stored by theirs. */
export function nameValues(dimensions: readonly Dimension[], values: readonly string[]): string[] {
  return values.map((value, index) => {
    if (dimensions[index] === "visit:country_name") return countryName(value);
    return dimensions[index] === "visit:region_name" ? regionName(value) : value;
  });
}

/**
 * The names beside a row's values, for whoever shows the one and filters by the other: of regions, which pages cannot name
 * by themselves. Null where no value has another name.
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

/** Codes of the countries whose English name contains a text, whatever its case. */
export function countryCodes(text: string): string[] {
  const part = text.toLowerCase();
  return ALL_CODES.filter((code) => {
    const name = countryName(code);
    return name !== code && name.toLowerCase().includes(part);
  });
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const ALL_CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
