import { lookUp } from "@millrace/protocol";
import { once } from "./once.ts";

/** Names of codes in the reader's language. What is no code stays as it is. */
export interface NameFormat {
  value(dimension: string, value: string): string;
  country(code: string): string;
}

/** What the server writes where there is no value, and how the reader's language has it. */
export interface NoValues {
  readonly "Direct / None"?: string;
  readonly "(not set)"?: string;
  readonly "(other)"?: string;
}

export function createNameFormat(locale: string, noValues: NoValues = {}): NameFormat {
  const by = (type: "region" | "language") =>
    once(() => new Intl.DisplayNames(locale, { type, fallback: "code" }));
  const countries = by("region");
  const languages = by("language");
  const country = (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries().of(code) ?? code) : code);

  function value(dimension: string, text: string): string {
    const none = lookUp(noValues as Readonly<Record<string, string>>, text);
    if (none !== undefined) return none;
    if (ADDRESS_DIMENSIONS.includes(dimension)) return decoded(text);
    switch (dimension) {
      case "visit:country":
        return country(text);
      case "visit:region":
        return regionName(text, country);
      case "visit:language":
        return languageName(text, languages());
      default:
        return text;
    }
  }

  return { value, country };
}

/** `DE-BY` has no name of its own here: its country tells at least where it is. */
function regionName(code: string, country: (code: string) => string): string {
  const [, land, part] = /^([A-Z]{2})-(.+)$/.exec(code) ?? [];
  return land === undefined || part === undefined ? code : `${part}, ${country(land)}`;
}

function languageName(tag: string, languages: Intl.DisplayNames): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** What is kept percent-encoded and read decoded. Filters take either. */
export const ADDRESS_DIMENSIONS: readonly string[] = [
  "event:page",
  "visit:entry_page",
  "visit:exit_page",
  "visit:referrer",
];

/** An escaped percent sign before two digits stays: decoded, it would read like another page. */
function decoded(path: string): string {
  return path.replace(/(?:%(?!25[\da-f]{2})[\da-f]{2})+/gi, decodedRun);
}

/** Bytes that are no UTF-8 stay as they are; what stands around them is still read. */
function decodedRun(escapes: string): string {
  try {
    return decodeURI(escapes);
  } catch {
    return escapes;
  }
}
