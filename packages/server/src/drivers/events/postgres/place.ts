/** Where the tables are: a database, and a schema in it. */
export interface StorePlace {
  /** Without our own parameters. */
  readonly connectionString: string;
  readonly schema: string;
}

/** Reads `postgres://…?schema=<name>`, default `millrace`. Throws when the name is none. */
export function readPlace(url: string): StorePlace {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get("schema") ?? "millrace";
  // It stands in statements, where names can't be bound.
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || schema.startsWith("pg_")) {
    throw new Error(
      `EVENTS_URL has schema=${schema}, which is not a valid schema name: use a-z, 0-9 and _, at most 63 characters`,
    );
  }
  parsed.searchParams.delete("schema");
  return { connectionString: parsed.href, schema };
}
