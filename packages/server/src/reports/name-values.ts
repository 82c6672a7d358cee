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
