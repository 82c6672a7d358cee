import type { ClickHouseClient } from "@clickhouse/client";
import { StoreUnavailable } from "../../../domain/errors.ts";
import { oldestVersionInUse } from "../seals/open-runs.ts";
import { createSealing } from "../seals/sealing.ts";
import type { BuiltQuery } from "../sql/binder.ts";
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

const FINGERPRINT = `SELECT count(), max(toUnixTimestamp64Milli(timestamp) + receipt_lag_ms)
  FROM millrace.events WHERE site_id IN {sites:Array(UInt32)}
    AND timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND timestamp < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  SETTINGS max_threads = 1`;

/** [site] or [site, date] rows go in as text, which both transports take. */
const insertInto = (table: string) => `INSERT INTO millrace.${table} SETTINGS async_insert = 0 SELECT`;

export interface ClickHouseSealingDeps {
  readonly transport: Transport;
  readonly layout: Layout;
  rows(statement: Statement): Promise<unknown[][]>;
  readonly keepReplacedMs: number;
  readonly isAlone: boolean;
}

export function createClickHouseSealing(deps: ClickHouseSealingDeps) {
  const { transport, layout, rows, keepReplacedMs, isAlone } = deps;

  async function change(run: (client: ClickHouseClient) => Promise<void>): Promise<void> {
    try {
      // On a reader's connection, since inserts must not wait that long.
      await transport.read(run);
    } catch (error) {
      throw asQueryError(error);
    }
  }

  const ask = (query: string, query_params: Record<string, unknown>) => rows({ query, query_params });

  async function dropOpen(version: number): Promise<void> {
    await change(async (client) => {
      const drop = `ALTER TABLE millrace.open_events DROP PARTITION ${Math.trunc(version)}`;
      for (const query of layout.statements(drop)) await client.command({ query });
    });
  }

  const sealing = createSealing({
    dialect: CLICKHOUSE,
    isSlowToPlan: true,
    // It reads the columns that a question needs, and no others.
    filteredFrom: Number.POSITIVE_INFINITY,
    rows: (query: BuiltQuery) => rows(bound(query)),
    fill: (statements) =>
      change(async (client) => {
        for (const statement of statements) await client.command(bound(statement));
      }),
    async fingerprint({ siteIds, from, to }) {
      const [[count, last] = []] = await ask(FINGERPRINT, { sites: siteIds, from, to });
      return { rows: Number(count ?? 0), text: `${count} ${last}` };
    },
    dropOpen,
    async sealRecords(siteId) {
      return (await ask(SEAL_RECORDS, { site: siteId })).map(([day, version, marks, rule]) => ({
        day: String(day),
        version: Number(version),
        marks: Number(marks),
        rule: String(rule),
      }));
    },
    async monthRecords(siteId) {
      return (await ask(MONTH_RECORDS, { site: siteId })).map(([month, version, basis]) => ({
        month: String(month),
        version: Number(version),
        basis: String(basis),
      }));
    },
    async noteMonths(months) {
      await change((client) =>
        client
          .command({
            query: `${insertInto("sealed_months")} row.1, row.2, row.3, row.4 FROM (SELECT arrayJoin(arrayZip(
              {sites:Array(UInt32)}, {days:Array(Date32)}, {versions:Array(UInt64)}, {bases:Array(String)})) AS row)`,
            query_params: {
              sites: months.map(({ siteId }) => siteId),
              days: months.map(({ month }) => month),
              versions: months.map(({ version }) => version),
              bases: months.map(({ basis }) => basis),
            },
          })
          .then(() => {}),
      );
    },
    async lateMarks(siteIds) {
      const found = new Map<number, Map<string, number>>();
      for (const [siteId, date, count] of await ask(LATE_MARKS, { sites: siteIds })) {
        const dates = found.get(Number(siteId)) ?? new Map<string, number>();
        found.set(Number(siteId), dates.set(String(date), Number(count)));
      }
      return found;
    },
    async sealedVersions({ siteIds, firstDay, lastDay }) {
      const found = await ask(SEALED_VERSIONS, { sites: siteIds, from: firstDay, to: lastDay });
      return found.map(([siteId, day, version]) => ({
        siteId: Number(siteId),
        day: String(day),
        version: Number(version),
      }));
    },
    keepReplacedMs,
    isAlone,
    async dropSealed(versions) {
      const query_params = {
        sites: versions.map(({ siteId }) => siteId),
        days: versions.map(({ day }) => day),
        versions: versions.map(({ version }) => version),
      };
      await change(async (client) => {
        for (const table of ["sealed_events", "sealed_figures"]) {
          const drop = `ALTER TABLE millrace.${table} DELETE WHERE site_id IN {sites:Array(UInt32)}
            AND (site_id, day, version) IN (SELECT arrayJoin(arrayZip({sites:Array(UInt32)}, {days:Array(Date32)}, {versions:Array(UInt64)})))
            SETTINGS mutations_sync = 1`;
          for (const query of layout.statements(drop)) await client.command({ query, query_params });
        }
      });
    },
    async noteSeals(seals) {
      await change((client) =>
        client
          .command({
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
          })
          .then(() => {}),
      );
    },
  });

  return {
    ...sealing,
    /** Versions whose process is gone. */
    async dropLeftOver(): Promise<void> {
      const left = await ask(
        "SELECT DISTINCT version FROM millrace.open_events WHERE version < {oldest:UInt64}",
        {
          oldest: Math.trunc(oldestVersionInUse(Date.now())),
        },
      );
      for (const [version] of left) await dropOpen(Number(version));
    },
    /** On the writer's connection, after the rows: a batch is not settled before its late days are noted. */
    async noteLate(days: readonly (readonly [number, string])[]): Promise<void> {
      if (days.length === 0) return;
      try {
        const sites = days.map(([site]) => site);
        await sealing.changeSeals(sites, () =>
          transport.write.command({
            query: `${insertInto("late_days")} row.1, row.2 FROM (SELECT
              arrayJoin(arrayZip({sites:Array(UInt32)}, {dates:Array(Date32)})) AS row)`,
            query_params: { sites, dates: days.map(([, date]) => date) },
          }),
        );
      } catch (error) {
        throw new StoreUnavailable("[events:clickhouse] late arrivals could not be noted", { cause: error });
      }
    },
    async lateArrivals(): Promise<ReadonlyMap<number, number>> {
      const found = await ask("SELECT site_id, count() FROM millrace.late_days GROUP BY site_id", {});
      return new Map(found.map(([site, count]) => [Number(site), Number(count)]));
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
