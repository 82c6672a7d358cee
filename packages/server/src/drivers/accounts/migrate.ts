import { type Kysely, Migrator } from "kysely";
import type { ColumnTypes } from "./migrations/column-types.ts";
import { migrationsFor } from "./migrations/index.ts";
import type { AccountsSchema } from "./schema.ts";

export interface MigrateOptions {
  readonly types: ColumnTypes;
  /** Where the dialect has schemas. */
  readonly schema?: string;
}

/** Applies the migrations that are missing. Several processes may do so at once: one goes, the others wait. */
export async function migrate(db: Kysely<AccountsSchema>, { types, schema }: MigrateOptions): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrationsFor(types, schema) },
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
