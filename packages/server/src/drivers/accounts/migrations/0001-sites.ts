import type { Kysely, Migration } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

export function createSites({ numbered, bytes }: ColumnTypes): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("sites")
      .addColumn("id", "integer", (column) => numbered(column.primaryKey()))
      .addColumn("name", "text", (column) => column.notNull().unique())
      .addColumn("domains", "text", (column) => column.notNull())
      .addColumn("timezone", "text", (column) => column.notNull())
      .addColumn("safe_query_params", "text", (column) => column.notNull())
      .addColumn("geo_precision", "text", (column) => column.notNull())
      .addColumn("retention_days", "integer", (column) => column.notNull())
      .addColumn("key", bytes, (column) => column.notNull())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .execute();
  }
  return { up };
}
