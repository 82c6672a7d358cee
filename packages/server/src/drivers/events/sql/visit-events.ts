import { VISIT_GAP_MS } from "../../../domain/event/visit.ts";
import type { Binder } from "./binder.ts";
import { FIRST_EVENT_FACTS } from "./columns.ts";
import type { Dialect } from "./dialect.ts";

/** Site-days whose visits are worked out from stored events. Instants in epoch ms. */
export interface OpenDays {
  readonly zone: string;
  readonly siteIds: readonly number[];
  /** Dates, `2026-03-10`: the first and the last day. Before its first when it is only about what goes on after a sealed day. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Where the day before the first begins, where the first one does, where the last ends and where the one after it does. */
  readonly before: number;
  readonly from: number;
  readonly to: number;
  readonly after: number;
  /** Whether the events of the day after that belong to these days' visits are wanted. */
  readonly withRest: boolean;
  /** Of one day: only the visits of this visitor, which began on it. All of their events then, those of the day before too. */
  readonly visitorId?: string;
}

/** Columns of events that are there by themselves. */
const OWN = new Set([
  "id",
  "name",
  "count",
  "hostname",
  "path",
  "props",
  "revenue",
  "currency",
  "engaged_ms",
  "scroll_depth",
]);
const FACTS: ReadonlySet<string> = new Set(Object.values(FIRST_EVENT_FACTS));
/** Numbers of a whole visit, beside its facts. */
const MEASURES: Readonly<Record<string, string>> = {
  entry_page: "''",
  exit_page: "''",
  visit_seconds: "0",
  visit_views: "0",
  is_bounce: "1 = 0",
};

/**
 * Common table expressions, the last of which gives the site's events with their visits: `docs/metrics.md`, as SQL.
 *
 * Every event has site_id, day, visitor_id, timestamp, is_act (no engagement), is_view, has_visit, visit_visitor_id,
 * visit_start, is_first (of its visit), is_exit (its last page view), and of `columns` those that are asked for.
 * Besides the events of the days there are, if wanted, those of the day after that belong to visits which began on the last one.
 */
export function visitEvents(
  name: string,
  days: OpenDays,
  columns: ReadonlySet<string>,
  { dialect, bind }: { dialect: Dialect; bind: Binder },
): { readonly expressions: readonly string[]; readonly select: string } {
  const wanted: Wanted = {
    days,
    own: [...columns].filter((column) => OWN.has(column)),
    facts: [...columns].filter((column) => FACTS.has(column)),
    measures: [...columns].filter((column) => Object.hasOwn(MEASURES, column)),
    dialect,
    bind,
    n: (part) => `${name}_${part}`,
  };
  return {
    expressions: [foundEvents(wanted), ...partsOfDays(wanted), ...visitsOfParts(wanted)],
    select: selectEvents(wanted),
  };
}

/** What is asked for, and in which words. */
interface Wanted {
  readonly days: OpenDays;
  /** Columns of the events themselves, of a visit's first event, and numbers of a whole visit. */
  readonly own: readonly string[];
  readonly facts: readonly string[];
  readonly measures: readonly string[];
  readonly dialect: Dialect;
  readonly bind: Binder;
  /** Names an expression. */
  readonly n: (part: string) => string;
}

/** The events of the days, and of their neighbours those of visitors whose visits go on across midnight. */
function foundEvents({ days, own, facts, dialect, bind, n }: Wanted): string {
  const read = new Set([
    "id",
    "name",
    "count",
    "path",
    "interactive",
    "previous_visitor_id",
    ...own,
    ...facts,
  ]);
  const instant = (at: number) => dialect.instant(bind("instant", at));
  const sites = bind("sites", days.siteIds);
  const between = (from: number, to: number) =>
    `timestamp >= ${instant(from)} AND timestamp < ${instant(to)}`;
  const heirs = (column: string, from: number) => `${dialect.inSubquery}IN (SELECT ${column}
    FROM ${dialect.tables.events} WHERE ${dialect.isAnyOf("site_id", sites)} AND ${between(from, from + VISIT_GAP_MS)}
    AND previous_visitor_id <> 0)`;
  /** The visitor, and who it was before midnight and became after it: on both ends of the day, where its visits may go on. */
  const isRelated = (visitorId: string) => {
    const visitor = bind("visitor", visitorId);
    const named = (column: string, from: number, condition: string) => `SELECT ${column}
      FROM ${dialect.tables.events} WHERE ${dialect.isAnyOf("site_id", sites)} AND ${between(from, from + VISIT_GAP_MS)} AND ${condition}`;
    return `visitor_id ${dialect.inSubquery}IN (SELECT ${visitor}
      UNION ALL ${named("previous_visitor_id", days.from, `visitor_id = ${visitor} AND previous_visitor_id <> 0`)}
      UNION ALL ${named("visitor_id", days.from, `previous_visitor_id = ${visitor}`)}
      UNION ALL ${named("visitor_id", days.to, `previous_visitor_id = ${visitor}`)})`;
  };
  const ofVisitor = days.visitorId === undefined ? "" : ` AND ${isRelated(days.visitorId)}`;
  return `${n("found")} AS MATERIALIZED (SELECT site_id, visitor_id, timestamp, ${[...read].join(", ")},
      ${dialect.dateOf("timestamp", bind("zone", days.zone))} AS day, name <> 'engagement' AS is_act, name = 'pageview' AS is_view
      FROM ${dialect.tables.events} WHERE ${dialect.isAnyOf("site_id", sites)} AND (
        (${between(days.from, days.to)})
        OR (${between(days.before, days.from)} AND visitor_id <> 0 AND visitor_id ${heirs("previous_visitor_id", days.from)})
        OR (${between(days.to, days.after)} AND visitor_id <> 0 AND visitor_id ${heirs("visitor_id", days.to)}))${ofVisitor})`;
}

