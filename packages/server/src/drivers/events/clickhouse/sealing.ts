import type { ClickHouseClient } from "@clickhouse/client";
import { StoreUnavailable } from "../../../domain/errors.ts";
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
import { CLICKHOUSE } from "./dialect.ts";
import { asQueryError } from "./errors.ts";
import type { Layout } from "./layout.ts";
import { bound, type Statement } from "./sql.ts";
import type { Transport } from "./transport.ts";

const SEAL_RECORDS = `SELECT toString(day), argMax(version, version), argMax(marks, version), argMax(rule, version)
  FROM millrace.seals WHERE site_id = {site:UInt32} GROUP BY day SETTINGS max_threads = 1`;

const SEALED_VERSIONS = `SELECT site_id, toString(day), max(version) FROM millrace.seals
  WHERE site_id IN {sites:Array(UInt32)} AND day >= {from:Date32} AND day <= {to:Date32}
  GROUP BY site_id, day SETTINGS max_threads = 1`;

const MONTH_RECORDS = `SELECT toString(day), argMax(version, sealed_months.version), argMax(basis, sealed_months.version)
  FROM millrace.sealed_months WHERE site_id = {site:UInt32} GROUP BY day SETTINGS max_threads = 1`;

const LATE_MARKS = `SELECT site_id, toString(date), count() FROM millrace.late_days
  WHERE site_id IN {sites:Array(UInt32)} GROUP BY site_id, date SETTINGS max_threads = 1`;

/**
 * Late arrivals with it: an erasure notes some, and as many events may have come as were erased.
 */
const FINGERPRINT = `SELECT count(), max(toUnixTimestamp64Milli(timestamp) + receipt_lag_ms),
    (SELECT count() FROM millrace.late_days
      WHERE site_id IN {sites:Array(UInt32)} AND date >= {first:Date32} AND date <= {last:Date32})
  FROM millrace.events WHERE site_id IN {sites:Array(UInt32)}
    AND timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND timestamp < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  SETTINGS max_threads = 1`;

const MADE_VERSIONS = `SELECT toString(day), version, false FROM millrace.sealed_events
  WHERE site_id = {site:UInt32} AND day IN {days:Array(Date32)} GROUP BY day, version
  UNION ALL SELECT toString(day), version, set_id >= ${MONTH_SETS} AS of_month FROM millrace.sealed_figures
  WHERE site_id = {site:UInt32} AND day IN {days:Array(Date32)} GROUP BY day, version, of_month SETTINGS max_threads = 1`;

const OPEN_VERSIONS = `SELECT DISTINCT version FROM millrace.open_events
  WHERE site_id = {site:UInt32} AND day IN {days:Array(Date32)} SETTINGS max_threads = 1`;

/** A mutation takes its time in a table without any such row, too. */
const NOTED_TABLES = `SELECT 'seals', count() FROM millrace.seals WHERE site_id = {site:UInt32} AND day IN {days:Array(Date32)}
  UNION ALL SELECT 'sealed_months', count() FROM millrace.sealed_months
  WHERE site_id = {site:UInt32} AND day IN {months:Array(Date32)} SETTINGS max_threads = 1`;

/** [site] or [site, date] rows go in as text, which both transports take. */
const insertInto = (table: string) => `INSERT INTO millrace.${table} SETTINGS async_insert = 0 SELECT`;

const NOTE_LATE = `${insertInto("late_days")} row.1, row.2 FROM (SELECT
  arrayJoin(arrayZip({sites:Array(UInt32)}, {dates:Array(Date32)})) AS row)`;

const LATE_ARRIVALS = "SELECT site_id, count() FROM millrace.late_days GROUP BY site_id";

const LEFT_OVER = "SELECT DISTINCT version FROM millrace.open_events WHERE version < {oldest:UInt64}";

export interface ClickHouseSealingDeps {
  readonly transport: Transport;
  readonly layout: Layout;
  rows(statement: Statement): Promise<unknown[][]>;
  readonly keepReplacedMs: number;
  readonly isAlone: boolean;
}

type Ask = (query: string, query_params: Record<string, unknown>) => Promise<unknown[][]>;
type Change = (run: (client: ClickHouseClient) => Promise<unknown>) => Promise<void>;

/** What is noted of seals. */
const createNotes = (
  ask: Ask,
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
    const query_params = { sites: siteIds, from, to, ...fingerprintDates(from, to) };
    const [[count, last, late] = []] = await ask(FINGERPRINT, query_params);
    return { rows: Number(count ?? 0), text: `${count} ${last} ${late}` };
  },
  madeVersions: async (siteId, days) => toMadeVersions(await ask(MADE_VERSIONS, { site: siteId, days })),
  openVersions: async (siteId, days) =>
    (await ask(OPEN_VERSIONS, { site: siteId, days })).map(([version]) => Number(version)),
  sealRecords: async (siteId) => toSealRecords(await ask(SEAL_RECORDS, { site: siteId })),
  monthRecords: async (siteId) => toMonthRecords(await ask(MONTH_RECORDS, { site: siteId })),
  lateMarks: async (siteIds) => toLateMarks(await ask(LATE_MARKS, { sites: siteIds })),
  sealedVersions: async ({ siteIds, firstDay, lastDay }) =>
    toSealedVersions(await ask(SEALED_VERSIONS, { sites: siteIds, from: firstDay, to: lastDay })),
});

