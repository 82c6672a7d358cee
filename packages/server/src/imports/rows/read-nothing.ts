import {
  type ColumnKind,
  LONGEST_MARK,
  NAMED_BY_PEOPLE,
  NULL_OF_DATABASES,
  NULL_OF_PROGRAMS,
  SHOWN_FOR_NOTHING,
  WORDS_FOR_NOTHING,
} from "./marks-for-nothing.data.ts";

/** A cell of a file as it stands there. */
export interface Cell {
  readonly text: string;
  readonly kind: ColumnKind;
  readonly isQuoted: () => boolean;
}

/** An id of zeros alone is what a database makes of a missing one. */
const ZERO_ID = /^0+(?:-0+)*$/;
/** How `markOf` names an empty cell. */
export const EMPTY = "empty";

/** The marks of one file: a word that a person may have chosen as a name is a mark only where the file itself says so. */
export class FileMarks {
  readonly #known = new Set<string>();

  /** Learns from a cell of a sample: a word for null where no value can be called so is this file's word for it. */
  learn({ text, kind, isQuoted }: Cell): void {
    if (text.length > LONGEST_MARK || NAMED_BY_PEOPLE.has(kind) || !NULL_OF_PROGRAMS.has(text)) return;
    this.#known.add(spelling(text, isQuoted()));
  }

  /** Returns how a cell says nothing; null when it holds a value. */
  markOf({ text, kind, isQuoted }: Cell): string | null {
    if (text.length > LONGEST_MARK && kind !== "id") return null;
    const trimmed = text.trim();
    if (trimmed === "") return EMPTY;
    if (trimmed === NULL_OF_DATABASES) return trimmed;
    if (NAMED_BY_PEOPLE.has(kind)) return this.#isMarkAmongNames(trimmed, kind, isQuoted) ? trimmed : null;
    return isWordForNothing(trimmed) || (kind === "id" && ZERO_ID.test(trimmed)) ? trimmed : null;
  }

  #isMarkAmongNames(text: string, kind: ColumnKind, isQuoted: () => boolean): boolean {
    if (kind === "campaign" && SHOWN_FOR_NOTHING.has(text.toLowerCase())) return true;
    return NULL_OF_PROGRAMS.has(text) && this.#known.has(spelling(text, isQuoted()));
  }
}

/** Databases quote a text that is called NULL, and leave their null bare. */
function spelling(text: string, isQuoted: boolean): string {
  return isQuoted ? `"${text}"` : text;
}

function isWordForNothing(text: string): boolean {
  const lower = text.toLowerCase();
  return (
    NULL_OF_PROGRAMS.has(text) ||
    SHOWN_FOR_NOTHING.has(lower) ||
    WORDS_FOR_NOTHING.has(lower) ||
    lower === "null"
  );
}
