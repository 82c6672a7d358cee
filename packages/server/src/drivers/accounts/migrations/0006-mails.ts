import type { Kysely, Migration } from "kysely";

/** The outbox of mails. */
export function createMails(): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("mails")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("to_address", "text", (column) => column.notNull())
      .addColumn("language", "text", (column) => column.notNull())
      .addColumn("template", "text", (column) => column.notNull())
      .addColumn("params", "text")
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("next_attempt_at", "bigint")
      .addColumn("last_error", "text")
      .addColumn("sent_at", "bigint")
      .addColumn("failed_at", "bigint")
      .addColumn("claimed_until", "bigint", (column) => column.notNull().defaultTo(0))
      .execute();
    // What is due is looked for every few seconds, among the mails of 30 days.
    await db.schema
      .createIndex("mails_by_next_attempt")
      .on("mails" as never)
      .column("next_attempt_at" as never)
      .execute();
  }
  return { up };
}
