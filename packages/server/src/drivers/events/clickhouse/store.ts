import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { ClickHouseClient } from "@clickhouse/client";
import type { Event } from "../../../domain/event/event.ts";
import { DAY } from "../../../domain/time.ts";
import { isoDate } from "../../../domain/time-zone/zoned-time.ts";
import type { EncodedRows, EventStore } from "../../../ports/event-store.ts";
import type { Reach } from "../../../ports/queue.ts";
import { decodeRow } from "../columns.ts";
import { lateDaysOf } from "../late-days.ts";
import { type EventStoreGuards, KEEP_REPLACED_MS } from "../options.ts";
import { propertyKeysQuery, toPropertyKey } from "../sql/property-keys.ts";
import { recentEventsQuery, toRecentEvent } from "../sql/recent-events.ts";
import { toRecentVisitors } from "../sql/recent-visitors.ts";
import { CLICKHOUSE } from "./dialect.ts";
import { asInsertError, asQueryError } from "./errors.ts";
import { type Layout, ONE_SERVER } from "./layout.ts";
import { migrate } from "./migrate.ts";
import { recentVisitorsStatement } from "./recent-visitors.ts";
import { createRepair } from "./repair-batch.ts";
import { encodeRows } from "./rows.ts";
import { createClickHouseSealing } from "./sealing.ts";
import {
  anyBeforeStatement,
  bound,
  eraseSiteStatements,
  eraseStatement,
  firstEventStatement,
  insertStatement,
  readDayStatement,
  readEventsStatement,
  STORED_DAYS,
  type Statement,
  siteStatsStatement,
  storedIdsStatement,
  tablesOfSiteStatement,
  viewsByHourStatement,
} from "./sql.ts";
import type { Transport } from "./transport.ts";

interface Batch extends EncodedRows {
  readonly lateDays: readonly (readonly [number, string])[];
}

function encodeBatch(events: readonly Event[]): Batch {
  return { ...encodeRows(events), lateDays: lateDaysOf(events, Date.now()) };
}

export interface ClickHouseOptions {
  readonly reach: Reach;
  readonly guards: EventStoreGuards;
  readonly keepReplacedMs?: number;
  /** Default: one server. */
  readonly layout?: Layout;
}

const READ_PAGE = 5000;
/** Events that a move reads and writes at once. */
const MOVE_PAGE = 20_000;
/** Ids in one statement when stored events are looked for. */
const LOOK_PAGE = 1000;

