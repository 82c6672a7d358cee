import type { Metric, ReplyRow, ReportReply } from "@millrace/protocol";
import { moodOf, writeChange } from "../../format/change.ts";
import type { Texts } from "../../i18n/use-texts.tsx";
import type { Cell } from "./row.ts";

/** What a row is compared with, where that is known. */
export type Comparison = NonNullable<ReplyRow["comparison"]>;

/** Metrics of rows that count conversions, behind the first: all of them, and their rate among the row's visitors. */
const OF_CONVERSIONS: readonly Metric[] = ["events", "group_conversion_rate", "conversion_rate"];

/** The further metrics of a card's table: conversions have two that people ask for, visits their share and change. */
export const furtherMetrics = ({ query }: Pick<ReportReply, "query">): Metric[] =>
  query.metrics.slice(1).filter((metric) => OF_CONVERSIONS.includes(metric));

export type ExactCell = Pick<Cell, "shown"> & { readonly exact: string };

/** A figure, short where it stands and exact where it is pointed at. */
export function figureCell(
  metric: Metric,
  figure: number | null,
  currency: string | undefined,
  { numbers }: Texts,
): ExactCell {
  return {
    shown: numbers.short(metric, figure, currency),
    exact: numbers.exact(metric, figure, currency),
  };
}

/** How a figure changed; coloured where that is more than chance may bring. Empty where nothing was before. */
export function changeCell(
  metric: Metric,
  comparison: Comparison | undefined,
  at: number,
  currency: string | undefined,
  texts: Texts,
): Cell {
  const { t, numbers } = texts;
  const change = comparison?.change[at] ?? null;
  if (comparison === undefined || change === null) return { shown: "" };
  return {
    shown: writeChange(metric, change, texts),
    exact: t("row.before", { figure: numbers.exact(metric, comparison.metrics[at] ?? null, currency) }),
    mood: moodOf(metric, change, comparison.significant[at] ?? false),
  };
}
