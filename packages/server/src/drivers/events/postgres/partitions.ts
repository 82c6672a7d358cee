import type { ClientBase } from "pg";
import { ADVISORY_LOCKS, lockAlone } from "./locks.ts";

// Months outside have tables of their own from the start (migrations/0001).
const FIRST_MONTH = "2010-01";
const LAST_MONTH = "2049-12";

/** Makes the tables of months (`2026-03`) that have none, within the insert's transaction. */
export async function makePartitions(client: ClientBase, months: readonly string[]): Promise<void> {
  const wanted = months.filter((month) => month >= FIRST_MONTH && month <= LAST_MONTH).sort();
  if ((await missingOf(client, wanted)).length === 0) return;
  await lockAlone(client, ADVISORY_LOCKS.partitions);
  for (const month of await missingOf(client, wanted)) {
    // Made apart and attached: CREATE … PARTITION OF would wait for every query, and every query for it.
    await client.query(`CREATE TABLE ${tableOf(month)} (LIKE events INCLUDING ALL)`);
    await client.query(
      `ALTER TABLE events ATTACH PARTITION ${tableOf(month)}
        FOR VALUES FROM ('${month}-01T00:00:00Z') TO ('${monthAfter(month)}-01T00:00:00Z')`,
    );
  }
}

/** Drops the tables of whole months before a month in which no event is left. Gives up when a query holds them for long. */
export async function dropEmptyPartitions(client: ClientBase, before: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
      WHERE inhparent = 'events'::regclass AND relname ~ '^events_\\d{4}_\\d{2}$' AND relname < $1 ORDER BY relname`,
    [tableOf(before)],
  );
  for (const { name } of rows) {
    const { rowCount } = await client.query(`SELECT FROM ${name} LIMIT 1`);
    if (rowCount === 0) await client.query(`DROP TABLE ${name}`);
  }
}

async function missingOf(client: ClientBase, months: readonly string[]): Promise<readonly string[]> {
  // TRICKY: not to_regclass, which answers from a cache that does not hear of tables made since the transaction began.
  const { rows } = await client.query<{ month: string }>(
    `SELECT month FROM unnest($1::text[], $2::text[]) AS wanted (month, name) WHERE NOT EXISTS (
      SELECT FROM pg_class WHERE relname = name AND relnamespace = current_schema()::regnamespace
    ) ORDER BY month`,
    [months, months.map(tableOf)],
  );
  return rows.map(({ month }) => month);
}

const tableOf = (month: string) => `events_${month.replace("-", "_")}`;

function monthAfter(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 1);
  return date.toISOString().slice(0, 7);
}
