import type { ClientBase } from "pg";
import { SECOND } from "../../../domain/time.ts";
import { oldestVersionInUse } from "../seals/open-runs.ts";
import { createSealing } from "../seals/sealing.ts";
import type { BuiltQuery } from "../sql/binder.ts";
import type { Connections, TransactionOptions } from "./connections.ts";
import { POSTGRES } from "./dialect.ts";
import { asQueryError } from "./errors.ts";
import { encodeInstant } from "./values.ts";

const SEAL_RECORDS = "SELECT day::text, version, marks, rule FROM seals WHERE site_id = $1::integer";

const MONTH_RECORDS = "SELECT day::text, version, basis FROM sealed_months WHERE site_id = $1::integer";

const NOTE_MONTHS = `
  INSERT INTO sealed_months (site_id, day, version, basis)
  SELECT * FROM unnest($1::integer[], $2::date[], $3::bigint[], $4::text[]) AS made (site_id, day, version, basis)
  ON CONFLICT (site_id, day) DO UPDATE SET version = excluded.version, basis = excluded.basis
  WHERE sealed_months.version < excluded.version`;

const LATE_MARKS = "SELECT site_id, date::text, marks FROM late_days WHERE site_id = ANY($1::integer[])";

const FINGERPRINT = `
  SELECT count(*), (extract(epoch FROM max(received_at)) * 1000)::bigint FROM events
  WHERE site_id = ANY($1::integer[]) AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz`;

const NOTE_SEALS = `
  INSERT INTO seals (site_id, day, version, marks, rule)
  SELECT site_id, day, version, marks, $5::text
  FROM unnest($1::integer[], $2::date[], $3::bigint[], $4::bigint[]) AS made (site_id, day, version, marks)
  ORDER BY site_id, day
  ON CONFLICT (site_id, day) DO UPDATE SET
    version = excluded.version, marks = excluded.marks, rule = excluded.rule
  WHERE seals.version < excluded.version`;

const SEALED_VERSIONS = `
  SELECT site_id, day::text, version FROM seals
  WHERE site_id = ANY($1::integer[]) AND day >= $2::date AND day <= $3::date`;

const dropSealed = (table: string) => `
  DELETE FROM ${table} AS old USING unnest($1::integer[], $2::date[], $3::bigint[]) AS replaced (site_id, day, version)
  WHERE old.site_id = replaced.site_id AND old.day = replaced.day AND old.version = replaced.version`;

const NOTE_LATE = `
  INSERT INTO late_days AS held (site_id, date, marks)
  SELECT site_id, date, 1 FROM unnest($1::integer[], $2::date[]) AS late (site_id, date) ORDER BY site_id, date
  ON CONFLICT (site_id, date) DO UPDATE SET marks = held.marks + 1`;

export interface PostgresSealingDeps {
  readonly writes: Connections;
  readonly begins: { readonly write: TransactionOptions; readonly fill: TransactionOptions };
  rows(text: string, values: readonly unknown[]): Promise<unknown[][]>;
  encodeValues(query: BuiltQuery): unknown[];
  readonly filteredFrom: number;
  readonly keepReplacedMs: number;
}

