import { randomInt } from "node:crypto";
import type { Client, ClientBase } from "pg";
import type { Event } from "../../../domain/event/event.ts";
import { DAY, HOUR, SECOND } from "../../../domain/time.ts";
import type { EncodedRows, EventStore } from "../../../ports/event-store.ts";
import { asRefusal } from "../../postgres/refusal.ts";
import { decodeRow } from "../columns.ts";
import { lateDaysOf } from "../late-days.ts";
import { type EventStoreOptions, KEEP_REPLACED_MS } from "../options.ts";
import type { BoundValue } from "../sql/binder.ts";
import { propertyKeysQuery, toPropertyKey } from "../sql/property-keys.ts";
import { recentEventsQuery, toRecentEvent } from "../sql/recent-events.ts";
import { toRecentVisitors } from "../sql/recent-visitors.ts";
import type { Connections, TransactionOptions } from "./connections.ts";
import { POSTGRES } from "./dialect.ts";
import { eraseDay, eraseFigures, FIRST_BEFORE, firstBefore } from "./erase.ts";
import { asInsertError, asQueryError, canTryAgain } from "./errors.ts";
import { ADVISORY_LOCKS, lockAlone, lockShared } from "./locks.ts";
import { migrate, refuseUnsafe } from "./migrate.ts";
import { dropEmptyPartitions } from "./partitions.ts";
import { recentVisitorsQuery } from "./recent-visitors.ts";
import { encodeRows } from "./rows.ts";
import { createPostgresSealing, eraseSealed, FILL_LIMIT_MS, noteLate } from "./sealing.ts";
import {
  READ_DAY,
  READ_EVENTS,
  STORED_DAYS,
  topPaths,
  totalsOfAllTime,
  totalsOfDate,
  VIEWS_BY_HOUR,
} from "./sql.ts";
import { encodeInstant, encodeUnsigned } from "./values.ts";
import { addToken, holdToken, missingOf, pruneTokens, writeBatch } from "./write-batch.ts";

const READ_PAGE = 5000;
/** Events that a move reads and writes at once. */
const MOVE_PAGE = 20_000;
/** Attempts at one transaction that the server gave up for the sake of another. */
/** Below that, a look at all of them is quick. */
const FILTERED_FROM = 100_000;
const ATTEMPTS = 5;
const PRUNE_EVERY_MS = HOUR;
/** Behind every event: no store takes later ones. */
const END_OF_TIME = Date.parse("9999-01-01T00:00:00Z");

interface Batch extends EncodedRows {
  readonly lateDays: readonly (readonly [number, string])[];
}

function encodeBatch(events: readonly Event[]): Batch {
  return { ...encodeRows(events), lateDays: lateDaysOf(events, Date.now()) };
}

export interface PostgresParts {
  readonly url: string;
  readonly schema: string;
  readonly options: EventStoreOptions;
  readonly reads: Connections;
  readonly writes: Connections;
  /** A connection of its own, which its user ends. */
  connect(): Promise<Client>;
}