/** Cuts a visitor's day where a pause is long enough. */
function partsOfDays({ facts, dialect, n }: Wanted): string[] {
  return [
    // A part is what a visitor does on a day without a pause.
    `${n("stepped")} AS (SELECT *, CASE WHEN row_number() OVER steps = 1
        OR ${dialect.gapReached("timestamp", "lag(timestamp) OVER steps")} THEN 1 ELSE 0 END AS is_new
      FROM ${n("found")} WHERE visitor_id <> 0
      WINDOW steps AS (PARTITION BY site_id, day, visitor_id ORDER BY timestamp))`,
    `${n("cut")} AS (SELECT *, sum(is_new) OVER (PARTITION BY site_id, day, visitor_id ORDER BY timestamp) AS part
      FROM ${n("stepped")})`,
    `${n("marked")} AS MATERIALIZED (SELECT *,
        is_act AND count(*) FILTER (WHERE is_act) OVER past = 1 AS opens,
        is_view AND count(*) FILTER (WHERE is_view) OVER past = 1 AS is_first_view,
        is_view AND count(*) FILTER (WHERE is_view) OVER future = 1 AS is_last_view,
        part = 1 AND previous_visitor_id <> 0
          AND count(*) FILTER (WHERE previous_visitor_id <> 0) OVER past = 1 AS names_heir
      FROM ${n("cut")}
      WINDOW past AS (PARTITION BY site_id, day, visitor_id, part ORDER BY timestamp, ${dialect.idOrder("id")}
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        future AS (PARTITION BY site_id, day, visitor_id, part ORDER BY timestamp, ${dialect.idOrder("id")}
          ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING))`,
    `${n("parts")} AS (SELECT site_id, day, visitor_id, part, min(timestamp) AS part_from, max(timestamp) AS part_to,
        coalesce(max(previous_visitor_id) FILTER (WHERE names_heir), 0) AS heir_of,
        count(*) FILTER (WHERE is_act) AS acts, min(timestamp) FILTER (WHERE is_act) AS acts_from,
        count(*) FILTER (WHERE is_view) AS views_seen, min(timestamp) FILTER (WHERE is_view) AS views_from,
        max(timestamp) FILTER (WHERE is_view) AS views_to, max(path) FILTER (WHERE is_first_view) AS first_page,
        max(path) FILTER (WHERE is_last_view) AS last_page, coalesce(sum(count) FILTER (WHERE is_view), 0) AS views,
        count(*) FILTER (WHERE interactive AND is_act AND NOT is_view) AS interactions
        ${facts.map((fact) => `, max(${fact}) FILTER (WHERE opens) AS first_${fact}`).join("")}
      FROM ${n("marked")} GROUP BY site_id, day, visitor_id, part)`,
  ];
}

