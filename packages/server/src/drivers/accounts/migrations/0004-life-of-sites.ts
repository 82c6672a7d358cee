import { type Kysely, type Migration, sql } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

const EXCLUSIONS = ["excluded_pages", "excluded_hosts", "excluded_addresses"];

/** What sites leave out, what is written beside their days, the sites that are gone, and the names that are none. */
export function addLifeOfSites({ numbered }: ColumnTypes): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    for (const column of EXCLUSIONS) {
      await db.schema
        .alterTable("sites")
        .addColumn(column, "text", (list) => list.notNull().defaultTo(sql.lit("[]")))
        .execute();
    }
    await db.schema
      .createTable("annotations")
      .addColumn("id", "integer", (column) => numbered(column.primaryKey()))
      .addColumn("site_id", "integer", (column) =>
        column.notNull().references("sites.id").onDelete("cascade"),
      )
      .addColumn("date", "text", (column) => column.notNull())
      .addColumn("text", "text", (column) => column.notNull())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("annotations_of_site")
      .on("annotations" as never)
      .columns(["site_id", "date"] as never)
      .execute();
    await db.schema
      .createTable("deleted_sites")
      .addColumn("site_id", "integer", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("successor_id", "integer")
      .addColumn("deleted_at", "bigint", (column) => column.notNull())
      .addColumn("erased_at", "bigint")
      .execute();
    await db.schema
      .createTable("unknown_sites")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("events", "bigint", (column) => column.notNull())
      .addColumn("first_seen", "bigint", (column) => column.notNull())
      .addColumn("last_seen", "bigint", (column) => column.notNull())
      .addColumn("ignored", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
  }
  return { up };
}
