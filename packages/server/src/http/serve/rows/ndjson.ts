import { type Cell, type Column, inParts, type RowFormat } from "./row-format.ts";

/** A JSON object per line, with the names of the columns as keys. */
export const ndjson: RowFormat = {
  contentType: "application/x-ndjson; charset=utf-8",
  extension: "ndjson",
  async *encode(columns, pages) {
    for await (const rows of inParts(pages)) {
      yield Buffer.from(rows.map((row) => `${JSON.stringify(toObject(columns, row))}\n`).join(""));
    }
  },
};

/** Entries rather than assignments: a property may be called __proto__. */
function toObject(columns: readonly Column[], row: readonly Cell[]): unknown {
  return Object.fromEntries(
    columns.map(({ name, kind }, at) => {
      const cell = row[at] ?? null;
      return [name, kind === "instant" && cell !== null ? new Date(cell as number).toISOString() : cell];
    }),
  );
}
