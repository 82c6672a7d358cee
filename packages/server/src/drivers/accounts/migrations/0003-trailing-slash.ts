import type { Kysely, Migration } from "kysely";

/** Sites that were there before keep their pages apart. */
export function addTrailingSlash(): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("sites")
      .addColumn("trailing_slash", "text", (column) => column.notNull().defaultTo("keep"))
      .execute();
  }
  return { up };
}
