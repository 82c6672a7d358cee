import { basename } from "node:path";
import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import { ImportFault } from "./import-fault.ts";
import { openFile } from "./open-file.ts";

/** A longer record is a quote that nothing closes. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

export interface CsvRow {
  /** `file.csv:17` */
  readonly place: string;
  /** False when the row has fewer or more fields than the header. */
  readonly isWhole: boolean;
  /** The text of a column, "" where the file has no such column. */
  text(column: string): string;
  /** Every field as it stands, for an id. */
  fields(): readonly string[];
}

export interface CsvOptions {
  readonly path: string;
  /** A name, or several of which one must be there. */
  readonly required: readonly (string | readonly string[])[];
  readonly onBytes: (bytes: number) => void;
  /** Called with the header before the check, for formats that write more than names into it. */
  readonly readHeader?: (header: readonly string[]) => readonly string[];
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The rows of a CSV file with a header, one after the other. Throws ImportFault for a missing column and for broken quotes. */
export async function* readCsv(options: CsvOptions): AsyncGenerator<CsvRow> {
  const { path, onBytes, readHeader = (header) => header } = options;
  const file = basename(path);
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  pipeline(openFile(path, onBytes), parser, () => {});
  let columns: ReadonlyMap<string, number> | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (columns === null) {
        columns = columnsOf(readHeader(record), options.required, file);
        continue;
      }
      yield rowOf(record, columns, `${file}:${info.lines}`);
    }
  } catch (error) {
    throw asFault(error, file);
  }
  if (columns === null) throw new ImportFault(file, "the file is empty");
}

function rowOf(record: readonly string[], columns: ReadonlyMap<string, number>, place: string): CsvRow {
  return {
    place,
    isWhole: record.length === columns.size,
    text: (column) => record[columns.get(column) ?? -1] ?? "",
    fields: () => record,
  };
}

function columnsOf(
  header: readonly string[],
  required: CsvOptions["required"],
  file: string,
): ReadonlyMap<string, number> {
  const columns = new Map(header.map((name, index) => [name.trim(), index]));
  if (columns.size < header.length) throw new ImportFault(file, "two columns have the same name");
  const missing = required
    .map((names) => [names].flat())
    .filter((names) => !names.some((name) => columns.has(name)))
    .map((names) => names.join(" or "));
  if (missing.length === 0) return columns;
  const word = missing.length === 1 ? "column" : "columns";
  const found = header.slice(0, 12).join(", ").slice(0, 200);
  throw new ImportFault(
    file,
    `the ${word} ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing; its header is: ${found}`,
  );
}

function asFault(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === "CSV_MAX_RECORD_SIZE")
    return new ImportFault(file, "a row is longer than 16 MB: a quote is not closed", { cause: error });
  if (code.startsWith("CSV_"))
    return new ImportFault(file, `broken CSV, ${message.slice(0, 300)}`, { cause: error });
  if (code.startsWith("Z_")) return new ImportFault(file, "the file is no whole gzip file", { cause: error });
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR")
    return new ImportFault(file, `can't be read (${code})`, { cause: error });
  return error;
}
