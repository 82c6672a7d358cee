import { BadRequest } from "../../domain/errors.ts";

export type TextParams = Readonly<Partial<Record<string, string>>>;

/** Returns query parameters as text, without checks; the last value of a repeated one counts. */
export function lastValues(query: unknown): TextParams {
  const values = Object.entries(query as Record<string, unknown>).map(([key, value]) => [
    key,
    Array.isArray(value) ? String(value.at(-1)) : String(value),
  ]);
  // Defines keys, so that "__proto__" is a parameter like any other.
  return Object.fromEntries(values);
}

/** Like lastValues. Throws BadRequest for a NUL, which PostgreSQL would reject only later. */
export function readTextParams(query: unknown): TextParams {
  const params = lastValues(query);
  for (const [key, text = ""] of Object.entries(params)) {
    // Also as JSON writes it, in filters.
    if (/\0|\\u0000/.test(text)) throw new BadRequest(`${JSON.stringify(key)} contains a NUL character`);
  }
  return params;
}
