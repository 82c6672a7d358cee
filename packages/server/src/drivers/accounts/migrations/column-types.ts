import type { ColumnDefinitionBuilder } from "kysely";

/** What the dialects call differently. */
export interface ColumnTypes {
  /** Makes an integer column count up by itself. */
  numbered(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  readonly bytes: "blob" | "bytea";
}

export const SQLITE_TYPES: ColumnTypes = {
  numbered: (column) => column.autoIncrement(),
  bytes: "blob",
};

export const POSTGRES_TYPES: ColumnTypes = {
  numbered: (column) => column.generatedByDefaultAsIdentity(),
  bytes: "bytea",
};
