/** What a column holds. Instants are epoch ms; a record is an object of texts. */
export type ColumnKind = "text" | "integer" | "decimal" | "instant" | "boolean" | "record";

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

export type Cell = string | number | boolean | null | Readonly<Record<string, string>>;

/** Cells in the order of the columns. */
export type Row = readonly Cell[];

/** A file format for rows. */
export interface RowFormat {
  readonly contentType: string;
  /** File name extension, without the dot. */
  readonly extension: string;
  /** Yields the encoded rows as they come; holds a few thousand rows at once. */
  encode(columns: readonly Column[], pages: AsyncIterable<readonly Row[]>): AsyncIterable<Uint8Array>;
}

/** Rows that are written before the event loop runs again. */
export const ROWS_AT_ONCE = 2000;

/** Yields the rows of all pages in parts of ROWS_AT_ONCE, and lets the event loop run between them. */
export async function* inParts(pages: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for await (const page of pages) {
    for (let from = 0; from < page.length; from += ROWS_AT_ONCE) {
      yield page.slice(from, from + ROWS_AT_ONCE);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
