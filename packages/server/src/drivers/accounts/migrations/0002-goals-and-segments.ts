import type { CreateTableBuilder, Kysely, Migration } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

export function createGoalsAndSegments({ numbered }: ColumnTypes): Migration {
  /** A table of things that belong to a site and have a name there. */
  function ofSite(db: Kysely<unknown>, table: string): CreateTableBuilder<string, string> {
    return (db.schema.createTable(table) as CreateTableBuilder<string, string>)
      .addColumn("id", "integer", (column) => numbered(column.primaryKey()))
      .addColumn("site_id", "integer", (column) =>
        column.notNull().references("sites.id").onDelete("cascade"),
      )
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addUniqueConstraint(`${table}_site_id_name`, ["site_id", "name"]);
  }

  async function up(db: Kysely<unknown>): Promise<void> {
    await ofSite(db, "goals").addColumn("event", "text").addColumn("page", "text").execute();
    await ofSite(db, "segments")
      .addColumn("filters", "text", (column) => column.notNull())
      .execute();
  }
  return { up };
}
