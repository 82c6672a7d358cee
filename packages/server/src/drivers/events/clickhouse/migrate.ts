import { readdir, readFile } from "node:fs/promises";
import type { ClickHouseClient } from "@clickhouse/client";
import type { Layout } from "./layout.ts";

const FOLDER = new URL("./migrations/", import.meta.url);

/** What every migration needs to be there. */
export const GROUND: readonly string[] = [
  "CREATE DATABASE IF NOT EXISTS millrace",
  `CREATE TABLE IF NOT EXISTS millrace.migrations (name String, applied_at DateTime DEFAULT now())
      ENGINE = MergeTree ORDER BY name SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
];

/** Applies the numbered files that are not recorded yet. Every statement is safe to run again after a crash. */
export async function migrate(client: ClickHouseClient, layout: Layout): Promise<void> {
  async function run(statements: readonly string[]): Promise<void> {
    for (const query of statements.flatMap(layout.statements)) await client.command({ query });
  }

  await run(GROUND);
  const applied = await appliedNames(client);
  const names = await migrationNames();
  refuseNewer(applied, names);
  for (const name of names.filter((name) => !applied.has(name))) {
    await run(await statementsOf(name));
    await client.command({
      query: "INSERT INTO millrace.migrations (name) SETTINGS async_insert = 0 SELECT {name:String}",
      query_params: { name },
    });
  }
}

async function appliedNames(client: ClickHouseClient): Promise<ReadonlySet<string>> {
  const result = await client.query({
    query: "SELECT name FROM millrace.migrations",
    format: "JSONCompactEachRow",
  });
  return new Set((await result.json<[string]>()).map(([name]) => name));
}

function refuseNewer(applied: ReadonlySet<string>, known: readonly string[]): void {
  const unknown = [...applied].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `[events:clickhouse] the store was written by a newer Millrace (${unknown.join(", ")}): start that version or a later one`,
  );
}

export async function migrationNames(): Promise<readonly string[]> {
  return (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).sort();
}

export async function statementsOf(name: string): Promise<readonly string[]> {
  return (await readFile(new URL(name, FOLDER), "utf8"))
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^--.*$/gm, "").trim() !== "");
}
