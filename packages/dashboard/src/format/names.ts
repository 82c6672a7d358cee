import { once } from "./once.ts";

/** Names of codes in the reader's language. What is no code stays as it is. */
export interface NameFormat {
  value(dimension: string, value: string): string;
  country(code: string): string;
}

export function createNameFormat(locale: string): NameFormat {
  const by = (type: "region" | "language") =>
    once(() => new Intl.DisplayNames(locale, { type, fallback: "code" }));
  const countries = by("region");
  const languages = by("language");
  const country = (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries().of(code) ?? code) : code);

  function value(dimension: string, text: string): string {
    switch (dimension) {
      case "visit:country":
        return country(text);
      case "visit:region":
        return regionName(text, country);
      case "visit:language":
        return languageName(text, languages());
      case "event:page":
      case "visit:entry_page":
      case "visit:exit_page":
      case "visit:referrer":
        return decoded(text);
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

/** Paths are kept percent-encoded; people read them decoded. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
