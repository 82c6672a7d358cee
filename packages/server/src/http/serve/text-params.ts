import { BadRequest } from "../../domain/errors.ts";

export type TextParams = Readonly<Partial<Record<string, string>>>;

/** Query parameters as text; a repeated one counts by its last value. Throws BadRequest for a NUL, which PostgreSQL refuses late. */
export function readTextParams(query: unknown): TextParams {
  const params = new Map<string, string>();
  for (const [key, value] of Object.entries(query as Record<string, unknown>)) {
    const text = Array.isArray(value) ? String(value.at(-1)) : String(value);
    // Also as JSON writes it, in filters.
    if (/\0|\\u0000/.test(text)) throw new BadRequest(`${JSON.stringify(key)} contains a NUL character`);
    params.set(key, text);
  }
  // Defines keys, so that "__proto__" is a parameter like any other.
  return Object.fromEntries(params);
}
