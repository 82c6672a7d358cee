import { readdir, readFile } from "node:fs/promises";
import type { ClientBase } from "pg";
import { ADVISORY_LOCKS, lockAlone } from "./locks.ts";

const FOLDER = new URL("./migrations/", import.meta.url);

/** Applies the numbered files that are not recorded yet. Called within a transaction: all of them are applied or none. */
export async function migrate(client: ClientBase, schema: string): Promise<void> {
  await lockAlone(client, ADVISORY_LOCKS.migrations);
  await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
  await client.query(
    "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
  );
  const { rows } = await client.query<{ name: string }>("SELECT name FROM migrations");
  const applied = new Set(rows.map(({ name }) => name));
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).sort();
  refuseNewer(applied, names);
  for (const name of names.filter((name) => !applied.has(name))) {
    await client.query(await readFile(new URL(name, FOLDER), "utf8"));
    await client.query("INSERT INTO migrations (name) VALUES ($1)", [name]);
  }
}

function refuseNewer(applied: ReadonlySet<string>, known: readonly string[]): void {
  const unknown = [...applied].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `[events:postgres] the store was written by a newer Millrace (${unknown.join(", ")}): start that version or a later one`,
  );
}

/** A server that does not fsync forgets what it confirmed. */
export async function refuseUnsafe(client: ClientBase): Promise<void> {
  for (const setting of ["fsync", "full_page_writes"]) {
    const { rows } = await client.query<{ value: string }>("SELECT current_setting($1) AS value", [setting]);
    if (rows[0]?.value === "off") {
      throw new Error(
        `[events:postgres] ${setting} is off, a stored event could be lost in a power cut: set ${setting} = on`,
      );
    }
  }
}
