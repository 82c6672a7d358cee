import type { QueryInput, SessionList } from "@millrace/protocol";
import { BadRequest, UnknownSite } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";
import { addDays, localDate, startOfDate } from "../../domain/time-zone/zoned-time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { createExpandFilters, type ExpandFiltersDeps } from "../filters/expand-filters.ts";
import { planQuery } from "../plan-query.ts";
import { type Range, resolveDateRange } from "../ranges/date-range.ts";
import { readFilters, readPage, readRange, refuseUnknown } from "../read-parameters.ts";
import { readQuery } from "../read-query.ts";
import { showSession } from "./show-session.ts";

/** Parameters as text, in the format of reports. */
export type SessionsAsked = Readonly<
  Partial<Record<"date_range" | "include_today" | "filters" | "limit" | "page", string>>
>;

export interface ListSessionsDeps extends ExpandFiltersDeps {
  readonly store: Pick<EventStore, "listSessions">;
  readonly clock: Clock;
  find(name: string): Promise<Site | null>;
}

const PARAMETERS = ["date_range", "include_today", "filters", "limit", "page"];
const DEFAULT_RANGE = "30d";
const DEFAULT_LIMIT = 50;
const MOST_AT_ONCE = 200;
/** Limit of pages: the store computes all sessions before those of a page. */
const MOST_SESSIONS = 10_000;

/** Lists a site's sessions, newest first. Throws BadRequest, UnknownSite, QueryTooHeavy, TooManyQueries or StoreUnavailable. */
export function createListSessions({ store, clock, find, ...lookUps }: ListSessionsDeps) {
  const expandFilters = createExpandFilters(lookUps);

  return async function listSessions(name: string, asked: SessionsAsked): Promise<SessionList> {
    const { limit, offset, includesToday, ...rest } = readAsked(asked);
    const query = readQuery({ site_id: name, metrics: ["visits"], ...rest });
    const site = await find(name);
    if (site === null) throw new UnknownSite(name);
    const now = clock.now();
    const named = resolveDateRange(query.date_range, site.timezone, now);
    const range = includesToday ? withToday(named, site.timezone, now) : named;
    const { filters, goals } = await expandFilters(site.id, query.filters);
    // What their number is asked by, so that a list and a report select the same.
    const plan = planQuery({ query: { ...query, filters }, site, range, goals });
    const { siteId, zone } = plan;
    // One more than is shown tells whether there are more.
    const found = await store.listSessions({
      ...{ siteId, zone, ...range, filters: plan.filters },
      ...{ limit: limit + 1, offset },
    });
    return {
      sessions: found.slice(0, limit).map((session) => showSession(session, zone)),
      has_more: found.length > limit,
    };
  };
}

/**
 * Extends a range to today: `30d` ends with yesterday, which would leave current visitors out of a list of the newest.
 */
function withToday(range: Range, zone: string, now: number): Range {
  const today = localDate(zone, now);
  const ends = startOfDate(zone, today) === range.to;
  return ends ? { from: range.from, to: startOfDate(zone, addDays(today, 1)) } : range;
}

function readSwitch(text: string | undefined): boolean {
  if (text === undefined || text === "" || text === "false") return false;
  if (text === "true") return true;
  throw new BadRequest(`include_today: ${JSON.stringify(text)} is neither true nor false`);
}

function readAsked(asked: SessionsAsked): Pick<QueryInput, "date_range" | "filters"> & {
  limit: number;
  offset: number;
  includesToday: boolean;
} {
  refuseUnknown(asked, PARAMETERS);
  const page = readPage(asked.limit || String(DEFAULT_LIMIT), asked.page || "1");
  if (page.limit > MOST_AT_ONCE) throw new BadRequest(`limit must be at most ${MOST_AT_ONCE} sessions`);
  if (page.offset + page.limit > MOST_SESSIONS)
    throw new BadRequest(
      `page: only the newest ${MOST_SESSIONS} sessions of a range are listed, use an earlier date_range for older ones`,
    );
  return {
    date_range: readRange(asked.date_range || DEFAULT_RANGE),
    filters: readFilters(asked.filters || undefined),
    includesToday: readSwitch(asked.include_today),
    ...page,
  };
}
