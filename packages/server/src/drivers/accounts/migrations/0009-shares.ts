import type { CreateTableBuilder, Kysely, Migration } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

/** Links to sites' figures. */
export function createShares({ numbered }: ColumnTypes): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    await (db.schema.createTable("shares") as CreateTableBuilder<string, string>)
      .addColumn("id", "integer", (id) => numbered(id.primaryKey()))
      .addColumn("site_id", "integer", (id) => id.notNull().references("sites.id").onDelete("cascade"))
      .addColumn("slug", "text", (slug) => slug.notNull().unique())
      .addColumn("name", "text", (name) => name.notNull())
      .addColumn("password_hash", "text")
      .addColumn("expires_at", "bigint")
      .addColumn("cards", "text")
      .addColumn("embed_origins", "text", (list) => list.notNull())
      .addColumn("created_by", "text", (id) => id.references("users.id").onDelete("set null"))
      .addColumn("created_at", "bigint", (at) => at.notNull())
      .addUniqueConstraint("shares_site_id_name", ["site_id", "name"])
      .execute();
    await db.schema
      .alterTable("sites")
      .addColumn("share_threshold", "integer", (visitors) => visitors.notNull().defaultTo(0))
      .execute();
  }
  return { up };
}
