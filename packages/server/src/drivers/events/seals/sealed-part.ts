import { isTimeDimension } from "@millrace/protocol";
import type { PlanDimension } from "../../../ports/event-store.ts";
import type { Binder } from "../sql/binder.ts";
import { emptyLabel } from "../sql/columns.ts";
import type { Bucket, Dialect } from "../sql/dialect.ts";
import { FIGURES, type FigureName } from "../sql/figures.ts";
import type { SealedDay, SealedMonth } from "./known-days.ts";
import { MONTH_SETS, splitMonths } from "./sealed-months.ts";
import { MONTHLY_SETS, sealedSetOf } from "./sealed-sets.ts";
import { runsOfDates } from "./seals.ts";

export interface SealedPartOptions {
  readonly siteId: number;
  readonly dimensions: readonly PlanDimension[];
  readonly days: readonly SealedDay[];
  /** Months whose sums are there, of these days or others. */
  readonly months: readonly SealedMonth[];
  readonly figures: readonly FigureName[];
  /** The column that holds a figure, or "0". */
  own(name: FigureName): FigureName | "0";
  /** A row appears where one of these is not zero. */
  readonly presence: readonly FigureName[];
  readonly dialect: Dialect;
  readonly bind: Binder;
}

/** What was counted when days were sealed, added up. */
export function sealedPart({
  siteId,
  dimensions,
  days: allDays,
  months: allMonths,
  figures,
  own,
  presence,
  dialect,
  bind,
}: SealedPartOptions): string {
  const values = dimensions.filter((name) => !Object.hasOwn(dialect.dateBuckets, name));
  const found = sealedSetOf(values);
  if (found === null) throw new TypeError(`no sealed set for ${values.join(", ")}`);
  // A month tells nothing of its days and weeks.
  const isByDays = dimensions.some((name) => isTimeDimension(name) && name !== "time:month");
  const isSummed = MONTHLY_SETS.includes(found.set) && !isByDays;
  const { days, months } = splitMonths(allDays, isSummed ? allMonths : []);
  const texts = dimensions.map((name, index) => {
    const bucket = isTimeDimension(name) ? dialect.dateBuckets[name as Bucket] : undefined;
    return `${bucket?.("day") ?? `value${found.places[values.indexOf(name)]}`} AS d${index}`;
  });
  const page = values.indexOf("event:page");
  const noPage = page < 0 ? null : hasNoPage(`value${found.places[page]}`);
  const sumOf = (name: FigureName) => sumOfSealed(name, noPage);
  const ownSum = (column: FigureName | "0") => (column === "0" ? "0" : sumOf(column));
  const sums = figures.map((name) => `${ownSum(own(name))} AS ${name}`);
  const group = dimensions.map((_, index) => `d${index}`);
  return [
    `SELECT ${[...texts, ...sums, "1 AS is_own"].join(", ")} FROM ${dialect.tables.sealedFigures} AS sealed`,
    `WHERE site_id = ${bind("site", siteId)}`,
    `AND ${sealedRows([found.set], days, months, { dialect, bind })}`,
    group.length === 0
      ? ""
      : `GROUP BY ${group.join(", ")} HAVING ${presence.map((name) => `${sumOf(name)} > 0`).join(" OR ")}`,
  ].join(" ");
}

/** The sum of a figure. Of the rows by page that meet `noPage`, the visits that entered there are left out: they entered nowhere. */
export function sumOfSealed(name: FigureName, noPage: string | null): string {
  // TRICKY: by the column alone, ClickHouse would take the alias, which is a sum already.
  return noPage === null || FIGURES[name] !== "entries"
    ? `sum(sealed.${name})`
    : `sum(CASE WHEN ${noPage} THEN 0 ELSE sealed.${name} END)`;
}

export const hasNoPage = (column: string): string => `${column} = '${emptyLabel("event:page")}'`;

type Deps = Pick<SealedPartOptions, "dialect" | "bind">;

/** Beyond that, days between runs are read and passed over. */
const MOST_RUNS = 4;

/** The rows of some sets that are of days, or of months in place of their days. */
export function sealedRows(
  sets: readonly number[],
  days: readonly SealedDay[],
  months: readonly SealedMonth[],
  deps: Deps,
): string {
  const isAnySet = (added: number) => `set_id IN (${sets.map((set) => set + added).join(", ")})`;
  const parts = [
    ...(days.length > 0 ? [`(${isAnySet(0)} AND ${ofDays(days, deps)})`] : []),
    ...(months.length > 0 ? [`(${isAnySet(MONTH_SETS)} AND ${ofMonths(months, deps)})`] : []),
  ];
  return `(${parts.join(" OR ")})`;
}

function ofDays(days: readonly SealedDay[], { dialect, bind }: Deps): string {
  const runs = runsOfDates(days.map(({ date }) => date));
  const [first, last] = [runs[0]?.firstDay, runs.at(-1)?.lastDay];
  const read = runs.length <= MOST_RUNS ? runs : [{ firstDay: first, lastDay: last }];
  const between = read.map(
    ({ firstDay, lastDay }) => `(day >= ${bind("date", firstDay)} AND day <= ${bind("date", lastDay)})`,
  );
  const versions = days.map(({ version }) => version);
  return `(${between.join(" OR ")}) AND ${dialect.isAnyOf("version", bind("versions", versions))}`;
}

function ofMonths(months: readonly SealedMonth[], { dialect, bind }: Deps): string {
  const dates = months.map(({ month }) => month).sort();
  const versions = months.map(({ version }) => version);
  return `day >= ${bind("date", dates[0])} AND day <= ${bind("date", dates.at(-1))}
    AND ${dialect.isAnyOf("version", bind("versions", versions))}`;
}
