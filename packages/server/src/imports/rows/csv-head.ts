import { ImportFault } from "../import-fault.ts";
import { openFile } from "../open-file.ts";

export interface CsvHead {
  readonly delimiter: string;
  /** For TextDecoder; null: UTF-8, as it stands. */
  readonly encoding: "utf-16le" | "utf-16be" | null;
  /** Number of the line with the header, from 1. */
  readonly headerLine: number;
}

const DELIMITERS = [",", ";", "\t", "|"] as const;
/** No header is longer. */
const MAX_HEAD = 64 * 1024;
/** Excel's first line may name the delimiter of the rest. */
const SEPARATOR_LINE = /^"?sep=(.)"?$/i;

/**
 * Returns what the first line of a CSV file says about the rest: its encoding, and the one delimiter by which it has the
 * most of the names looked for. Throws ImportFault for a file that is no text, and what opening a file throws.
 */
export async function readCsvHead(
  path: string,
  file: string,
  isKnown: (name: string) => boolean,
): Promise<CsvHead> {
  const bytes = await firstBytes(path);
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding ?? "utf-8").decode(bytes);
  const [first = "", second = ""] = text.split(/\r?\n|\r/, 2);
  if (first.includes("\0"))
    throw new ImportFault(file, "the file is not UTF-8 text: export it again, or save it as CSV in UTF-8");
  const named = SEPARATOR_LINE.exec(first)?.[1];
  if (named !== undefined) return { delimiter: named, encoding, headerLine: 2 };
  return { delimiter: delimiterOf(first === "" ? second : first, isKnown), encoding, headerLine: 1 };
}

async function firstBytes(path: string): Promise<Buffer> {
  const input = openFile(path, () => {});
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MAX_HEAD || chunk.includes("\n")) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_HEAD);
}

function encodingOf(bytes: Buffer): CsvHead["encoding"] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
}

function delimiterOf(header: string, isKnown: (name: string) => boolean): string {
  const ranked = DELIMITERS.map((delimiter) => {
    const names = header.split(delimiter);
    return { delimiter, known: names.filter(isKnown).length, all: names.length };
  }).sort((a, b) => b.known - a.known || b.all - a.all);
  return ranked[0]?.delimiter ?? ",";
}
