import { type CreateTableBuilder, type Kysely, type Migration, sql } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

/** API keys of teams, and which events a site accepts. */
export function addKeys({ numbered }: ColumnTypes): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    await (db.schema.createTable("keys") as CreateTableBuilder<string, string>)
      .addColumn("id", "integer", (id) => numbered(id.primaryKey()))
      .addColumn("team_id", "integer", (id) => id.notNull().references("teams.id").onDelete("cascade"))
      .addColumn("name", "text", (name) => name.notNull())
      .addColumn("prefix", "text", (prefix) => prefix.notNull())
      .addColumn("hash", "text", (hash) => hash.notNull().unique())
      .addColumn("scopes", "text", (scopes) => scopes.notNull())
      .addColumn("sites", "text")
      .addColumn("per_minute", "integer", (count) => count.notNull())
      .addColumn("created_by", "text", (id) => id.references("users.id").onDelete("set null"))
      .addColumn("created_at", "bigint", (at) => at.notNull())
      .addColumn("expires_at", "bigint")
      .addColumn("last_used_at", "bigint")
      .addColumn("revoked_at", "bigint")
      .execute();
    await db.schema
      .createIndex("keys_team_id")
      .on("keys" as never)
      .columns(["team_id"] as never)
      .execute();
    await db.schema
      .alterTable("sites")
      .addColumn("needs_ingest_key", "integer", (is) => is.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable("sites")
      .addColumn("allowed_origins", "text", (list) => list.notNull().defaultTo(sql.lit("[]")))
      .execute();
  }
  return { up };
}