/** The event store on PostgreSQL. One transaction writes a batch, what is counted of it, its token and its position. */
export function createPostgresStore(parts: PostgresParts): EventStore {
  const { url, schema, options, reads, writes, connect } = parts;
  const { guards } = options;
  const begins = beginnings(schema, guards.fsync);
  let prunedAt = performance.now();

  async function rows(statements: readonly { text: string; values: readonly unknown[] }[]) {
    try {
      return await reads.transaction(begins.read, async (client) => {
        const answers: unknown[][][] = [];
        for (const { text, values } of statements) {
          answers.push((await client.query({ text, values: [...values], rowMode: "array" })).rows);
        }
        return answers;
      });
    } catch (error) {
      throw asQueryError(error);
    }
  }

  async function write(run: (client: ClientBase) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await writes.transaction(begins.write, async (client) => {
          await lockShared(client, ADVISORY_LOCKS.erasure);
          await run(client);
        });
      } catch (error) {
        if (attempt === ATTEMPTS || !canTryAgain(error)) throw asInsertError(error);
      }
    }
  }

  async function insert(encoded: EncodedRows, token: string): Promise<void> {
    if (encoded.count === 0) return;
    await write(async (client) => {
      if (guards.token && !(await addToken(client, token))) return;
      await writeBatch(client, encoded, token, randomInt(options.shards));
      await noteLate(client, (encoded as Batch).lateDays);
    });
    await pruneNowAndThen();
  }

  async function insertMissing(events: readonly Event[], token: string): Promise<void> {
    if (!guards.token || !guards.missingRows) return insert(encodeBatch(events), token);
    await write(async (client) => {
      await holdToken(client, token);
      const missing = await missingOf(client, events);
      if (missing.length === 0) return;
      await writeBatch(client, encodeRows(missing), token, randomInt(options.shards));
      await noteLate(client, lateDaysOf(missing, Date.now()));
    });
  }

  async function pruneNowAndThen(): Promise<void> {
    if (performance.now() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = performance.now();
    // The batch is written, whatever becomes of this: the next hour tries again.
    await writes.transaction(begins.write, pruneTokens).catch(() => {});
  }

  const sealing = createPostgresSealing({
    writes,
    begins,
    rows: async (text, values) => (await rows([{ text, values }]))[0] ?? [],
    encodeValues: ({ values }) => values.map(encodeBound),
    filteredFrom: options.filteredFrom ?? FILTERED_FROM,
    keepReplacedMs: options.keepReplacedMs ?? KEEP_REPLACED_MS,
  });

  return {
    reach: "network",
    async migrate() {
      try {
        await writes.transaction(begins.migrate, async (client) => {
          if (guards.fsync) await refuseUnsafe(client);
          await migrate(client, schema);
          await sealing.dropLeftOver(client);
        });
      } catch (error) {
        // Ours are for a person, and so is a refusal; the rest of the engine's are an outage.
        if ((error as { code?: unknown }).code === undefined) throw error;
        throw (
          asRefusal(error, { url, setting: "EVENTS_URL", component: "events:postgres" }) ??
          asQueryError(error)
        );
      }
    },
    encode: encodeBatch,
    insert,
    insertMissing,
    query: sealing.query,
    countRows: sealing.countRows,
    listSessions: sealing.listSessions,
    readSession: sealing.readSession,
    sealDays: sealing.sealDays,
    sealMonths: sealing.sealMonths,
    checkSeals: sealing.checkSeals,
    sealedDays: sealing.sealedDays,
    lateArrivals: sealing.lateArrivals,
    daysWithEvents: sealing.daysWithEvents,
    async firstEventAt(siteId, before) {
      const [[[at] = []] = []] = await rows([
        { text: FIRST_BEFORE, values: [siteId, encodeInstant(before)] },
      ]);
      return at === null || at === undefined ? null : Number(at);
    },
    async recentVisitors(siteIds, now) {
      const [found = []] = await rows([recentVisitorsQuery(siteIds, now)]);
      return found.map(toRecentVisitors);
    },
    async viewsByHour({ page, from, to }) {
      // No stored text has a NUL, and none may be asked for.
      if (page.includes("\0")) return new Map();
      const values = [page, encodeInstant(from), encodeInstant(to)];
      const [hours = []] = await rows([{ text: VIEWS_BY_HOUR, values }]);
      return new Map(hours.map(([hour, views]) => [Number(hour) * 1000, Number(views)]));
    },
    async siteStats({ siteId, date, only }) {
      const values = date === null ? [siteId] : [siteId, date];
      const [[total] = [], paths = []] = await rows([
        { text: date === null ? totalsOfAllTime(only) : totalsOfDate(only), values },
        { text: topPaths(only, date), values },
      ]);
      return {
        totalViews: Number(total?.[0] ?? 0),
        uniqueUsers: Number(total?.[1] ?? 0),
        topPaths: paths.map(([path, views]) => ({ path: String(path), views: Number(views) })),
      };
    },
    async propertyKeys(plan) {
      const { text, values } = propertyKeysQuery(plan, POSTGRES);
      const [keys = []] = await rows([{ text, values: values.map(encodeBound) }]);
      return keys.map(toPropertyKey);
    },
    async recentEvents(plan) {
      const { text, values } = recentEventsQuery(plan, POSTGRES);
      const [events = []] = await rows([{ text, values: values.map(encodeBound) }]);
      return events.map(toRecentEvent);
    },
    async *readEvents() {
      try {
        yield* readAll(await connect(), begins.read.begin);
      } catch (error) {
        throw asQueryError(error);
      }
    },
    async storedDays() {
      const [days = []] = await rows([{ text: STORED_DAYS, values: [] }]);
      return days.map(([siteId, date, count, counted]) => ({
        siteId: Number(siteId),
        date: String(date),
        rows: Number(count),
        counted: Number(counted),
      }));
    },
    async *readDay({ siteId, date }) {
      const from = Date.parse(`${date}T00:00:00Z`);
      let after = { timestamp: from - 1, id: "00000000-0000-0000-0000-000000000000" };
      for (;;) {
        const day = [siteId, encodeInstant(from), encodeInstant(from + DAY)];
        const values = [...day, encodeInstant(after.timestamp), after.id, MOVE_PAGE];
        const [found = []] = await rows([{ text: READ_DAY, values }]);
        const page = found.map(decodeRow);
        if (page.length > 0) yield page;
        const last: Event | undefined = page.at(-1);
        if (last === undefined || page.length < MOVE_PAGE) return;
        after = { timestamp: last.timestamp, id: last.id };
      }
    },
    async eraseBefore(siteId, before) {
      try {
        await eraseDays(siteId, before);
      } catch (error) {
        throw asQueryError(error);
      }
    },
    async eraseSite(siteId) {
      try {
        await eraseDays(siteId, END_OF_TIME);
        await writes.transaction(begins.write, (client) => eraseFigures(client, siteId));
      } catch (error) {
        throw asQueryError(error);
      }
    },
    async ping() {
      await rows([{ text: "SELECT 1", values: [] }]);
    },
    async close() {
      sealing.close();
      await Promise.all([reads.close(), writes.close()]);
    },
  };

  /** Day by day: inserts wait for one at a time. */
  async function eraseDays(siteId: number, before: number): Promise<void> {
    const first = () => writes.transaction(begins.write, (client) => firstBefore(client, siteId, before));
    let at = await first();
    if (at === null) return;
    await writes.transaction(begins.write, (client) => eraseSealed(client, siteId, before));
    while (at !== null) {
      const day = at;
      await writes.transaction(begins.write, async (client) => {
        await lockAlone(client, ADVISORY_LOCKS.erasure);
        await eraseDay(client, siteId, { at: day, before });
      });
      at = await first();
    }
    await writes
      .transaction(begins.drop, async (client) => {
        await lockAlone(client, ADVISORY_LOCKS.erasure);
        await dropEmptyPartitions(client, encodeInstant(before).slice(0, 7));
      })
      .catch(ignoreLockTimeout);
  }
}

