import { isTimeDimension } from "@millrace/protocol";
import type { PlanDimension } from "../../../ports/event-store.ts";
import type { Binder } from "./binder.ts";
import type { Bucket, Dialect } from "./dialect.ts";
import type { FigureName } from "./figures.ts";
import type { SealedDay } from "./known-days.ts";
import { sealedSetOf } from "./sealed-sets.ts";

export interface SealedPartOptions {
  readonly siteId: number;
  readonly dimensions: readonly PlanDimension[];
  readonly days: readonly SealedDay[];
  readonly figures: readonly FigureName[];
  /** The column that holds a figure, or "0". */
  own(name: FigureName): string;
  /** A row appears where one of these is not zero. */
  readonly presence: readonly FigureName[];
  readonly dialect: Dialect;
  readonly bind: Binder;
}

/** What was counted when days were sealed, added up. */
export function sealedPart({
  siteId,
  dimensions,
  days,
  figures,
  own,
  presence,
  dialect,
  bind,
}: SealedPartOptions): string {
  const values = dimensions.filter((name) => !(name in dialect.dateBuckets));
  const found = sealedSetOf(values);
  if (found === null) throw new TypeError(`no sealed set for ${values.join(", ")}`);
  const texts = dimensions.map((name, index) => {
    const bucket = isTimeDimension(name) ? dialect.dateBuckets[name as Bucket] : undefined;
    return `${bucket?.("day") ?? `value${found.places[values.indexOf(name)]}`} AS d${index}`;
  });
  // TRICKY: by the column alone, ClickHouse would take the alias, which is a sum already.
  const sumOf = (column: string) => `sum(sealed.${column})`;
  const sums = figures.map((name) => `${own(name) === "0" ? "0" : sumOf(own(name))} AS ${name}`);
  const dates = days.map(({ date }) => date).sort();
  const group = dimensions.map((_, index) => `d${index}`);
  return [
    `SELECT ${[...texts, ...sums, "1 AS is_own"].join(", ")} FROM ${dialect.tables.sealedFigures} AS sealed`,
    `WHERE site_id = ${bind("site", siteId)} AND set_id = ${found.set}`,
    `AND day >= ${bind("date", dates[0])} AND day <= ${bind("date", dates.at(-1))}`,
    `AND ${dialect.isAnyOf(
      "version",
      bind(
        "versions",
        days.map(({ version }) => version),
      ),
    )}`,
    group.length === 0
      ? ""
      : `GROUP BY ${group.join(", ")} HAVING ${presence.map((name) => `${sumOf(name)} > 0`).join(" OR ")}`,
  ].join(" ");
}
