import type { Metric, ReplyRow, ReportReply } from "@millrace/protocol";
import { type Texts, useTexts } from "../../i18n/use-texts.tsx";
import { hostOf } from "../../site/host-of.ts";
import { useSite } from "../../site/site-context.tsx";
import { afterClick, isChosen } from "../../view/edit-filters.ts";
import { compareParams } from "../card-params.ts";
import { Mark } from "../marks/mark.tsx";
import { isWholeBefore } from "../numbers/number-tiles.tsx";
import { useStanding } from "../standing.ts";
import { useMetricName } from "../use-metric-name.ts";
import { useReport } from "../use-report.ts";
import { useTotal } from "../use-total.ts";
import { clickedOf, isSum, isUnknown, linkOf, nameOf, rowKey } from "./report-rows.ts";
import type { Cell, Row } from "./row.ts";
import { type Comparison, changeCell, type ExactCell, figureCell, furtherMetrics } from "./table-columns.ts";

export interface TableAsked {
  readonly report: string;
  readonly asked: Readonly<Record<string, string>>;
  readonly reply: ReportReply;
}

/** What a card's table shows. */
export interface TableShown {
  readonly valueHead: string;
  readonly heads: readonly string[];
  readonly rows: readonly Row[];
}

/** Heads and rows of a card's table: conversions with their rate, or visits with their share and change. */
export function useTableRows({ report, asked, reply }: TableAsked): TableShown {
  const texts = useTexts();
  const { site, guest, view, setFilters } = useSite();
  const nameOfMetric = useMetricName();
  const [metric = "visitors"] = reply.query.metrics;
  const further = furtherMetrics(reply);
  const total = useTotal(metric);
  // What only a resting pointer sees is not written for every row before the page is there.
  const isStanding = useStanding();
  const compared = useCompared({ report, asked, reply }, further.length === 0);
  const { dimensions } = reply.query;

  const rows = reply.results.map((row): Row => {
    const clicked = clickedOf(dimensions, row);
    const isRest = isUnknown(row) || isSum(row);
    return {
      key: rowKey(row),
      name: nameOf(reply, row, texts),
      mark: <Mark dimension={dimensions[0]} value={row.dimensions[0]} />,
      value: row.metrics[0] ?? 0,
      ...(isStanding
        ? withShare(figureOf(row, metric), row.metrics[0] ?? 0, total, metric, texts)
        : figureOf(row, metric)),
      cells: cellsOf(row),
      href: linkOf(dimensions[0], row.dimensions[0] ?? "", hostOf(site)),
      isChosen: isChosen(view.filters, clicked),
      isRest,
      ...(clicked.length > 0 &&
        guest?.hasFilters !== false && {
          onChoose: (exclude: boolean) => setFilters(afterClick(view.filters, clicked, exclude)),
        }),
      dimension: dimensions[0],
      dimensionValue: row.dimensions[0],
    };
  });

  function figureOf(row: ReplyRow, of: Metric) {
    const figure = row.metrics[reply.query.metrics.indexOf(of)] ?? null;
    return figureCell(of, figure, reply.meta.revenue_currency, texts);
  }

  function cellsOf(row: ReplyRow): Cell[] {
    if (further.length > 0) return further.map((of) => figureOf(row, of));
    const share = { shown: total > 0 ? texts.numbers.percent(((row.metrics[0] ?? 0) / total) * 100) : "" };
    if (compared === null) return [share];
    return [share, changeCell(metric, compared.get(rowKey(row)), 0, reply.meta.revenue_currency, texts)];
  }

  const ofVisits = [texts.t("metric.percentage"), ...(compared === null ? [] : [texts.t("row.change")])];
  return {
    valueHead: nameOfMetric(metric),
    // Beside conversions there is nothing else to have a total or a rate of.
    heads:
      further.length > 0
        ? further.map((of) => texts.t(of === "events" ? "row.total" : "row.rate"))
        : ofVisits,
    rows,
  };
}

/** `1,243 (12%) of 10,243`, for those who point at it. */
function withShare(
  cell: ExactCell,
  figure: number,
  total: number,
  metric: Metric,
  { t, numbers }: Texts,
): ExactCell {
  if (total <= 0) return cell;
  const share = `${cell.exact} (${numbers.percent((figure / total) * 100)})`;
  return { ...cell, exact: t("card.share", { share, total: numbers.exact(metric, total) }) };
}

/**
 * By row what it is compared with; null where nothing is. Asked for once the page stands: rows are shown without
 * waiting for those of another time.
 */
function useCompared({ report, asked }: TableAsked, isWanted: boolean): Map<string, Comparison> | null {
  const { view, period } = useSite();
  const isStanding = useStanding();
  const compare = compareParams(view, period);
  const isComparing = isWanted && compare.compare !== "none";
  const { data, isPlaceholderData } = useReport(
    report,
    { ...asked, ...compare },
    { enabled: isComparing && isStanding },
  );
  if (!isComparing) return null;
  // The column stays, empty: it would move the others.
  const rows = data === undefined || isPlaceholderData || !isWholeBefore(data) ? [] : data.results;
  return new Map(
    rows.flatMap((row) => (row.comparison === undefined ? [] : [[rowKey(row), row.comparison] as const])),
  );
}
