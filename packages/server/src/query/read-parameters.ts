import type { QueryInput } from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";

/** Throws BadRequest for a parameter that is not among the names. */
export function refuseUnknown(params: object, names: readonly string[]): void {
  const unknown = Object.keys(params).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new BadRequest(
    names.length === 0
      ? `unknown parameter ${JSON.stringify(unknown)}, expected none`
      : `unknown parameter ${JSON.stringify(unknown)}, expected one of ${names.join(", ")}`,
  );
}

/** Reads a range: one name, or two ends separated by a comma. */
export function readRange(text: string): QueryInput["date_range"] {
  const [first = "", last, ...more] = text.split(",").map((part) => part.trim());
  if (more.length > 0) throw new BadRequest(`date_range: ${JSON.stringify(text)} has more than two dates`);
  return last === undefined ? first : [first, last];
}

/** Reads a JSON list; its content is checked with the query. */
export function readFilters(text: string | undefined): NonNullable<QueryInput["filters"]> {
  if (text === undefined) return [];
  try {
    const filters: unknown = JSON.parse(text);
    if (Array.isArray(filters)) return filters;
  } catch {}
  throw new BadRequest("filters must be a JSON list of filters");
}

export function readPage(limit: string, page: string): { limit: number; offset: number } {
  const rows = wholeNumber("limit", limit);
  return { limit: rows, offset: (wholeNumber("page", page) - 1) * rows };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new BadRequest(`${name} must be a whole number from 1`);
  return Number(text);
}
