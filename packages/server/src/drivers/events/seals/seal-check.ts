import type { SealRequest } from "../../../ports/event-store.ts";
import { type BuiltQuery, createBinder } from "../sql/binder.ts";
import { countedSets } from "../sql/counted-sets.ts";
import type { Dialect } from "../sql/dialect.ts";
import { SEALED_FIGURES } from "../sql/figures.ts";
import type { SealedDay, SealedMonth } from "./known-days.ts";
import { MONTH_SETS } from "./sealed-months.ts";
import { MONTHLY_SETS } from "./sealed-sets.ts";

const MOST_DIFFERENCES = 100;

/** Day, set and values whose sealed figures differ from what buildOpen made of the events under a version. One site. */
export function buildSealCheck(
  request: SealRequest,
  version: number,
  seals: readonly SealedDay[],
  dialect: Dialect,
): BuiltQuery {
  const bind = createBinder(dialect);
  const key = "set_id, the_day, value0, value1, value2";
  const figures = SEALED_FIGURES.map((name) => `all_${name}`).join(", ");
  const dates = seals.map(({ date }) => date).sort();
  const between = `>= ${bind("date", dates[0])} AND %s <= ${bind("date", dates.at(-1))}`;
  const sealed = `SELECT set_id, day AS the_day, value0, value1, value2,
      ${SEALED_FIGURES.map((name) => `sum(${name}) AS all_${name}`).join(", ")}
    FROM ${dialect.tables.sealedFigures} WHERE site_id = ${bind("site", request.siteIds[0])}
      AND day ${between.replace("%s", "day")}
      AND ${dialect.isAnyOf(
        "version",
        bind(
          "versions",
          seals.map(({ version }) => version),
        ),
      )}
    GROUP BY set_id, day, value0, value1, value2`;
  const made = `SELECT set_id, key_day AS the_day, value0, value1, value2, ${figures}
    FROM (${countedSets({ request, version, dialect, bind })}) AS counted
    WHERE key_site = ${bind("site", request.siteIds[0])} AND key_day ${between.replace("%s", "key_day")}
      AND ${dialect.isDateAnyOf("key_day", bind("texts", dates))}`;
  // What both say the same of meets twice.
  const text = `SELECT ${dialect.dateText("the_day")}, set_id, value0, value1, value2
    FROM (${sealed} UNION ALL ${made}) AS both_sides
    GROUP BY ${key}, ${figures} HAVING count(*) <> 2 LIMIT ${bind("rows", MOST_DIFFERENCES)} ${dialect.caps}`;
  return { text, values: bind.values };
}

/** Month, set and values whose sums differ from those of the days. */
export function buildMonthCheck(
  siteId: number,
  months: readonly SealedMonth[],
  sealed: readonly SealedDay[],
  dialect: Dialect,
): BuiltQuery {
  const bind = createBinder(dialect);
  const dates = months.map(({ month }) => month).sort();
  const values = "value0, value1, value2";
  const figures = SEALED_FIGURES.map((name) => `all_${name}`).join(", ");
  const sums = SEALED_FIGURES.map((name) => `sum(figures.${name}) AS all_${name}`).join(", ");
  const versions = (some: readonly { version: number }[]) =>
    dialect.isAnyOf(
      "version",
      bind(
        "versions",
        some.map(({ version }) => version),
      ),
    );
  const select = (
    set: string,
    condition: string,
  ) => `SELECT ${set} AS the_set, ${dialect.monthOf("day")} AS month, ${values}, ${sums}
    FROM ${dialect.tables.sealedFigures} AS figures WHERE site_id = ${bind("site", siteId)} AND ${condition}
    GROUP BY the_set, month, ${values}`;
  const sets = MONTHLY_SETS.map((set) => set + MONTH_SETS).join(", ");
  const ofMonths = select(`set_id - ${MONTH_SETS}`, `set_id IN (${sets}) AND ${versions(months)}`);
  const ofDays = select("set_id", `set_id IN (${MONTHLY_SETS.join(", ")}) AND ${versions(sealed)}`);
  const text = `SELECT ${dialect.dateText("month")}, the_set, ${values}
    FROM (${ofMonths} UNION ALL ${ofDays}) AS both_sides WHERE ${dialect.isDateAnyOf("month", bind("texts", dates))}
    GROUP BY month, the_set, ${values}, ${figures} HAVING count(*) <> 2 LIMIT ${bind("rows", MOST_DIFFERENCES)} ${dialect.caps}`;
  return { text, values: bind.values };
}
