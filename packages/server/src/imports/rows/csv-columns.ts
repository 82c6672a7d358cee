import { ImportFault } from "../import-fault.ts";

/** A column's name as it is compared: `website_id`, `Website ID` and `websiteId` are one. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_"'-]/g, "");
}

/** Where the columns stand, by their plain names. Throws ImportFault when one is missing, and says why it may be. */
export function columnsOf(
  header: readonly string[],
  required: readonly (string | readonly string[])[],
  known: ReadonlySet<string>,
  file: string,
): ReadonlyMap<string, number> {
  const columns = new Map(header.map((name, index) => [plainName(name), index]));
  const missing = required
    .map((names) => [names].flat())
    .filter((names) => !names.some((name) => columns.has(plainName(name))))
    .map((names) => names.join(" or "));
  if (missing.length > 0) throw new ImportFault(file, whatIsMissing(header, missing, known));
  // Checked behind the missing ones: rows that stand in the header's place often hold something twice.
  if (columns.size < header.length) throw new ImportFault(file, "two columns have the same name");
  return columns;
}

function whatIsMissing(
  header: readonly string[],
  missing: readonly string[],
  known: ReadonlySet<string>,
): string {
  const found = header.slice(0, 12).join(", ").slice(0, 200);
  if (!header.some((name) => known.has(plainName(name))) && header.some(looksLikeData))
    return `the first line is data, not a header: ${found}; add a header line with the column names, among them ${missing.join(", ")}`;
  const one = missing.length === 1;
  return `the ${one ? "column" : "columns"} ${missing.join(", ")} ${one ? "is" : "are"} missing; the header is: ${found}`;
}

/** Numbers, dates, paths, addresses of pages and marks for nothing: no column is called so. */
function looksLikeData(text: string): boolean {
  return /^(?:\d[\d.: -]*|\d{4}-\d\d-\d\d.*|\/.*|https?:.*|\\N|[\da-f]{8}-[\da-f]{4}-.*)$/i.test(text.trim());
}
