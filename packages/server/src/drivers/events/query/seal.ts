import { isEventDimension } from "@millrace/protocol";
import type { SealRequest } from "../../../ports/event-store.ts";
import { type Binder, type BuiltQuery, createBinder } from "./binder.ts";
import type { Dialect } from "./dialect.ts";
import { FIGURES, type PartKind, SEALED_FIGURES } from "./figures.ts";
import { createParts } from "./parts.ts";
import { EVENT_COLUMNS, SEALED_COLUMNS } from "./sealed-columns.ts";
import { SEALED_SETS, SEALED_VALUES } from "./sealed-sets.ts";
import { openDays } from "./seals.ts";
import { visitEvents } from "./visit-events.ts";

/** Works out the visits of some days' events, into `open_events` under a version. */
export function buildOpen(request: SealRequest, version: number, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const days = openDays(request, request.zone, request.siteIds);
  const { expressions, select } = visitEvents("open", days, new Set(EVENT_COLUMNS), { dialect, bind });
  const columns = SEALED_COLUMNS.join(", ");
  const text = `INSERT INTO ${dialect.tables.openEvents} (${columns}, version) ${dialect.insertSettings}
    WITH ${expressions.join(", ")} SELECT ${columns}, ${bind("version", version)} FROM (${select}) AS made ${dialect.fillCaps}`;
  return { text, values: bind.values };
}

/** Keeps what buildOpen made. Each day gets a version of its own: the one given, and one more for each day after the first. */
export function buildSealedEvents(request: SealRequest, version: number, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const columns = SEALED_COLUMNS.join(", ");
  const text = `INSERT INTO ${dialect.tables.sealedEvents} (${columns}, version) ${dialect.insertSettings}
    SELECT ${columns}, ${dayVersion(request, version, dialect, bind)} AS day_version FROM ${dialect.tables.openEvents}
    WHERE version = ${bind("version", version)} AND day <= ${bind("date", request.lastDay)} ${dialect.fillCaps}`;
  return { text, values: bind.values };
}

/** Counts the figures of every sealed set from what buildOpen made. */
export function buildSealedFigures(request: SealRequest, version: number, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const sums = SEALED_FIGURES.map((name) => `all_${name}`).join(", ");
  const text = `INSERT INTO ${dialect.tables.sealedFigures}
      (site_id, set_id, day, ${VALUES}, ${SEALED_FIGURES.join(", ")}, version) ${dialect.insertSettings}
    SELECT key_site, set_id, key_day, ${VALUES}, ${sums}, ${dayVersion(request, version, dialect, bind, "key_day")} AS day_version
    FROM (${countedSets(request, version, dialect, bind)}) AS counted ${dialect.fillCaps}`;
  return { text, values: bind.values };
}

const VALUES = Array.from({ length: SEALED_VALUES }, (_, index) => `value${index}`).join(", ");

/** key_site, set_id, key_day, the values, and each figure as `all_<name>`. */
export function countedSets(request: SealRequest, version: number, dialect: Dialect, bind: Binder): string {
  const days = openDays(request, request.zone, request.siteIds);
  const events = `(SELECT * FROM ${dialect.tables.openEvents} WHERE version = ${bind("version", version)}) AS made`;
  const zone = bind("zone", request.zone);
  const sets = Object.entries(SEALED_SETS).flatMap(([set, dimensions]) => {
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
    const values = Array.from({ length: SEALED_VALUES }, (_, index) =>
      index < dimensions.length ? `d${index} AS value${index}` : `'' AS value${index}`,
    );
    const columns = `key_site, ${set} AS set_id, key_day, ${values.join(", ")}, ${SEALED_FIGURES.join(", ")}`;
    return parts.map((part) => `SELECT ${columns} FROM (${part}) AS part`);
  });
  const sums = SEALED_FIGURES.map((name) => `sum(${name}) AS all_${name}`).join(", ");
  return `SELECT key_site, set_id, key_day, ${VALUES}, ${sums}
    FROM (${sets.join(" UNION ALL ")}) AS sets GROUP BY key_site, set_id, key_day, ${VALUES}`;
}

/** What a visit may have many of says nothing of it as a whole, but for the page that it entered on. */
function kindsOf(dimensions: readonly string[]): ReadonlySet<PartKind> {
  const isByPage = dimensions.includes("event:page");
  const isOfEvents = dimensions.some(isEventDimension) && !isByPage;
  const figures = SEALED_FIGURES.filter(
    (name) => (FIGURES[name] !== "pages" || isByPage) && (FIGURES[name] !== "entries" || !isOfEvents),
  );
  return new Set(figures.map((name) => FIGURES[name]));
}

function dayVersion(
  { firstDay }: SealRequest,
  version: number,
  dialect: Dialect,
  bind: Binder,
  day = "day",
): string {
  return `${bind("version", version)} + ${dialect.daysBetween(bind("date", firstDay), day)}`;
}

let last = 0;

/** Greater than every one before it, of this process and of those before: thousandths of a millisecond. */
export function newVersion(now: number): number {
  last = Math.max(now * 1000 + Math.floor(Math.random() * 100), last + 1000);
  return last;
}
