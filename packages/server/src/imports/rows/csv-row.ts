import { plainName } from "./csv-columns.ts";
import type { ColumnKind } from "./marks-for-nothing.data.ts";
import { FileMarks } from "./read-nothing.ts";
import type { ColumnTally } from "./tally-columns.ts";

export interface CsvRow {
  /** `file.csv:17` */
  readonly place: string;
  /** False when the row has fewer or more fields than the header. */
  readonly isWhole: boolean;
  /** The text of a column, "" where the cell says nothing and where the file has no such column. */
  text(column: string): string;
  /** Every field as it stands, for an id. */
  fields(): readonly string[];
}

/** A kind, or how it follows from other cells of the row. */
export type KindOfColumn = ColumnKind | ((textOf: (column: string) => string) => ColumnKind);

export interface CsvOptions {
  readonly path: string;
  /** A name, or several of which one must be there. */
  readonly required: readonly (string | readonly string[])[];
  /** Every column that is read, and what it holds. */
  readonly kinds: Readonly<Record<string, KindOfColumn>>;
  readonly onBytes: (bytes: number) => void;
  /** Counts the cells of whole rows. */
  readonly tally?: ColumnTally;
  /** Stands in front of a column's name in the tally. */
  readonly tallyPrefix?: string;
  /** Called with the header before the check, for formats that write more than names into it. */
  readonly readHeader?: (header: readonly string[]) => readonly string[];
}

export interface Parsed {
  readonly record: readonly string[];
  /** The record's text in the file. */
  readonly raw: string;
  readonly info: { readonly lines: number };
}

interface RowOptions extends CsvOptions {
  readonly file: string;
  readonly delimiter: string;
  /** Where the columns stand, by plain name. */
  readonly columns: ReadonlyMap<string, number>;
  /** Rows from which the file's marks are learnt. */
  readonly sample: readonly Parsed[];
}

/** Makes rows of records, in which cells that say nothing are empty. */
export function csvRowMaker(options: RowOptions): (parsed: Parsed) => CsvRow {
  const { file, columns, kinds, sample, delimiter, tally, tallyPrefix = "" } = options;
  const marks = new FileMarks();
  const wanted = Object.entries(kinds)
    .map(([name, kind]) => ({ name, kind, index: columns.get(plainName(name)) ?? -1 }))
    .filter(({ index }) => index >= 0);

  function cellsOf({ record, raw }: Parsed) {
    const textOf = (column: string) => record[columns.get(plainName(column)) ?? -1] ?? "";
    return wanted.map(({ name, kind, index }) => ({
      name,
      text: record[index] ?? "",
      kind: (typeof kind === "function" ? kind(textOf) : kind) satisfies ColumnKind,
      isQuoted: () => isQuotedField(raw, index, delimiter),
    }));
  }

  for (const parsed of sample) for (const cell of cellsOf(parsed)) marks.learn(cell);

  return function rowOf(parsed) {
    const isWhole = parsed.record.length === columns.size;
    const values = new Map<string, string>();
    for (const cell of cellsOf(parsed)) {
      const mark = marks.markOf(cell);
      if (mark === null) values.set(cell.name, cell.text);
      if (isWhole) tally?.add(tallyPrefix + cell.name, cell.kind, cell.text, mark);
    }
    return {
      place: `${file}:${parsed.info.lines}`,
      isWhole,
      text: (column) => values.get(column) ?? "",
      fields: () => parsed.record,
    };
  };
}

/** Whether a field stands in quotes in its row's text. Asked for few cells, so that it may look at the text again. */
export function isQuotedField(raw: string, index: number, delimiter: string): boolean {
  let at = raw.startsWith("\ufeff") ? 1 : 0;
  for (let field = 0; field < index; field++) {
    if (raw[at] === '"') at = endOfQuotes(raw, at);
    const next = raw.indexOf(delimiter, at);
    if (next < 0) return false;
    at = next + delimiter.length;
  }
  return raw[at] === '"';
}

function endOfQuotes(raw: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = raw.indexOf('"', at);
    if (quote < 0) return raw.length;
    if (raw[quote + 1] !== '"') return quote + 1;
    at = quote + 2;
  }
}
