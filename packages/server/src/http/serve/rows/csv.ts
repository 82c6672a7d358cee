import { type Cell, type Column, inParts, type RowFormat } from "./row-format.ts";

/**
 * RFC 4180: a line of names, lines that end in CR LF, quotes where needed, UTF-8 without a byte order mark. No value is
 * altered, not even one that a spreadsheet would take for a formula; a missing value is an empty field.
 */
export const csv: RowFormat = {
  contentType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  async *encode(columns, pages) {
    yield Buffer.from(line(columns.map(({ name }) => name)));
    for await (const rows of inParts(pages)) {
      yield Buffer.from(rows.map((row) => line(row.map((cell, at) => textOf(cell, columns[at])))).join(""));
    }
  },
};

const line = (fields: readonly string[]): string => `${fields.map(quoted).join(",")}\r\n`;

const quoted = (field: string): string =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;

function textOf(cell: Cell, column: Column | undefined): string {
  if (cell === null) return "";
  if (column?.kind === "instant") return new Date(cell as number).toISOString();
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
