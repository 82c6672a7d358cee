/** What sort of values a column holds. */
export type ColumnKind =
  | "agent"
  | "campaign"
  | "click id"
  | "date"
  /** The same throughout a file, and nobody wonders: a website's id, a type. */
  | "fixed"
  | "id"
  | "name"
  | "number"
  | "path"
  | "place"
  | "query"
  | "referrer"
  | "screen"
  | "title";

/** Kinds whose values are chosen by people, who may choose a word that elsewhere stands for nothing. */
export const NAMED_BY_PEOPLE: ReadonlySet<ColumnKind> = new Set(["campaign", "name", "title"]);

/** What MySQL's and ClickHouse's files and PostgreSQL's COPY write for null. No text is called so. */
export const NULL_OF_DATABASES = "\\N";

/**
 * What programs print for null, letter by letter: SQL clients NULL, DBeaver [NULL], scripts in JavaScript null and undefined, in
 * Python None and nan, in Go <nil>, logs a dash.
 */
export const NULL_OF_PROGRAMS: ReadonlySet<string> = new Set([
  "-",
  "(null)",
  "<nil>",
  "<null>",
  "NULL",
  "NaN",
  "None",
  "Null",
  "[NULL]",
  "[null]",
  "nan",
  "nil",
  "null",
  "undefined",
]);

/** What analytics show in the place of nothing, in lower case: no campaign is called so, a title may be. */
export const SHOWN_FOR_NOTHING: ReadonlySet<string> = new Set([
  "(direct)",
  "(none)",
  "(not provided)",
  "(not set)",
  "(unknown)",
]);

/** Further words, lower case, that are nothing where no value can be called so. NA is not among them: Namibia. */
export const WORDS_FOR_NOTHING: ReadonlySet<string> = new Set(["#n/a", "--", "n/a", "none", "unknown"]);

/** The longest of all of them; longer texts need not be looked up. */
export const LONGEST_MARK = "(not provided)".length;
