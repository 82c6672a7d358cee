import { type CreateTableBuilder, type Kysely, type Migration, type RawBuilder, sql } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

const KEPT = [
  "id",
  "at",
  "action",
  "team_id",
  "site_id",
  "site",
  "actor_kind",
  "actor_id",
  "sign_in_id",
  "target_user_id",
  "details",
];
/** Names that go with an account. */
const NAMES = ["actor_name", "target"];
const REFUSAL = "the audit log is append-only";
/** A day less than rows are kept, since the clocks of machines differ. */
const LEAST_DAYS = 729;

/** The audit log, which the database itself keeps from being changed. */
export function addAudit({ numbered }: ColumnTypes, schema: string | undefined): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    await (db.schema.createTable("audit") as CreateTableBuilder<string, string>)
      .addColumn("id", "integer", (id) => numbered(id.primaryKey()))
      .addColumn("at", "bigint", (at) => at.notNull())
      .addColumn("action", "text", (action) => action.notNull())
      // Without references: rows outlive teams, sites and people.
      .addColumn("team_id", "integer")
      .addColumn("site_id", "integer")
      .addColumn("site", "text")
      .addColumn("actor_kind", "text", (kind) => kind.notNull())
      .addColumn("actor_id", "text")
      .addColumn("actor_name", "text")
      .addColumn("sign_in_id", "text")
      .addColumn("target", "text")
      .addColumn("target_user_id", "text")
      .addColumn("details", "text", (details) => details.notNull())
      .execute();
    await db.schema
      .createIndex("audit_of_team")
      .on("audit" as never)
      .columns(["team_id", "id"] as never)
      .execute();
    await db.schema
      .createIndex("audit_by_time")
      .on("audit" as never)
      .columns(["at"] as never)
      .execute();
    for (const statement of schema === undefined ? sqliteTriggers() : postgresTriggers(schema))
      await statement.execute(db);
  }
  return { up };
}

/** True for an update that does more than remove a name. */
function isForgery(isNot: string): RawBuilder<unknown> {
  const changes = KEPT.map((column) => `NEW.${column} ${isNot} OLD.${column}`);
  const renames = NAMES.map(
    (column) => `(NEW.${column} IS NOT NULL AND NEW.${column} ${isNot} OLD.${column})`,
  );
  return sql.raw([...changes, ...renames].join(" OR "));
}

function sqliteTriggers(): RawBuilder<unknown>[] {
  const refuse = sql`BEGIN SELECT RAISE(ABORT, ${sql.lit(REFUSAL)}); END`;
  const oldest = sql`(CAST(strftime('%s', 'now') AS INTEGER) - ${sql.lit(LEAST_DAYS)} * 86400) * 1000`;
  return [
    sql`CREATE TRIGGER audit_update BEFORE UPDATE ON audit WHEN ${isForgery("IS NOT")} ${refuse}`,
    sql`CREATE TRIGGER audit_delete BEFORE DELETE ON audit WHEN OLD.at > ${oldest} ${refuse}`,
  ];
}

function postgresTriggers(schema: string): RawBuilder<unknown>[] {
  const table = sql.table(`${schema}.audit`);
  const refuse = sql.table(`${schema}.refuse_audit_change`);
  const oldest = sql`(extract(epoch from now()) - ${sql.lit(LEAST_DAYS)} * 86400) * 1000`;
  return [
    sql`CREATE FUNCTION ${refuse}() RETURNS trigger LANGUAGE plpgsql AS
      ${sql.lit(`BEGIN RAISE EXCEPTION '${REFUSAL}' USING ERRCODE = '42501'; END`)}`,
    sql`CREATE TRIGGER audit_update BEFORE UPDATE ON ${table}
      FOR EACH ROW WHEN (${isForgery("IS DISTINCT FROM")}) EXECUTE FUNCTION ${refuse}()`,
    sql`CREATE TRIGGER audit_delete BEFORE DELETE ON ${table}
      FOR EACH ROW WHEN (OLD.at > ${oldest}) EXECUTE FUNCTION ${refuse}()`,
    sql`CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION ${refuse}()`,
  ];
}
