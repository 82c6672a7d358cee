const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The code of a country by the name that `nameOf` gives it, whatever its capitals; null for what is none. */
export function countryCode(name: string, nameOf: (code: string) => string): string | null {
  for (const first of LETTERS)
    for (const second of LETTERS) {
      // Of a country that is no more its successor, which has the same name.
      const code = new Intl.Locale(`und-${first}${second}`).region ?? "";
      if (code !== nameOf(code) && nameOf(code).toLowerCase() === name.toLowerCase()) return code;
    }
  return null;
}
