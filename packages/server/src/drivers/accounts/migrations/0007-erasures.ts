import { type Kysely, type Migration, sql } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

/** Parts of sites' events that were erased: periods, and persons by a hash. */
export function createErasures({ numbered }: ColumnTypes): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("erasures")
      .addColumn("id", "integer", (column) => numbered(column.primaryKey()))
      .addColumn("site_id", "integer", (column) =>
        column.notNull().references("sites.id").onDelete("cascade"),
      )
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("from_date", "text")
      .addColumn("to_date", "text")
      .addColumn("from_ms", "bigint")
      .addColumn("to_ms", "bigint")
      .addColumn("user_hash", "text")
      .addColumn("requested_at", "bigint", (column) => column.notNull())
      .addColumn("erased_at", "bigint")
      .addColumn("done_at", "bigint")
      .addColumn("days", "text", (column) => column.notNull().defaultTo(sql.lit("{}")))
      .addColumn("rows", "bigint", (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createIndex("erasures_of_site")
      .on("erasures" as never)
      .columns(["site_id", "id"] as never)
      .execute();
  }
  return { up };
}
