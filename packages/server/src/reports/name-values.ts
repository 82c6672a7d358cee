import type { Dimension } from "@millrace/protocol";

const COUNTRIES = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

/** Values as people read them where a dimension asks for names: countries; places are stored by their names. */
export function nameValues(dimensions: readonly Dimension[], values: readonly string[]): string[] {
  return values.map((value, index) =>
    dimensions[index] === "visit:country_name" ? countryName(value) : value,
  );
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
