import { basename } from "node:path";
import { ImportFault } from "../import-fault.ts";
import { linesOf } from "./lines-of.ts";

export interface JsonLine {
  readonly place: string;
  /** The text of a key; "" where it is null, missing or no text and no number. */
  text(key: string): string;
  /** The number of a key, whole and not negative; null for anything else. */
  count(key: string): number | null;
  isTrue(key: string): boolean;
}

/** The objects of a file of JSON lines. Throws ImportFault for a line that is none, and for a file that can't be read. */
export async function* readJsonLines(
  path: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<JsonLine> {
  const file = basename(path);
  let number = 0;
  for await (const line of linesOf(path, onBytes)) {
    number += 1;
    const text = line.replace(/^\ufeff/, "").trim();
    if (text !== "") yield lineOf(text, `${file}:${number}`);
  }
}

function lineOf(text: string, place: string): JsonLine {
  const values = objectOf(text, place);
  const own = (key: string) => (Object.hasOwn(values, key) ? values[key] : undefined);
  return {
    place,
    text: (key) => {
      const value = own(key);
      return typeof value === "string" || typeof value === "number" ? String(value) : "";
    },
    count: (key) => {
      const value = own(key);
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
    },
    isTrue: (key) => own(key) === true,
  };
}

function objectOf(text: string, place: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below, as of any other line that is no object.
  }
  throw new ImportFault(place, "the line is not a JSON object");
}
