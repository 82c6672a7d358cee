import type { Event } from "../../../domain/event/event.ts";
import { DAY } from "../../../domain/time.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { decodeRow } from "../columns.ts";
import { FIRST_ID, toDaysWithEvents, toStoredDays, toTopPaths } from "../sql/day-rows.ts";
import { propertyKeysQuery, toPropertyKey } from "../sql/property-keys.ts";
import { recentEventsQuery, toRecentEvent } from "../sql/recent-events.ts";
import { toRecentVisitors } from "../sql/recent-visitors.ts";
import { CLICKHOUSE } from "./dialect.ts";
import { recentVisitorsStatement } from "./recent-visitors.ts";
import {
  bound,
  firstEventStatement,
  readDayStatement,
  readEventsStatement,
  STORED_DAYS,
  type Statement,
  siteStatsStatement,
  viewsByHourStatement,
} from "./sql.ts";

const READ_PAGE = 5000;
/** Events that a move reads and writes at once. */
const MOVE_PAGE = 20_000;

type Rows = (statement: Statement) => Promise<unknown[][]>;

/** What is read without visits. */
export const createReads = (
  rows: Rows,
): Pick<
  EventStore,
  "firstEventAt" | "recentVisitors" | "viewsByHour" | "siteStats" | "propertyKeys" | "recentEvents"
> => ({
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
      topPaths: toTopPaths(paths),
    };
  },
  async propertyKeys(plan) {
    return (await rows(bound(propertyKeysQuery(plan, CLICKHOUSE)))).map(toPropertyKey);
  },
  async recentEvents(plan) {
    return (await rows(bound(recentEventsQuery(plan, CLICKHOUSE)))).map(toRecentEvent);
  },
});

/** Whole events, for exports, moves and checks. */
export const createEventReads = (
  rows: Rows,
): Pick<EventStore, "readEvents" | "readDay" | "storedDays" | "daysWithEvents"> => ({
  async *readEvents() {
    let after = { receivedAt: -1, id: FIRST_ID };
    for (;;) {
      const page = (await rows(readEventsStatement(after, READ_PAGE))).map(decodeRow);
      yield* page;
      const last: Event | undefined = page.at(-1);
      if (last === undefined || page.length < READ_PAGE) return;
      after = { receivedAt: last.receivedAt, id: last.id };
    }
  },
  async *readDay({ siteId, date }) {
    const from = Date.parse(`${date}T00:00:00Z`);
    let after = { timestamp: from - 1, id: FIRST_ID };
    for (;;) {
      const day = { siteId, from, to: from + DAY };
      const page = (await rows(readDayStatement(day, after, MOVE_PAGE))).map(decodeRow);
      if (page.length > 0) yield page;
      const last: Event | undefined = page.at(-1);
      if (last === undefined || page.length < MOVE_PAGE) return;
      after = { timestamp: last.timestamp, id: last.id };
    }
  },
  storedDays: async () => toStoredDays(await rows(STORED_DAYS)),
  daysWithEvents: async () => toDaysWithEvents(await rows(STORED_DAYS)),
});
