import { REGION_NAMES } from "./region-names.data.ts";

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(REGION_NAMES).flatMap(([country, regions]) =>
    regions.map((text): [string, string] => {
      const blank = text.indexOf(" ");
      return [`${country}-${text.slice(0, blank)}`, text.slice(blank + 1)];
    }),
  ),
);

/** The English name of a region's code; what is none, or has none here, as it is. Some databases store names at once. */
export const regionName = (code: string): string => NAMES.get(code) ?? code;

/** Codes of the regions whose name contains a text, whatever its case. */
export function regionCodes(text: string): string[] {
  const part = text.toLowerCase();
  return [...NAMES].filter(([, name]) => name.toLowerCase().includes(part)).map(([code]) => code);
}
