import { plainName } from "./csv-columns.ts";
import type { ColumnKind } from "./marks-for-nothing.data.ts";
import type { CsvOptions, CsvRow, Parsed } from "./read-csv.ts";
import { FileMarks } from "./read-nothing.ts";

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
