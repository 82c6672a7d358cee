import type { ColumnKind } from "./marks-for-nothing.data.ts";
import type { ReadRow } from "./read-row.ts";

/** Fewer rows may well be alike. */
const ENOUGH_ROWS = 50;
/** Kinds of which a row needs one. */
const NEEDED: ReadonlySet<ColumnKind> = new Set(["date", "id", "path"]);
/** Kinds of which all rows may hold the same. */
const MAY_BE_ALIKE: ReadonlySet<ColumnKind> = new Set(["fixed", "number"]);
const SHOWN = 40;

interface Tally {
  kind: ColumnKind;
  rows: number;
  nothing: Map<string, number>;
  first: string | null;
  isAlike: boolean;
}

/** Counts what the columns of an import's files hold. */
export class ColumnTally {
  readonly #columns = new Map<string, Tally>();

  /** Counts a cell: its value, or the mark by which it says nothing. */
  add(column: string, kind: ColumnKind, value: string, mark: string | null): void {
    const tally = this.#columns.get(column) ?? newTally(kind);
    if (tally.rows === 0) this.#columns.set(column, tally);
    tally.rows += 1;
    if (mark !== null) tally.nothing.set(mark, (tally.nothing.get(mark) ?? 0) + 1);
    else if (tally.first === null) tally.first = value;
    else if (tally.isAlike && tally.first !== value) tally.isAlike = false;
  }

  /** What there is to say of each column, for the report. */
  *rows(): Generator<ReadRow> {
    for (const [column, tally] of this.#columns) {
      const { rows, nothing } = tally;
      yield { kind: "column", summary: { column, rows, nothing, warning: warningOf(column, tally) } };
    }
  }
}

function newTally(kind: ColumnKind): Tally {
  return { kind, rows: 0, nothing: new Map(), first: null, isAlike: true };
}

function warningOf(column: string, { kind, rows, nothing, first, isAlike }: Tally): string | null {
  if (rows < ENOUGH_ROWS) return null;
  if (first === null) return NEEDED.has(kind) ? `the column ${column} is empty in all ${rows} rows` : null;
  if (!isAlike || nothing.size > 0 || MAY_BE_ALIKE.has(kind)) return null;
  return `the column ${column} holds ${JSON.stringify(first.slice(0, SHOWN))} in all ${rows} rows: it may be an unknown mark for an empty cell, or the wrong column`;
}
