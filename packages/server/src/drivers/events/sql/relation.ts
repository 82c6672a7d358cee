import { addDays, startOfDate } from "../../../domain/time-zone/zoned-time.ts";
import type { KnownDays } from "../seals/known-days.ts";
import { ALWAYS_COLUMNS } from "../seals/sealed-columns.ts";
import { type DaySplit, openDays } from "../seals/seals.ts";
import type { Binder } from "./binder.ts";
import type { Dialect } from "./dialect.ts";
import { visitEvents } from "./visit-events.ts";

export interface RelationOptions {
  readonly siteId: number;
  readonly zone: string;
  readonly days: DaySplit;
  readonly known: KnownDays;
  readonly columns: ReadonlySet<string>;
  /** Whether anything of a visit is asked. */
  readonly withVisits: boolean;
  readonly dialect: Dialect;
  readonly bind: Binder;
}

/** Events of a site with their visits, over days sealed and open: expressions to stand before the statement, and a select. */
export function eventsRelation(options: RelationOptions): { expressions: readonly string[]; select: string } {
  const { siteId, zone, days, columns, withVisits, dialect, bind } = options;
  const expressions: string[] = [];
  const selects: string[] = [];
  if (days.sealed.length > 0) selects.push(sealedSelect(options));
  for (const [index, run] of days.open.entries()) {
    const isFollowed = days.sealed.some(({ date }) => date === addDays(run.lastDay, 1));
    const open = openDays(run, zone, [siteId], { withRest: !isFollowed });
    if (run.version !== null) {
      selects.push(readySelect({ ...run, version: run.version }, open.withRest, options));
    } else if (withVisits) {
      const made = visitEvents(`open${index}`, open, columns, { dialect, bind });
      expressions.push(...made.expressions);
      selects.push(made.select);
    } else selects.push(plainSelect({ from: open.from, to: open.to }, options));
  }
  if (withVisits) {
    const rest = restOfVisits(options);
    if (rest !== null) {
      expressions.push(...rest.expressions);
      selects.push(rest.select);
    }
  }
  return { expressions, select: selects.join(" UNION ALL ") };
}

function sealedSelect({ siteId, days, columns, dialect, bind }: RelationOptions): string {
  const dates = days.sealed.map(({ date }) => date).sort();
  return `SELECT ${[...ALWAYS_COLUMNS, ...columns].join(", ")} FROM ${dialect.tables.sealedEvents}
    WHERE site_id = ${bind("site", siteId)} AND day >= ${bind("date", dates[0])} AND day <= ${bind("date", dates.at(-1))}
      AND ${dialect.isAnyOf(
        "version",
        bind(
          "versions",
          days.sealed.map(({ version }) => version),
        ),
      )}`;
}

/** From where the days stand ready; of the day after, what belongs to their visits. */
function readySelect(
  { firstDay, lastDay, version }: { firstDay: string; lastDay: string; version: number },
  withRest: boolean,
  options: RelationOptions,
): string {
  const { siteId, columns, dialect, bind } = options;
  const rest = withRest ? ` OR ${restCondition(addDays(lastDay, 1), options)}` : "";
  return `SELECT ${[...ALWAYS_COLUMNS, ...columns].join(", ")} FROM ${dialect.tables.openEvents}
    WHERE site_id = ${bind("site", siteId)} AND version = ${bind("version", version)}
      AND day >= ${bind("date", firstDay)} AND (day <= ${bind("date", lastDay)}${rest})`;
}

/** The events of a day that belong to visits which began before it. */
function restCondition(day: string, { zone, dialect, bind }: RelationOptions): string {
  return `(day = ${bind("date", day)} AND has_visit
    AND visit_start < ${dialect.instant(bind("instant", startOfDate(zone, day)))})`;
}

/** Without visits: nothing has to be worked out. */
function plainSelect(
  { from, to }: { from: number; to: number },
  { siteId, zone, columns, dialect, bind }: RelationOptions,
): string {
  return `SELECT site_id, ${dialect.dateOf("timestamp", bind("zone", zone))} AS day, visitor_id, timestamp,
      name <> 'engagement' AS is_act, name = 'pageview' AS is_view, 1 = 0 AS has_visit, visitor_id AS visit_visitor_id,
      timestamp AS visit_start, 1 = 0 AS is_first, 1 = 0 AS is_exit ${[...columns].map((column) => `, ${column}`).join("")}
    FROM ${dialect.tables.events} WHERE site_id = ${bind("site", siteId)}
      AND timestamp >= ${dialect.instant(bind("instant", from))} AND timestamp < ${dialect.instant(bind("instant", to))}`;
}

/** After a sealed last day: the events of the next one that belong to its visits. Open days bring theirs along. */
function restOfVisits(options: RelationOptions): { expressions: readonly string[]; select: string } | null {
  const { siteId, zone, days, known, columns, dialect, bind } = options;
  const ends = days.sealed
    .map(({ date }) => date)
    .filter((date) => !days.sealed.some((other) => other.date === addDays(date, 1)));
  const last = ends.sort().at(-1);
  if (last === undefined || days.open.some(({ lastDay }) => lastDay > last)) return null;
  const next = addDays(last, 1);
  const sealed = known.sealed.find(({ date }) => date === next);
  const ready = known.open.find(({ firstDay, lastDay }) => firstDay <= next && lastDay >= next);
  const version = sealed?.version ?? ready?.version ?? null;
  if (version === null) {
    const open = openDays({ firstDay: next, lastDay: last }, zone, [siteId]);
    return visitEvents("rest", open, columns, { dialect, bind });
  }
  const table = sealed === undefined ? dialect.tables.openEvents : dialect.tables.sealedEvents;
  return {
    expressions: [],
    select: `SELECT ${[...ALWAYS_COLUMNS, ...columns].join(", ")} FROM ${table}
      WHERE site_id = ${bind("site", siteId)} AND version = ${bind("version", version)} AND ${restCondition(next, options)}`,
  };
}