/** Joins the first part of a day to the last of the day before, where a visit goes on across midnight. */
function visitsOfParts({ facts, measures, dialect, n }: Wanted): string[] {
  return [
    // The last part of the day before, beside the first one of whoever was that visitor.
    `${n("paired")} AS (SELECT *,
        coalesce(max(part) FILTER (WHERE heir_of = 0) OVER whole_day, 0) AS last_part,
        max(part_to) FILTER (WHERE heir_of = 0) OVER whole_day AS last_to
      FROM (SELECT *, CASE WHEN heir_of <> 0 THEN heir_of ELSE visitor_id END AS day_visitor,
        CASE WHEN heir_of <> 0 THEN day - 1 ELSE day END AS visit_day FROM ${n("parts")}) AS named
      WINDOW whole_day AS (PARTITION BY site_id, visit_day, day_visitor))`,
    `${n("joined")} AS (SELECT *, CASE WHEN goes_on OR heir_of = 0 THEN day_visitor ELSE visitor_id END AS root_visitor,
        CASE WHEN goes_on THEN visit_day ELSE day END AS root_day, CASE WHEN goes_on THEN last_part ELSE part END AS root_part
      FROM (SELECT *, heir_of <> 0 AND last_part > 0 AND NOT (${dialect.gapReached("part_from", "last_to")}) AS goes_on
        FROM ${n("paired")}) AS linked)`,
    `${n("visits")} AS (SELECT site_id, day, visitor_id, part, root_day, root_visitor,
        sum(acts) OVER visit > 0 AS has_visit, min(acts_from) FILTER (WHERE acts > 0) OVER visit AS visit_start,
        acts > 0 AND row_number() OVER by_first_act = 1 AS has_start,
        views_seen > 0 AND row_number() OVER by_last_view = 1 AS has_exit
        ${measures.map((measure) => `, ${measureText(measure, dialect)} AS ${measure}`).join("")}
        ${facts.map((fact) => `, first_value(first_${fact}) OVER by_first_act AS visit_${fact}`).join("")}
      FROM ${n("joined")}
      WINDOW visit AS (PARTITION BY site_id, root_day, root_visitor, root_part),
        by_first_act AS (PARTITION BY site_id, root_day, root_visitor, root_part
          ORDER BY CASE WHEN acts > 0 THEN 0 ELSE 1 END, acts_from, day, visitor_id),
        by_first_view AS (PARTITION BY site_id, root_day, root_visitor, root_part
          ORDER BY CASE WHEN views_seen > 0 THEN 0 ELSE 1 END, views_from, day, visitor_id),
        by_last_view AS (PARTITION BY site_id, root_day, root_visitor, root_part
          ORDER BY CASE WHEN views_seen > 0 THEN 0 ELSE 1 END, views_to DESC, day, visitor_id))`,
  ];
}

/** The events with their visits, and those of nobody. */
function selectEvents({ days, own, facts, measures, bind, n }: Wanted): string {
  const firstDay = bind("date", days.firstDay);
  const lastDay = bind("date", days.lastDay);
  const ownOf = (source: string) => own.map((column) => `, ${source}.${column} AS ${column}`).join("");
  return `SELECT seen.site_id AS site_id, seen.day AS day, seen.visitor_id AS visitor_id,
      seen.timestamp AS timestamp, is_act, is_view, has_visit, root_visitor AS visit_visitor_id,
      coalesce(visit_start, seen.timestamp) AS visit_start,
      has_visit AND opens AND has_start AS is_first, has_visit AND is_last_view AND has_exit AS is_exit
      ${ownOf("seen")} ${measures.map((measure) => `, ${measure}`).join("")}
      ${facts.map((fact) => `, CASE WHEN has_visit THEN visit_${fact} ELSE seen.${fact} END AS ${fact}`).join("")}
    FROM ${n("marked")} AS seen JOIN ${n("visits")} AS visit
      ON seen.site_id = visit.site_id AND seen.day = visit.day AND seen.visitor_id = visit.visitor_id AND seen.part = visit.part
    WHERE ${days.visitorId === undefined ? `seen.day >= ${firstDay} AND ` : ""}(seen.day <= ${lastDay}${days.withRest ? ` OR root_day <= ${lastDay}` : ""})
    UNION ALL
    SELECT site_id, day, visitor_id, timestamp, is_act, is_view, 1 = 0, visitor_id, timestamp, 1 = 0, 1 = 0
      ${own.map((column) => `, ${column}`).join("")} ${measures.map((measure) => `, ${MEASURES[measure]}`).join("")}
      ${facts.map((fact) => `, ${fact}`).join("")}
    FROM ${n("found")} WHERE visitor_id = 0`;
}

function measureText(measure: string, dialect: Dialect): string {
  switch (measure) {
    case "entry_page":
      return "coalesce(first_value(first_page) OVER by_first_view, '')";
    case "exit_page":
      return "coalesce(first_value(last_page) OVER by_last_view, '')";
    case "visit_seconds":
      return dialect.seconds(
        "max(part_to) OVER visit",
        "coalesce(min(acts_from) FILTER (WHERE acts > 0) OVER visit, max(part_to) OVER visit)",
      );
    case "visit_views":
      return "sum(views) OVER visit";
    default:
      return "sum(views) OVER visit = 1 AND sum(interactions) OVER visit = 0";
  }
}
