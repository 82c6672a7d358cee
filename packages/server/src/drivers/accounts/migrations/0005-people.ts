import type { CreateTableBuilder, Kysely, Migration } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

type Table = CreateTableBuilder<string, string>;

/**
 * People with their credentials and sign-ins in the form that better-auth reads, teams with their members and
 * invitations, single-use links, and facts of the instance.
 */
export function addPeople(types: ColumnTypes): Migration {
  async function up(db: Kysely<unknown>): Promise<void> {
    await createPeople(db, types);
    await createProofs(db, types);
    await createTeams(db, types);
    await (db.schema.createTable("instance") as Table)
      .addColumn("name", "text", (name) => name.primaryKey())
      .addColumn("value", "text", (value) => value.notNull())
      .execute();
    await (db.schema.createTable("account_links") as Table)
      .addColumn("hash", "text", (hash) => hash.primaryKey())
      .addColumn("kind", "text", (kind) => kind.notNull())
      .addColumn("user_id", "text", (id) => id.references("users.id").onDelete("cascade"))
      .addColumn("data", "text", (data) => data.notNull())
      .addColumn("expires_at", "bigint", (at) => at.notNull())
      .execute();
    await index(db, "account_links", ["user_id"]);
    await (db.schema.createTable("setup_links") as Table)
      .addColumn("hash", "text", (hash) => hash.primaryKey())
      .addColumn("created_at", "bigint", (at) => at.notNull())
      .execute();
    await (db.schema.createTable("attempts") as Table)
      .addColumn("key", "text", (key) => key.primaryKey())
      .addColumn("failures", "integer", (count) => count.notNull())
      .addColumn("free_at", "bigint", (at) => at.notNull())
      .addColumn("last_at", "bigint", (at) => at.notNull())
      .execute();
  }
  return { up };
}

/** A table of better-auth's: its ids are texts. */
function ofPeople(db: Kysely<unknown>, name: string): Table {
  return (db.schema.createTable(name) as Table).addColumn("id", "text", (id) => id.primaryKey());
}

/** A table whose rows go with their person. */
function ofPerson(db: Kysely<unknown>, name: string): Table {
  return ofPeople(db, name).addColumn("user_id", "text", (id) =>
    id.notNull().references("users.id").onDelete("cascade"),
  );
}

async function createPeople(db: Kysely<unknown>, { instant, flag }: ColumnTypes): Promise<void> {
  await ofPeople(db, "users")
    .addColumn("name", "text", (name) => name.notNull())
    .addColumn("email", "text", (email) => email.notNull().unique())
    .addColumn("email_verified", flag, (is) => is.notNull())
    .addColumn("image", "text")
    .addColumn("language", "text")
    .addColumn("timezone", "text")
    .addColumn("theme", "text")
    .addColumn("is_operator", flag)
    .addColumn("is_disabled", flag)
    .addColumn("two_factor_enabled", flag)
    .addColumn("created_at", instant, (at) => at.notNull())
    .addColumn("updated_at", instant, (at) => at.notNull())
    .execute();
  await ofPerson(db, "sign_ins")
    .addColumn("token", "text", (token) => token.notNull().unique())
    .addColumn("expires_at", instant, (at) => at.notNull())
    .addColumn("ip_address", "text")
    .addColumn("user_agent", "text")
    .addColumn("created_at", instant, (at) => at.notNull())
    .addColumn("updated_at", instant, (at) => at.notNull())
    .execute();
  await index(db, "sign_ins", ["user_id"]);
  await ofPerson(db, "credentials")
    .addColumn("account_id", "text", (id) => id.notNull())
    .addColumn("provider_id", "text", (id) => id.notNull())
    .addColumn("access_token", "text")
    .addColumn("refresh_token", "text")
    .addColumn("id_token", "text")
    .addColumn("access_token_expires_at", instant)
    .addColumn("refresh_token_expires_at", instant)
    .addColumn("scope", "text")
    .addColumn("password", "text")
    .addColumn("created_at", instant, (at) => at.notNull())
    .addColumn("updated_at", instant, (at) => at.notNull())
    .execute();
  await index(db, "credentials", ["user_id"]);
  await db.schema
    .createIndex("credentials_identity")
    .unique()
    .on("credentials" as never)
    .columns(["provider_id", "account_id"] as never)
    .execute();
}

