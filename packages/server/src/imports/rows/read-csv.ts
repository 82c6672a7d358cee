import { basename } from "node:path";
import { pipeline } from "node:stream";
import { type Parser, parse } from "csv-parse";
import { ImportFault } from "../import-fault.ts";
import { openFile } from "../open-file.ts";
import { columnsOf, plainName } from "./csv-columns.ts";
import { readCsvHead } from "./csv-head.ts";
import { type CsvOptions, type CsvRow, csvRowMaker, type Parsed } from "./csv-row.ts";
import { decodeText } from "./decode-text.ts";

export type { CsvRow, KindOfColumn } from "./csv-row.ts";

/** A longer record is a quote that nothing closes. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;
/** Rows that are looked through for the file's marks before the first of them is read. */
const SAMPLE = 1000;

/**
 * The rows of a CSV file with a header, one after the other. Delimiter and encoding are found out; names of columns count in any
 * capitals. Throws ImportFault for a missing column, for broken quotes and for a file that is no text.
 */
export async function* readCsv(options: CsvOptions): AsyncGenerator<CsvRow> {
  const file = basename(options.path);
  try {
    yield* rowsOf(options, file);
  } catch (error) {
    throw asFault(error, file);
  }
}

async function* rowsOf(options: CsvOptions, file: string): AsyncGenerator<CsvRow> {
  const { path, onBytes, readHeader = (header) => header } = options;
  const names = new Set([...Object.keys(options.kinds), ...options.required.flat()].map(plainName));
  const head = await readCsvHead(path, file, (name) => names.has(plainName(name)));
  const parser = parse({
    bom: true,
    info: true,
    raw: true,
    delimiter: head.delimiter,
    from_line: head.headerLine,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  if (head.encoding === null) pipeline(openFile(path, onBytes), parser, () => {});
  else pipeline(openFile(path, onBytes), decodeText(head.encoding), parser, () => {});
  const records = (parser as AsyncIterable<Parsed>)[Symbol.asyncIterator]();
  try {
    const header = await records.next();
    if (header.done === true) throw new ImportFault(file, "the file is empty");
    const columns = columnsOf(readHeader(header.value.record), options.required, names, file);
    const sample = await take(records, SAMPLE);
    const rowOf = csvRowMaker({ ...options, file, columns, sample, delimiter: head.delimiter });
    for (const parsed of sample) yield rowOf(parsed);
    for (let next = await records.next(); next.done !== true; next = await records.next())
      yield rowOf(next.value);
  } finally {
    (parser as Parser).destroy();
  }
}

async function take(records: AsyncIterator<Parsed>, most: number): Promise<Parsed[]> {
  const taken: Parsed[] = [];
  while (taken.length < most) {
    const next = await records.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

function asFault(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === "CSV_MAX_RECORD_SIZE")
    return new ImportFault(file, "a row is longer than 16 MB: a quote is not closed", { cause: error });
  if (code.startsWith("CSV_"))
    return new ImportFault(file, `invalid CSV: ${message.slice(0, 300)}`, { cause: error });
  if (code.startsWith("Z_"))
    return new ImportFault(file, "the gzip file is incomplete or damaged", { cause: error });
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR")
    return new ImportFault(file, `can't be read (${code})`, { cause: error });
  return error;
}
