import { dimensionsOf, isAboutEvents } from "../../../domain/plain-filter.ts";
import { localDate } from "../../../domain/time-zone/zoned-time.ts";
import { SESSION_FACTS, type SessionKey, type SessionsPlan } from "../../../ports/event-store.ts";
import type { KnownDays } from "../seals/known-days.ts";
import { EVENT_COLUMNS } from "../seals/sealed-columns.ts";
import { openDays, splitDays } from "../seals/seals.ts";
import { type Binder, type BuiltQuery, createBinder } from "./binder.ts";
import { columnOf } from "./columns.ts";
import { conditionOf } from "./conditions.ts";
import type { Dialect } from "./dialect.ts";
import { eventsRelation } from "./relation.ts";
import { visitEvents } from "./visit-events.ts";

const MEASURES = ["visit_seconds", "visit_views", "is_bounce"] as const;

/** Rows that readSessionRow takes, the newest session first. */
export function buildSessions(plan: SessionsPlan, known: KnownDays, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const columns = new Set([
    "count",
    ...MEASURES,
    ...SESSION_FACTS,
    ...dimensionsOf(plan.filters).map(columnOf),
  ]);
  const { expressions, select } = eventsRelation({
    siteId: plan.siteId,
    zone: plan.zone,
    days: splitDays(plan, plan.zone, known),
    known,
    // In the order in which every relation has them.
    columns: new Set(EVENT_COLUMNS.filter((column) => columns.has(column))),
    withVisits: true,
    dialect,
    bind,
  });
  const kept = expressions.length > 0 ? dialect.keptOnce : dialect.readInPlace;
  const order = newestFirst(dialect);
  const text = `WITH ${[...expressions, `all_events AS ${kept}(${select})`].join(", ")}
    SELECT ${sessionColumns((column) => `max(${column})`, "", dialect)} FROM all_events
    WHERE has_visit AND (visit_visitor_id, visit_start) ${dialect.inSubquery}IN (${pickedSessions(plan, order, dialect, bind)})
    GROUP BY visit_visitor_id, visit_start ORDER BY ${order} ${dialect.caps}`;
  return { text, values: bind.values };
}

const newestFirst = (dialect: Dialect) => `visit_start DESC, ${dialect.visitorText("visit_visitor_id")}`;

/** By their first events, which have all that visits are asked for; where single events decide, by any. */
function pickedSessions(plan: SessionsPlan, order: string, dialect: Dialect, bind: Binder): string {
  const { from, to, filters } = plan;
  const instant = (at: number) => dialect.instant(bind("instant", at));
  const isByEvents = isAboutEvents(filters);
  const conditions = [
    isByEvents ? "has_visit AND is_act" : "is_first",
    `visit_start >= ${instant(from)} AND visit_start < ${instant(to)}`,
    ...filters.map((filter) => conditionOf(filter, { dialect, bind, events: "all_events" })),
  ];
  return `SELECT visit_visitor_id, visit_start FROM all_events AS picked WHERE ${conditions.join(" AND ")}
    ${isByEvents ? "GROUP BY visit_visitor_id, visit_start" : ""}
    ORDER BY ${order} LIMIT ${bind("rows", plan.limit)} OFFSET ${bind("rows", plan.offset)}`;
}

/** Rows that readSessionRow and readStepRow take, the session's first event first. From stored events alone. */
export function buildSession(
  { siteId, zone, visitorId, startedAt, limit }: SessionKey & { siteId: number; zone: string; limit: number },
  dialect: Dialect,
): BuiltQuery {
  const bind = createBinder(dialect);
  const day = localDate(zone, startedAt);
  const days = { ...openDays({ firstDay: day, lastDay: day }, zone, [siteId]), visitorId };
  const columns = new Set(["id", ...STEP_COLUMNS, ...MEASURES, ...SESSION_FACTS]);
  const { expressions, select } = visitEvents("open", days, columns, { dialect, bind });
  const text = `WITH ${expressions.join(", ")}
    SELECT ${sessionColumns((column) => column, " OVER ()", dialect)}, ${stepColumns(dialect)} FROM (${select}) AS own
    WHERE has_visit AND visit_visitor_id = ${bind("visitor", visitorId)}
      AND visit_start = ${dialect.instant(bind("instant", startedAt))}
    ORDER BY timestamp, ${dialect.idOrder("id")} LIMIT ${bind("rows", limit)} ${dialect.caps}`;
  return { text, values: bind.values };
}

const STEP_COLUMNS = [
  "count",
  "name",
  "hostname",
  "path",
  "props",
  "engaged_ms",
  "scroll_depth",
  "revenue",
  "currency",
] as const;

/** What is the same in all events of a session by `same`; what is summed up over them with `over` behind it. */
function sessionColumns(same: (column: string) => string, over: string, dialect: Dialect): string {
  return [
    dialect.visitorText("visit_visitor_id"),
    dialect.epochMs("visit_start"),
    dialect.epochMs(`max(timestamp)${over}`),
    same("visit_seconds"),
    same("visit_views"),
    `sum(count) FILTER (WHERE is_act)${over}`,
    same("CASE WHEN is_bounce THEN 1 ELSE 0 END"),
    ...SESSION_FACTS.map(same),
  ].join(", ");
}

function stepColumns(dialect: Dialect): string {
  return [
    dialect.epochMs("timestamp"),
    ...["name", "hostname", "path", "props", "engaged_ms", "scroll_depth"],
    dialect.moneyText("revenue"),
    "currency",
  ].join(", ");
}
