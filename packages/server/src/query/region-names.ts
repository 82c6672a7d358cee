import { REGION_NAMES } from "./region-names.data.ts";

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(REGION_NAMES).flatMap(([country, regions]) =>
    regions.map((text): [string, string] => {
      const blank = text.indexOf(" ");
      return [`${country}-${text.slice(0, blank)}`, text.slice(blank + 1)];
    }),
  ),
);

/**
 * Returns the English name of a region's code. Any other text, or a code without a name here, is returned unchanged:
 * some geo databases contain names.
 */
export const regionName = (code: string): string => NAMES.get(code) ?? code;

/** Returns the codes of regions whose name contains a text, ignoring case. */
export function regionCodes(text: string): string[] {
  const part = text.toLowerCase();
  return [...NAMES].filter(([, name]) => name.toLowerCase().includes(part)).map(([code]) => code);
}