/** The event store on ClickHouse, embedded or served: the same statements through either transport. */
export function createClickHouseStore(transport: Transport, options: ClickHouseOptions): EventStore {
  const layout = options.layout ?? ONE_SERVER;

  async function rows(statement: Statement): Promise<unknown[][]> {
    return transport.read(async (client) => {
      try {
        const result = await client.query({ ...statement, format: "JSONCompactEachRow" });
        return await result.json<unknown[]>();
      } catch (error) {
        throw asQueryError(error);
      }
    });
  }

  async function insert(encoded: EncodedRows, token: string): Promise<void> {
    try {
      const result = await transport.write.exec({
        query: insertStatement(options.guards.token ? token : randomUUID()),
        values: Readable.from([encoded.bytes]),
      });
      await finished(result.stream.resume());
    } catch (error) {
      throw asInsertError(error);
    }
  }

  /** On the writer's connection: reports may hold the readers' for long. */
  async function missingOf(events: readonly Event[]): Promise<readonly Event[]> {
    const stored = new Set<string>();
    for (let from = 0; from < events.length; from += LOOK_PAGE) {
      const page = events.slice(from, from + LOOK_PAGE);
      try {
        const result = await transport.write.query({
          ...storedIdsStatement(page),
          format: "JSONCompactEachRow",
        });
        for (const [siteId, id] of await result.json<[number, string]>()) stored.add(`${siteId}:${id}`);
      } catch (error) {
        // Not a report's error: when memory is short, the batch waits.
        throw asInsertError(error);
      }
    }
    return events.filter(({ siteId, id }) => !stored.has(`${siteId}:${id}`));
  }

  async function erase(client: ClickHouseClient, { query, query_params }: Statement): Promise<void> {
    try {
      for (const statement of layout.statements(query)) {
        await client.command({ query: statement, query_params });
      }
    } catch (error) {
      throw asQueryError(error);
    }
  }

  const sealing = createClickHouseSealing({
    transport,
    layout,
    rows,
    keepReplacedMs: options.keepReplacedMs ?? KEEP_REPLACED_MS,
    isAlone: options.reach === "process",
  });
  const repair = createRepair({ client: transport.write, missingOf, insert: insertEvents });

  async function insertWhatIsMissing(events: readonly Event[], token: string): Promise<void> {
    if (!options.guards.token || !options.guards.missingRows) return insertEvents(events, token);
    const missing = await missingOf(events);
    if (missing.length === 0) return;
    await insertEvents(missing, token);
    if (!layout.tokensAreAtomic) await repair(missing, token);
  }

  function insertEvents(events: readonly Event[], token: string): Promise<void> {
    return insert(encodeRows(events), token);
  }

  return {
    reach: options.reach,
    async migrate() {
      await migrate(transport.write, layout);
      await sealing.dropLeftOver();
      if (options.guards.fsync) return;
      const unsafe =
        "ALTER TABLE millrace.events MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0";
      for (const query of layout.statements(unsafe)) await transport.write.command({ query });
    },
    encode: encodeBatch,
    async insert(encoded, token) {
      await insert(encoded, token);
      await sealing.noteLate((encoded as Batch).lateDays);
    },
    async insertMissing(events, token) {
      await insertWhatIsMissing(events, token);
      await sealing.noteLate(lateDaysOf(events, Date.now()));
    },
    query: sealing.query,
    countRows: sealing.countRows,
    listSessions: sealing.listSessions,
    readSession: sealing.readSession,
    sealDays: sealing.sealDays,
    sealMonths: sealing.sealMonths,
    checkSeals: sealing.checkSeals,
    sealedDays: sealing.sealedDays,
    lateArrivals: sealing.lateArrivals,
    async firstEventAt(siteId, before) {
      const [[at, count] = []] = await rows(firstEventStatement(siteId, before));
      return Number(count ?? 0) === 0 ? null : Number(at);
    },
    async recentVisitors(siteIds, now) {
      return (await rows(recentVisitorsStatement(siteIds, now))).map(toRecentVisitors);
    },
    async viewsByHour({ page, from, to }) {
      const hours = await rows(viewsByHourStatement(page, from, to));
      const counted = hours.map(([hour, views]): [number, number] => [Number(hour) * 1000, Number(views)]);
      return new Map(counted.filter(([, views]) => views > 0));
    },
    async siteStats(query) {
      const [total, ...paths] = await rows(siteStatsStatement(query));
      return {
        totalViews: Number(total?.[1] ?? 0),
        uniqueUsers: Number(total?.[2] ?? 0),
        topPaths: paths.map(([path, views]) => ({ path: String(path), views: Number(views) })),
      };
    },
    async propertyKeys(plan) {
      return (await rows(bound(propertyKeysQuery(plan, CLICKHOUSE)))).map(toPropertyKey);
    },
    async recentEvents(plan) {
      return (await rows(bound(recentEventsQuery(plan, CLICKHOUSE)))).map(toRecentEvent);
    },
    async *readEvents() {
      let after = { receivedAt: -1, id: "00000000-0000-0000-0000-000000000000" };
      for (;;) {
        const page = (await rows(readEventsStatement(after, READ_PAGE))).map(decodeRow);
        yield* page;
        const last: Event | undefined = page.at(-1);
        if (last === undefined || page.length < READ_PAGE) return;
        after = { receivedAt: last.receivedAt, id: last.id };
      }
    },
    async storedDays() {
      return (await rows(STORED_DAYS)).map(([siteId, date, count, counted]) => ({
        siteId: Number(siteId),
        date: String(date),
        rows: Number(count),
        counted: Number(counted),
      }));
    },
    async daysWithEvents() {
      return (await rows(STORED_DAYS)).map(([siteId, date, count]) => ({
        siteId: Number(siteId),
        date: String(date),
        rows: Number(count),
      }));
    },
    async *readDay({ siteId, date }) {
      const from = Date.parse(`${date}T00:00:00Z`);
      let after = { timestamp: from - 1, id: "00000000-0000-0000-0000-000000000000" };
      for (;;) {
        const day = { siteId, from, to: from + DAY };
        const page = (await rows(readDayStatement(day, after, MOVE_PAGE))).map(decodeRow);
        if (page.length > 0) yield page;
        const last: Event | undefined = page.at(-1);
        if (last === undefined || page.length < MOVE_PAGE) return;
        after = { timestamp: last.timestamp, id: last.id };
      }
    },
    async eraseBefore(siteId, before) {
      // A mutation takes about 0.15 s for every month in the table, those it leaves as they are too (chDB 26.7).
      if ((await rows(anyBeforeStatement(siteId, before))).length === 0) return;
      // On a reader's connection, since inserts must not wait that long.
      await transport.read(async (client) => {
        await erase(client, eraseStatement(siteId, before));
        await sealing.eraseSealed(client, siteId, before);
      });
      await sealing.noteLate([[siteId, isoDate(before)]]);
    },
    async eraseSite(siteId) {
      const found = (await rows(tablesOfSiteStatement(siteId))).map(([table]) => table);
      if (found.length === 0) return;
      await sealing.changeSeals([siteId], () =>
        transport.read(async (client) => {
          for (const statement of eraseSiteStatements(siteId, found)) await erase(client, statement);
        }),
      );
    },
    async ping() {
      await rows({ query: "SELECT 1", query_params: {} });
    },
    async close() {
      sealing.close();
      await transport.close();
    },
  };
}
