import type { ColumnDefinitionBuilder } from "kysely";

/** What the dialects call differently. */
export interface ColumnTypes {
  /** Makes an integer column count up by itself. */
  numbered(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  readonly bytes: "blob" | "bytea";
  /** Instants of the tables that better-auth reads; SQLite has them as ISO 8601 texts. */
  readonly instant: "text" | "timestamptz";
  /** SQLite has 1 and 0. */
  readonly flag: "integer" | "boolean";
}

export const SQLITE_TYPES: ColumnTypes = {
  numbered: (column) => column.autoIncrement(),
  bytes: "blob",
  instant: "text",
  flag: "integer",
};

export const POSTGRES_TYPES: ColumnTypes = {
  numbered: (column) => column.generatedByDefaultAsIdentity(),
  bytes: "bytea",
  instant: "timestamptz",
  flag: "boolean",
};
