import type { SchemaElement } from "hyparquet-writer";
import { type Cell, type Column, type ColumnKind, inParts, type RowFormat } from "./row-format.ts";

const STORED_AS: Readonly<Record<ColumnKind, Partial<SchemaElement>>> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  integer: { type: "INT64" },
  decimal: { type: "DOUBLE" },
  instant: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
  boolean: { type: "BOOLEAN" },
  record: { type: "BYTE_ARRAY", converted_type: "JSON" },
};

/** Apache Parquet, a row group per part. Memory holds one part and a few numbers of each part before. */
export const parquet: RowFormat = {
  contentType: "application/vnd.apache.parquet",
  extension: "parquet",
  async *encode(columns, pages) {
    const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
    const bytes = new ByteWriter();
    const writer = new ParquetWriter({ writer: bytes, schema: schemaOf(columns), createdBy: "Millrace" });
    for await (const rows of inParts(pages)) {
      const columnData = columns.map(({ name, kind }, at) => ({
        name,
        // An index of each page would be held until the end.
        offsetIndex: false,
        data: rows.map((row) => stored(row[at] ?? null, kind)),
      }));
      await writer.write({ columnData, rowGroupSize: rows.length });
      yield take(bytes);
    }
    await writer.finish();
    yield take(bytes);
  },
};

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, kind }) => ({ name, repetition_type: "OPTIONAL" as const, ...STORED_AS[kind] })),
  ];
}

function stored(cell: Cell, kind: ColumnKind): unknown {
  if (cell === null) return null;
  if (kind === "integer") return BigInt(cell as number);
  return kind === "instant" ? new Date(cell as number) : cell;
}

/** Returns what was written since the last call; the writer continues to count from there. */
function take(writer: { buffer: ArrayBuffer; index: number }): Uint8Array {
  const bytes = new Uint8Array(writer.buffer.slice(0, writer.index));
  writer.index = 0;
  return bytes;
}
