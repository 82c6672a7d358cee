import type { ClientBase } from "pg";
import { fingerprintDates } from "../late-days.ts";
import { oldestVersionInUse } from "../seals/open-runs.ts";
import {
  toCountsBySite,
  toLateMarks,
  toMadeVersions,
  toMonthRecords,
  toSealedVersions,
  toSealRecords,
} from "../seals/records.ts";
import { MONTH_SETS } from "../seals/sealed-months.ts";
import { createSealing } from "../seals/sealing.ts";
import type { SealingEngine } from "../seals/sealing-engine.ts";
import type { BuiltQuery } from "../sql/binder.ts";
import { toDaysWithEvents } from "../sql/day-rows.ts";
import type { Beginnings } from "./beginnings.ts";
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

/** Late arrivals with it: an erasure notes some, and as many events may have come as were erased. */
const FINGERPRINT = `
  SELECT count(*), (extract(epoch FROM max(received_at)) * 1000)::bigint,
    (SELECT coalesce(sum(marks), 0) FROM late_days
      WHERE site_id = ANY($1::integer[]) AND date >= $4::date AND date <= $5::date)
  FROM events
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

const MADE_VERSIONS = `
  SELECT DISTINCT day::text, version, false FROM sealed_events
  WHERE site_id = $1::integer AND day = ANY($2::date[])
  UNION ALL SELECT DISTINCT day::text, version, set_id >= ${MONTH_SETS} FROM sealed_figures
  WHERE site_id = $1::integer AND day = ANY($2::date[])`;

const OPEN_VERSIONS =
  "SELECT DISTINCT version FROM open_events WHERE site_id = $1::integer AND day = ANY($2::date[])";

const FORGET_SEALS = "DELETE FROM seals WHERE site_id = $1::integer AND day = ANY($2::date[])";
const FORGET_MONTHS = "DELETE FROM sealed_months WHERE site_id = $1::integer AND day = ANY($2::date[])";

const NOTE_LATE = `
  INSERT INTO late_days AS held (site_id, date, marks)
  SELECT site_id, date, 1 FROM unnest($1::integer[], $2::date[]) AS late (site_id, date) ORDER BY site_id, date
  ON CONFLICT (site_id, date) DO UPDATE SET marks = held.marks + 1`;

const LEFT_OVER = "DELETE FROM open_events WHERE version < $1::bigint";

const LATE_ARRIVALS = "SELECT site_id, sum(marks) FROM late_days GROUP BY site_id";

const DAYS_WITH_EVENTS =
  "SELECT site_id, event_date::text, total_events FROM daily_aggregates ORDER BY site_id, event_date";

type Rows = (text: string, values: readonly unknown[]) => Promise<unknown[][]>;
type Change = (options: TransactionOptions, run: (client: ClientBase) => Promise<unknown>) => Promise<void>;

export interface PostgresSealingDeps {
  readonly writes: Connections;
  readonly begins: Pick<Beginnings, "write" | "fill">;
  readonly rows: Rows;
  encodeValues(query: BuiltQuery): unknown[];
  readonly filteredFrom: number;
  readonly keepReplacedMs: number;
}

/** What is noted of seals. */
const createNotes = (
  rows: Rows,
): Pick<
  SealingEngine,
  | "fingerprint"
  | "sealRecords"
  | "monthRecords"
  | "lateMarks"
  | "sealedVersions"
  | "madeVersions"
  | "openVersions"
> => ({
  async fingerprint({ siteIds, from, to }) {
    const { first, last: lastDate } = fingerprintDates(from, to);
    const values = [siteIds, encodeInstant(from), encodeInstant(to), first, lastDate];
    const [[count, last, late] = []] = await rows(FINGERPRINT, values);
    return { rows: Number(count ?? 0), text: `${count} ${last} ${late}` };
  },
  madeVersions: async (siteId, days) => toMadeVersions(await rows(MADE_VERSIONS, [siteId, days])),
  openVersions: async (siteId, days) =>
    (await rows(OPEN_VERSIONS, [siteId, days])).map(([version]) => Number(version)),
  sealRecords: async (siteId) => toSealRecords(await rows(SEAL_RECORDS, [siteId])),
  monthRecords: async (siteId) => toMonthRecords(await rows(MONTH_RECORDS, [siteId])),
  lateMarks: async (siteIds) => toLateMarks(await rows(LATE_MARKS, [siteIds])),
  sealedVersions: async ({ siteIds, firstDay, lastDay }) =>
    toSealedVersions(await rows(SEALED_VERSIONS, [siteIds, firstDay, lastDay])),
});

/** Notes seals, and drops what they replaced. */
const createChanges = (
  change: Change,
  begins: PostgresSealingDeps["begins"],
): Pick<SealingEngine, "dropOpen" | "noteMonths" | "noteSeals" | "dropSealed" | "forgetSeals"> => ({
  dropOpen: (version) =>
    change(begins.write, (client) =>
      client.query("DELETE FROM open_events WHERE version = $1::bigint", [version]),
    ),
  noteMonths: (months) =>
    change(begins.write, (client) =>
      client.query(NOTE_MONTHS, [
        months.map(({ siteId }) => siteId),
        months.map(({ month }) => month),
        months.map(({ version }) => version),
        months.map(({ basis }) => basis),
      ]),
    ),
  noteSeals: (seals) =>
    change(begins.write, (client) =>
      client.query(NOTE_SEALS, [
        seals.map(({ siteId }) => siteId),
        seals.map(({ day }) => day),
        seals.map(({ version }) => version),
        seals.map(({ marks }) => marks),
        seals[0]?.rule ?? "",
      ]),
    ),
  forgetSeals: (siteId, days, months) =>
    change(begins.write, async (client) => {
      await client.query(FORGET_SEALS, [siteId, days]);
      await client.query(FORGET_MONTHS, [siteId, months]);
    }),
  dropSealed: (versions) =>
    change(begins.fill, async (client) => {
      const columns = [
        versions.map(({ siteId }) => siteId),
        versions.map(({ day }) => day),
        versions.map(({ version }) => version),
      ];
      for (const table of ["sealed_events", "sealed_figures"]) await client.query(dropSealed(table), columns);
    }),
});

export function createPostgresSealing(deps: PostgresSealingDeps) {
  const { writes, begins, rows, encodeValues, filteredFrom, keepReplacedMs } = deps;

  const change: Change = async (options, run) => {
    try {
      await writes.transaction(options, async (client) => void (await run(client)));
    } catch (error) {
      throw asQueryError(error);
    }
  };

  const sealing = createSealing({
    dialect: POSTGRES,
    isSlowToPlan: false,
    filteredFrom,
    rows: (query) => rows(query.text, encodeValues(query)),
    fill: (statements) =>
      change(begins.fill, async (client) => {
        for (const statement of statements) await client.query(statement.text, encodeValues(statement));
      }),
    ...createNotes(rows),
    ...createChanges(change, begins),
    keepReplacedMs,
    isAlone: false,
  });

  return {
    queries: {
      ...sealing.queries,
      lateArrivals: async () => toCountsBySite(await rows(LATE_ARRIVALS, [])),
      daysWithEvents: async () => toDaysWithEvents(await rows(DAYS_WITH_EVENTS, [])),
    },
    forgetDays: sealing.forgetDays,
    close: sealing.close,
    /** Versions whose process is gone. */
    async dropLeftOver(client: ClientBase): Promise<void> {
      await client.query(LEFT_OVER, [Math.trunc(oldestVersionInUse(Date.now()))]);
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