/** Notes seals, and drops what they replaced. */
const createChanges = (
  ask: Ask,
  change: Change,
  layout: Layout,
): Pick<SealingEngine, "dropOpen" | "noteMonths" | "noteSeals" | "dropSealed" | "forgetSeals"> => ({
  dropOpen: (version) =>
    change(async (client) => {
      const drop = `ALTER TABLE millrace.open_events DROP PARTITION ${Math.trunc(version)}`;
      for (const query of layout.statements(drop)) await client.command({ query });
    }),
  noteMonths: (months) =>
    change((client) =>
      client.command({
        query: `${insertInto("sealed_months")} row.1, row.2, row.3, row.4 FROM (SELECT arrayJoin(arrayZip(
          {sites:Array(UInt32)}, {days:Array(Date32)}, {versions:Array(UInt64)}, {bases:Array(String)})) AS row)`,
        query_params: {
          sites: months.map(({ siteId }) => siteId),
          days: months.map(({ month }) => month),
          versions: months.map(({ version }) => version),
          bases: months.map(({ basis }) => basis),
        },
      }),
    ),
  noteSeals: (seals) =>
    change((client) =>
      client.command({
        query: `${insertInto("seals")} site, day, version, marks, {rule:String} FROM (SELECT
          arrayJoin(arrayZip({sites:Array(UInt32)}, {days:Array(Date32)}, {versions:Array(UInt64)}, {marks:Array(UInt64)})) AS row,
          row.1 AS site, row.2 AS day, row.3 AS version, row.4 AS marks)`,
        query_params: {
          sites: seals.map(({ siteId }) => siteId),
          days: seals.map(({ day }) => day),
          versions: seals.map(({ version }) => version),
          marks: seals.map(({ marks }) => marks),
          rule: seals[0]?.rule ?? "",
        },
      }),
    ),
  async forgetSeals(siteId, days, months) {
    const noted = await ask(NOTED_TABLES, { site: siteId, days, months });
    await change(async (client) => {
      for (const [table, count] of noted) {
        if (Number(count) === 0) continue;
        const query_params = { site: siteId, days: table === "seals" ? days : months };
        const forget = `ALTER TABLE millrace.${table} DELETE WHERE site_id = {site:UInt32}
          AND day IN {days:Array(Date32)} SETTINGS mutations_sync = 1`;
        for (const query of layout.statements(forget)) await client.command({ query, query_params });
      }
    });
  },
  dropSealed: (versions) =>
    change(async (client) => {
      const query_params = {
        sites: versions.map(({ siteId }) => siteId),
        days: versions.map(({ day }) => day),
        versions: versions.map(({ version }) => version),
      };
      for (const table of ["sealed_events", "sealed_figures"]) {
        const drop = `ALTER TABLE millrace.${table} DELETE WHERE site_id IN {sites:Array(UInt32)}
          AND (site_id, day, version) IN (SELECT arrayJoin(arrayZip({sites:Array(UInt32)}, {days:Array(Date32)}, {versions:Array(UInt64)})))
          SETTINGS mutations_sync = 1`;
        for (const query of layout.statements(drop)) await client.command({ query, query_params });
      }
    }),
});

export function createClickHouseSealing(deps: ClickHouseSealingDeps) {
  const { transport, layout, rows, keepReplacedMs, isAlone } = deps;

  /** On a reader's connection, since inserts must not wait that long. */
  const change: Change = async (run) => {
    try {
      await transport.read(async (client) => void (await run(client)));
    } catch (error) {
      throw asQueryError(error);
    }
  };
  const ask: Ask = (query, query_params) => rows({ query, query_params });
  const changes = createChanges(ask, change, layout);

  const sealing = createSealing({
    dialect: CLICKHOUSE,
    isSlowToPlan: true,
    // It reads the columns that a question needs, and no others.
    filteredFrom: Number.POSITIVE_INFINITY,
    rows: (query) => rows(bound(query)),
    fill: (statements) =>
      change(async (client) => {
        for (const statement of statements) await client.command(bound(statement));
      }),
    ...createNotes(ask),
    ...changes,
    keepReplacedMs,
    isAlone,
  });

  return {
    queries: {
      ...sealing.queries,
      lateArrivals: async () => toCountsBySite(await ask(LATE_ARRIVALS, {})),
    },
    changeSeals: sealing.changeSeals,
    forgetDays: sealing.forgetDays,
    close: sealing.close,
    /** Versions whose process is gone. */
    async dropLeftOver(): Promise<void> {
      const oldest = Math.trunc(oldestVersionInUse(Date.now()));
      const left = await ask(LEFT_OVER, { oldest });
      for (const [version] of left) await changes.dropOpen(Number(version));
    },
    /** On the writer's connection, after the rows: a batch is not settled before its late days are noted. */
    async noteLate(days: readonly (readonly [number, string])[]): Promise<void> {
      if (days.length === 0) return;
      const sites = days.map(([site]) => site);
      const query_params = { sites, dates: days.map(([, date]) => date) };
      try {
        await sealing.changeSeals(sites, () => transport.write.command({ query: NOTE_LATE, query_params }));
      } catch (error) {
        throw new StoreUnavailable("[events:clickhouse] could not record late arrivals", { cause: error });
      }
    },
    /** With the events before an instant goes what was made of them. */
    async eraseSealed(client: ClickHouseClient, siteId: number, before: number): Promise<void> {
      const query_params = { site: siteId, day: new Date(before).toISOString().slice(0, 10) };
      for (const table of ["sealed_events", "sealed_figures", "sealed_months", "seals"]) {
        const erase = `ALTER TABLE millrace.${table} DELETE WHERE site_id = {site:UInt32} AND day <= {day:Date32} SETTINGS mutations_sync = 1`;
        await sealing.changeSeals([siteId], async () => {
          for (const query of layout.statements(erase)) await client.command({ query, query_params });
        });
      }
    },
  };
}