function beginnings(schema: string, fsync: boolean) {
  const inSchema = `SET LOCAL search_path = "${schema}"; SET LOCAL jit = off`;
  const write = `BEGIN; ${inSchema}; SET LOCAL synchronous_commit = ${fsync ? "on" : "off"}`;
  const of = (begin: string, limitMs: number): TransactionOptions => ({ begin, limitMs });
  return {
    read: of(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${inSchema}; SET LOCAL statement_timeout = '20s'; SET LOCAL work_mem = '64MB'`,
      45 * SECOND,
    ),
    write: of(`${write}; SET LOCAL statement_timeout = '60s'`, 90 * SECOND),
    fill: of(`${write}; SET LOCAL statement_timeout = '110s'; SET LOCAL work_mem = '128MB'`, FILL_LIMIT_MS),
    drop: of(`${write}; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '60s'`, 90 * SECOND),
    migrate: of(`${write}; SET LOCAL statement_timeout = 0`, HOUR),
  };
}

/** A query holds a table that is to be dropped: the next erasure tries again. */
function ignoreLockTimeout(error: unknown): void {
  if ((error as { code?: unknown }).code !== "55P03") throw error;
}

/** No stored text has a NUL, and PostgreSQL refuses to be asked for one. */
function encodeBound({ type, value }: BoundValue): unknown {
  if (type === "instant") return encodeInstant(Number(value));
  if (type === "visitor") return encodeUnsigned(String(value));
  if (type === "text") return String(value).replaceAll("\0", "\ufffd");
  if (type === "texts") return (value as readonly string[]).filter((text) => !text.includes("\0"));
  return value;
}

/** By receipt, from one snapshot: the server sorts once and hands out pages. */
async function* readAll(client: Client, begin: string): AsyncGenerator<Event> {
  client.on("error", () => {});
  try {
    await client.query(`${begin}; SET LOCAL statement_timeout = 0`);
    await client.query(`DECLARE stored NO SCROLL CURSOR FOR ${READ_EVENTS}`);
    for (;;) {
      const { rows } = await client.query<unknown[]>({
        text: `FETCH ${READ_PAGE} FROM stored`,
        rowMode: "array",
      });
      yield* rows.map(decodeRow);
      if (rows.length < READ_PAGE) return;
    }
  } finally {
    await client.end();
  }
}
