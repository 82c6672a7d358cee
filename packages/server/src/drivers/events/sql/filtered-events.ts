import { hasDone, renamed } from "../../../domain/plain-filter.ts";
import { addDays, localDate, startOfDate } from "../../../domain/time-zone/zoned-time.ts";
import type { QueryPlan } from "../../../ports/event-store.ts";
import type { KnownDays } from "../seals/known-days.ts";
import { EVENT_COLUMNS, SEALED_COLUMNS } from "../seals/sealed-columns.ts";
import { splitDays } from "../seals/seals.ts";
import { type BuiltQuery, createBinder } from "./binder.ts";
import { conditionOf } from "./conditions.ts";
import type { Dialect } from "./dialect.ts";
import { eventsRelation } from "./relation.ts";

/** Days of a site, and filters that their events are asked with: what a dashboard's reports have in common. */
export interface FilteredDays {
  readonly siteId: number;
  readonly zone: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly filters: QueryPlan["filters"];
}

/** What a plan shares with others of the same filters; null where it reads events beside those that meet them. */
export function filteredDaysOf(plan: QueryPlan): FilteredDays | null {
  const { siteId, zone, filters, filtersWithoutGoals, goals } = plan;
  const readsOthers =
    goals.length > 0 ||
    filters.some(hasDone) ||
    JSON.stringify(filters) !== JSON.stringify(filtersWithoutGoals);
  if (filters.length === 0 || readsOthers) return null;
  return {
    siteId,
    zone,
    firstDay: localDate(zone, plan.from),
    lastDay: localDate(zone, plan.to - 1),
    filters,
  };
}

/** Events of the days that any report with the filters counts, into `open_events` under a version; no more than `most`. */
export function buildFilteredEvents(
  { siteId, zone, firstDay, lastDay, filters }: FilteredDays,
  known: KnownDays,
  { version, most, dialect }: { version: number; most: number; dialect: Dialect },
): BuiltQuery {
  const bind = createBinder(dialect);
  const range = { from: startOfDate(zone, firstDay), to: startOfDate(zone, addDays(lastDay, 1)) };
  const { expressions, select } = eventsRelation({
    siteId,
    zone,
    days: splitDays(range, zone, known),
    known,
    columns: new Set(EVENT_COLUMNS),
    withVisits: true,
    dialect,
    bind,
  });
  const all = (some: QueryPlan["filters"]) =>
    some.map((filter) => conditionOf(filter, { dialect, bind, events: "no_events" })).join(" AND ");
  // By page, what entered there counts too.
  const entered = filters.map((filter) => renamed(filter, "event:page", "visit:entry_page"));
  const columns = SEALED_COLUMNS.join(", ");
  const text = `INSERT INTO ${dialect.tables.openEvents} (${columns}, version) ${dialect.insertSettings}
    ${expressions.length === 0 ? "" : `WITH ${expressions.join(", ")}`}
    SELECT ${columns}, ${bind("version", version)} FROM (${select}) AS made
    WHERE (${all(filters)}) OR (${all(entered)}) LIMIT ${bind("rows", most)} ${dialect.fillCaps}`;
  return { text, values: bind.values };
}

/** One number: how many events a store has under a version. */
export function buildOpenCount(version: number, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const text = `SELECT count(*) FROM ${dialect.tables.openEvents} WHERE version = ${bind("version", version)} ${dialect.caps}`;
  return { text, values: bind.values };
}

/** One number: about how many events the sealed days among these have. */
export function buildEstimate({ siteId, firstDay, lastDay }: FilteredDays, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const text = `SELECT coalesce(sum(act_rows), 0) FROM ${dialect.tables.sealedFigures}
    WHERE site_id = ${bind("site", siteId)} AND set_id = 0
      AND day >= ${bind("date", firstDay)} AND day <= ${bind("date", lastDay)} ${dialect.caps}`;
  return { text, values: bind.values };
}