export function createPostgresSealing(deps: PostgresSealingDeps) {
  const { writes, begins, rows, encodeValues, filteredFrom, keepReplacedMs } = deps;

  async function change(
    options: TransactionOptions,
    run: (client: ClientBase) => Promise<void>,
  ): Promise<void> {
    try {
      await writes.transaction(options, run);
    } catch (error) {
      throw asQueryError(error);
    }
  }

  const sealing = createSealing({
    dialect: POSTGRES,
    isSlowToPlan: false,
    filteredFrom,
    rows: (query) => rows(query.text, encodeValues(query)),
    fill: (statements) =>
      change(begins.fill, async (client) => {
        for (const statement of statements) await client.query(statement.text, encodeValues(statement));
      }),
    async fingerprint({ siteIds, from, to }) {
      const [[count, last] = []] = await rows(FINGERPRINT, [siteIds, encodeInstant(from), encodeInstant(to)]);
      return { rows: Number(count ?? 0), text: `${count} ${last}` };
    },
    dropOpen: (version) =>
      change(begins.write, async (client) => {
        await client.query("DELETE FROM open_events WHERE version = $1::bigint", [version]);
      }),
    async sealRecords(siteId) {
      return (await rows(SEAL_RECORDS, [siteId])).map(([day, version, marks, rule]) => ({
        day: String(day),
        version: Number(version),
        marks: Number(marks),
        rule: String(rule),
      }));
    },
    async monthRecords(siteId) {
      return (await rows(MONTH_RECORDS, [siteId])).map(([month, version, basis]) => ({
        month: String(month),
        version: Number(version),
        basis: String(basis),
      }));
    },
    noteMonths: (months) =>
      change(begins.write, async (client) => {
        await client.query(NOTE_MONTHS, [
          months.map(({ siteId }) => siteId),
          months.map(({ month }) => month),
          months.map(({ version }) => version),
          months.map(({ basis }) => basis),
        ]);
      }),
    async lateMarks(siteIds) {
      const found = new Map<number, Map<string, number>>();
      for (const [siteId, date, marks] of await rows(LATE_MARKS, [siteIds])) {
        const dates = found.get(Number(siteId)) ?? new Map<string, number>();
        found.set(Number(siteId), dates.set(String(date), Number(marks)));
      }
      return found;
    },
    async sealedVersions({ siteIds, firstDay, lastDay }) {
      const found = await rows(SEALED_VERSIONS, [siteIds, firstDay, lastDay]);
      return found.map(([siteId, day, version]) => ({
        siteId: Number(siteId),
        day: String(day),
        version: Number(version),
      }));
    },
    keepReplacedMs,
    isAlone: false,
    dropSealed: (versions) =>
      change(begins.fill, async (client) => {
        const columns = [
          versions.map(({ siteId }) => siteId),
          versions.map(({ day }) => day),
          versions.map(({ version }) => version),
        ];
        for (const table of ["sealed_events", "sealed_figures"])
          await client.query(dropSealed(table), columns);
      }),
    noteSeals: (seals) =>
      change(begins.write, async (client) => {
        await client.query(NOTE_SEALS, [
          seals.map(({ siteId }) => siteId),
          seals.map(({ day }) => day),
          seals.map(({ version }) => version),
          seals.map(({ marks }) => marks),
          seals[0]?.rule ?? "",
        ]);
      }),
  });

  return {
    ...sealing,
    /** Versions whose process is gone. */
    async dropLeftOver(client: ClientBase): Promise<void> {
      const oldest = Math.trunc(oldestVersionInUse(Date.now()));
      await client.query("DELETE FROM open_events WHERE version < $1::bigint", [oldest]);
    },
    async lateArrivals(): Promise<ReadonlyMap<number, number>> {
      const found = await rows("SELECT site_id, sum(marks) FROM late_days GROUP BY site_id", []);
      return new Map(found.map(([site, marks]) => [Number(site), Number(marks)]));
    },
    async daysWithEvents() {
      const found = await rows(
        "SELECT site_id, event_date::text, total_events FROM daily_aggregates ORDER BY site_id, event_date",
        [],
      );
      return found.map(([site, date, events]) => ({
        siteId: Number(site),
        date: String(date),
        rows: Number(events),
      }));
    },
  };
}

/** Within the transaction that writes the events. */
export async function noteLate(
  client: ClientBase,
  days: readonly (readonly [number, string])[],
): Promise<void> {
  if (days.length === 0) return;
  await client.query(NOTE_LATE, [days.map(([site]) => site), days.map(([, date]) => date)]);
}

/** With the events before an instant goes what was made of them. */
export async function eraseSealed(client: ClientBase, siteId: number, before: number): Promise<void> {
  const day = encodeInstant(before).slice(0, 10);
  for (const table of ["sealed_events", "sealed_figures", "sealed_months", "seals"]) {
    await client.query(`DELETE FROM ${table} WHERE site_id = $1::integer AND day <= $2::date`, [siteId, day]);
  }
  await noteLate(client, [[siteId, day]]);
}

export const FILL_LIMIT_MS = 120 * SECOND;
