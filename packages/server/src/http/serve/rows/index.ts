import type { ExportFormat } from "@millrace/protocol";
import { csv } from "./csv.ts";
import { ndjson } from "./ndjson.ts";
import { parquet } from "./parquet.ts";
import type { RowFormat } from "./row-format.ts";

/** The formats that rows can be exported in. */
export const ROW_FORMATS: Readonly<Record<ExportFormat, RowFormat>> = { csv, ndjson, parquet };
