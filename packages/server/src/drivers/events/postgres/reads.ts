import type { Client } from "pg";
import type { Event } from "../../../domain/event/event.ts";
import { DAY } from "../../../domain/time.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { decodeRow } from "../columns.ts";
import { FIRST_ID, toStoredDays, toTopPaths } from "../sql/day-rows.ts";
import { propertyKeysQuery, toPropertyKey } from "../sql/property-keys.ts";
import { recentEventsQuery, toRecentEvent } from "../sql/recent-events.ts";
import { toRecentVisitors } from "../sql/recent-visitors.ts";
import { POSTGRES } from "./dialect.ts";
import { encodeBound } from "./encode-bound.ts";
import { FIRST_BEFORE } from "./erase.ts";
import { asQueryError } from "./errors.ts";
import { recentVisitorsQuery } from "./recent-visitors.ts";
import {
  READ_DAY,
  READ_EVENTS,
  STORED_DAYS,
  topPaths,
  totalsOfAllTime,
  totalsOfDate,
  VIEWS_BY_HOUR,
} from "./sql.ts";
import { encodeInstant } from "./values.ts";

/** A statement with its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Runs statements in one transaction, which sees one state of the database; resolves with the rows of each. */
export type ReadRows = (statements: readonly Statement[]) => Promise<unknown[][][]>;

const READ_PAGE = 5000;
/** Events that a move reads and writes at once. */
const MOVE_PAGE = 20_000;

/** What is read without visits. */
export const createReads = (
  rows: ReadRows,
): Pick<
  EventStore,
  "firstEventAt" | "recentVisitors" | "viewsByHour" | "siteStats" | "propertyKeys" | "recentEvents"
> => ({
  async firstEventAt(siteId, before) {
    const [[[at] = []] = []] = await rows([{ text: FIRST_BEFORE, values: [siteId, encodeInstant(before)] }]);
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
      topPaths: toTopPaths(paths),
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
});

export interface EventReadsDeps {
  readonly rows: ReadRows;
  /** A connection of its own, which its user ends. */
  readonly connect: () => Promise<Client>;
  /** Begins a transaction that reads. */
  readonly begin: string;
}

/** Whole events, for exports, moves and checks. */
export const createEventReads = ({
  rows,
  connect,
  begin,
}: EventReadsDeps): Pick<EventStore, "readEvents" | "readDay" | "storedDays"> => ({
  async *readEvents() {
    try {
      yield* readAll(await connect(), begin);
    } catch (error) {
      throw asQueryError(error);
    }
  },
  async *readDay({ siteId, date }) {
    const from = Date.parse(`${date}T00:00:00Z`);
    let after = { timestamp: from - 1, id: FIRST_ID };
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
  async storedDays() {
    const [days = []] = await rows([{ text: STORED_DAYS, values: [] }]);
    return toStoredDays(days);
  },
});

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
