import { isEventDimension, isTimeDimension } from "@millrace/protocol";
import type { SealRequest } from "../../../ports/event-store.ts";
import { FACT_COLUMNS } from "../seals/sealed-columns.ts";
import { SEALED_SETS, SEALED_VALUES, type SealedDimension } from "../seals/sealed-sets.ts";
import { openDays } from "../seals/seals.ts";
import type { Binder } from "./binder.ts";
import { shownValue } from "./columns.ts";
import type { Dialect } from "./dialect.ts";
import { FIGURES, type FigureName, type PartKind, SEALED_FIGURES } from "./figures.ts";
import { createParts } from "./parts.ts";

/** The columns `value0`, … of a set's values. */
export const VALUES = Array.from({ length: SEALED_VALUES }, (_, index) => `value${index}`).join(", ");

interface Counting {
  readonly request: SealRequest;
  /** Of the rows in `open_events` that buildOpen made of the request. */
  readonly version: number;
  readonly dialect: Dialect;
  readonly bind: Binder;
}

type SealedSet = readonly [set: string, dimensions: readonly SealedDimension[]];

/** Every sealed set, counted as a query would count it: key_site, set_id, key_day, the values, and each figure as `all_<name>`. */
export function countedSets(counting: Counting): string {
  return countedByParts(Object.entries(SEALED_SETS), counting);
}

/** The same, quicker: most sets from visits, which are a third of their events. */
export function countedThroughVisits(counting: Counting): { expressions: string[]; select: string } {
  const sets = Object.entries(SEALED_SETS);
  const isOfVisits = ([, dimensions]: SealedSet) => dimensions.every((name) => name.startsWith("visit:"));
  const byParts = countedByParts(
    sets.filter((set) => !isOfVisits(set)),
    counting,
  );
  const byVisits = sets.filter(isOfVisits).map((set) => countedByVisits(set, counting));
  return {
    expressions: [`visit_days AS MATERIALIZED (${visitDays(counting)})`],
    select: [byParts, ...byVisits].join(" UNION ALL "),
  };
}

function countedByParts(sets: readonly SealedSet[], { request, version, dialect, bind }: Counting): string {
  const days = openDays(request, request.zone, request.siteIds);
  const events = `(SELECT * FROM ${dialect.tables.openEvents} WHERE version = ${bind("version", version)}) AS made`;
  const zone = bind("zone", request.zone);
  const selects = sets.flatMap(([set, dimensions]) => {
    const parts = createParts({
      plan: { zone: request.zone, dimensions, filtersWithoutGoals: [] },
      intervals: [{ from: days.from, to: days.to }],
      figures: SEALED_FIGURES,
      kinds: kindsOf(dimensions),
      filters: [],
      label: null,
      events,
      keys: [
        { name: "key_site", ofEvent: "site_id", ofVisit: "site_id" },
        { name: "key_day", ofEvent: "day", ofVisit: dialect.dateOf("visit_start", zone) },
      ],
      dialect,
      bind,
    });
    const columns = `key_site, ${set} AS set_id, key_day, ${valuesOf(dimensions)}, ${SEALED_FIGURES.join(", ")}`;
    return parts.map((part) => `SELECT ${columns} FROM (${part}) AS part`);
  });
  const sums = SEALED_FIGURES.map((name) => `sum(${name}) AS all_${name}`).join(", ");
  return `SELECT key_site, set_id, key_day, ${VALUES}, ${sums}
    FROM (${selects.join(" UNION ALL ")}) AS sets GROUP BY key_site, set_id, key_day, ${VALUES}`;
}

/** What a visit may have many of says nothing of it as a whole, but for the page that it entered on. */
function kindsOf(dimensions: readonly SealedDimension[]): ReadonlySet<PartKind> {
  const isByPage = dimensions.includes("event:page");
  const isOfEvents = dimensions.some(isEventDimension) && !isByPage;
  const figures = SEALED_FIGURES.filter(
    (name) => (FIGURES[name] !== "pages" || isByPage) && (FIGURES[name] !== "entries" || !isOfEvents),
  );
  return new Set(figures.map((name) => FIGURES[name]));
}

function valuesOf(dimensions: readonly SealedDimension[]): string {
  return Array.from({ length: SEALED_VALUES }, (_, index) =>
    index < dimensions.length ? `d${index} AS value${index}` : `'' AS value${index}`,
  ).join(", ");
}

/** What counts in a visit on a day, as a sum over its events there. A visit's first event is on the day that it belongs to. */
const OF_VISIT: Readonly<Partial<Record<FigureName, string>>> = {
  pageviews: "CASE WHEN is_view THEN count ELSE 0 END",
  events: "CASE WHEN is_act THEN count ELSE 0 END",
  engaged_ms: "engaged_ms",
  act_rows: "CASE WHEN is_act THEN 1 ELSE 0 END",
  attention_rows: "CASE WHEN is_act THEN 0 ELSE 1 END",
  exits: "CASE WHEN is_exit THEN 1 ELSE 0 END",
  visits: "CASE WHEN is_first THEN 1 ELSE 0 END",
  bounces: "CASE WHEN is_first AND is_bounce THEN 1 ELSE 0 END",
  seconds: "CASE WHEN is_first THEN visit_seconds ELSE 0 END",
  views: "CASE WHEN is_first THEN visit_views ELSE 0 END",
};
const SUMMED = Object.keys(OF_VISIT) as FigureName[];

/** One row for every visit on every day; events without a visit by their own facts. */
function visitDays({ request, version, dialect, bind }: Counting): string {
  const from = `FROM ${dialect.tables.openEvents} WHERE version = ${bind("version", version)}
    AND day >= ${bind("date", request.firstDay)} AND day <= ${bind("date", request.lastDay)}`;
  const facts = FACT_COLUMNS.map((column) => `max(${column}) AS ${column}`);
  const sums = SUMMED.map((name) => `sum(${OF_VISIT[name]}) AS its_${name}`);
  const own = SUMMED.map((name) => `${OF_VISIT[name]} AS its_${name}`);
  return `SELECT site_id, day, visitor_id, ${[...facts, ...sums].join(", ")} ${from} AND has_visit
      GROUP BY site_id, day, visitor_id, visit_visitor_id, visit_start
    UNION ALL SELECT site_id, day, visitor_id, ${[...FACT_COLUMNS, ...own].join(", ")} ${from} AND NOT has_visit`;
}

function countedByVisits([set, dimensions]: SealedSet, { dialect, bind }: Counting): string {
  const values = Array.from({ length: SEALED_VALUES }, (_, index) => {
    const name = dimensions[index];
    if (name === undefined) return "''";
    if (isTimeDimension(name)) throw new TypeError(`${name} is of no visit`);
    return shownValue(name, dialect, bind);
  });
  const columns = values.map((text, index) => `${text} AS value${index}`);
  const figures = SEALED_FIGURES.map((name) => `${totalOf(name)} AS all_${name}`);
  const group = dimensions.map((_, index) => `value${index}`);
  return `SELECT site_id AS key_site, ${set} AS set_id, day AS key_day, ${[...columns, ...figures].join(", ")}
    FROM visit_days GROUP BY ${["site_id", "day", ...group].join(", ")}`;
}

function totalOf(name: FigureName): string {
  if (name === "visitors")
    return "count(DISTINCT CASE WHEN visitor_id <> 0 AND its_act_rows > 0 THEN visitor_id END)";
  if (name === "entries") return "sum(its_visits)";
  // Of pairs of visit and page.
  return Object.hasOwn(OF_VISIT, name) ? `sum(its_${name})` : "0";
}
