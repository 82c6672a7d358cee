import type { SealRequest } from "../../../ports/event-store.ts";
import { type Binder, type BuiltQuery, createBinder } from "../sql/binder.ts";
import { countedThroughVisits, VALUES } from "../sql/counted-sets.ts";
import type { Dialect } from "../sql/dialect.ts";
import { SEALED_FIGURES } from "../sql/figures.ts";
import { visitEvents } from "../sql/visit-events.ts";
import { EVENT_COLUMNS, SEALED_COLUMNS } from "./sealed-columns.ts";
import { openDays } from "./seals.ts";

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
  const { expressions, select } = countedThroughVisits({ request, version, dialect, bind });
  const text = `INSERT INTO ${dialect.tables.sealedFigures}
      (site_id, set_id, day, ${VALUES}, ${SEALED_FIGURES.join(", ")}, version) ${dialect.insertSettings}
    WITH ${expressions.join(", ")}
    SELECT key_site, set_id, key_day, ${VALUES}, ${sums}, ${dayVersion(request, version, dialect, bind, "key_day")} AS day_version
    FROM (${select}) AS counted ${dialect.fillCaps}`;
  return { text, values: bind.values };
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