async function createProofs(db: Kysely<unknown>, { instant, flag }: ColumnTypes): Promise<void> {
  await ofPeople(db, "verifications")
    .addColumn("identifier", "text", (name) => name.notNull())
    .addColumn("value", "text", (value) => value.notNull())
    .addColumn("expires_at", instant, (at) => at.notNull())
    .addColumn("created_at", instant, (at) => at.notNull())
    .addColumn("updated_at", instant, (at) => at.notNull())
    .execute();
  await index(db, "verifications", ["identifier"]);
  await ofPerson(db, "two_factors")
    .addColumn("secret", "text", (secret) => secret.notNull())
    .addColumn("backup_codes", "text", (codes) => codes.notNull())
    .addColumn("verified", flag)
    .addColumn("failed_verification_count", "integer")
    .addColumn("locked_until", instant)
    .execute();
  await ofPerson(db, "passkeys")
    .addColumn("name", "text")
    .addColumn("public_key", "text", (key) => key.notNull())
    .addColumn("credential_id", "text", (id) => id.notNull().unique())
    .addColumn("counter", "integer", (counter) => counter.notNull())
    .addColumn("device_type", "text", (type) => type.notNull())
    .addColumn("backed_up", flag, (is) => is.notNull())
    .addColumn("transports", "text")
    .addColumn("aaguid", "text")
    .addColumn("created_at", instant)
    .execute();
}

async function createTeams(db: Kysely<unknown>, { numbered }: ColumnTypes): Promise<void> {
  await (db.schema.createTable("teams") as Table)
    .addColumn("id", "integer", (id) => numbered(id.primaryKey()))
    .addColumn("name", "text", (name) => name.notNull())
    .addColumn("created_at", "bigint", (at) => at.notNull())
    .execute();
  await (db.schema.createTable("members") as Table)
    .addColumn("team_id", "integer", (id) => id.notNull().references("teams.id").onDelete("cascade"))
    .addColumn("user_id", "text", (id) => id.notNull().references("users.id").onDelete("cascade"))
    .addColumn("role", "text", (role) => role.notNull())
    .addColumn("sites", "text")
    .addColumn("created_at", "bigint", (at) => at.notNull())
    .addPrimaryKeyConstraint("members_pk", ["team_id", "user_id"])
    .execute();
  await index(db, "members", ["user_id"]);
  await (db.schema.createTable("invitations") as Table)
    .addColumn("id", "integer", (id) => numbered(id.primaryKey()))
    .addColumn("team_id", "integer", (id) => id.notNull().references("teams.id").onDelete("cascade"))
    .addColumn("email", "text", (email) => email.notNull())
    .addColumn("role", "text", (role) => role.notNull())
    .addColumn("sites", "text")
    .addColumn("language", "text", (language) => language.notNull())
    .addColumn("link_hash", "text", (hash) => hash.notNull().unique())
    .addColumn("mail_hash", "text", (hash) => hash.notNull().unique())
    .addColumn("invited_by", "text", (id) => id.references("users.id").onDelete("set null"))
    .addColumn("created_at", "bigint", (at) => at.notNull())
    .addColumn("expires_at", "bigint", (at) => at.notNull())
    .addUniqueConstraint("invitations_team_id_email", ["team_id", "email"])
    .execute();
  await db.schema
    .alterTable("sites")
    .addColumn("team_id", "integer", (id) => id.references("teams.id"))
    .execute();
}

async function index(db: Kysely<unknown>, table: string, columns: readonly string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${columns.join("_")}`)
    .on(table as never)
    .columns(columns as never)
    .execute();
}
