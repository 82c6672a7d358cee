import type { ReportReply } from "@millrace/protocol";
import { useTexts } from "../i18n/use-texts.tsx";
import { hostOf } from "../site/host-of.ts";
import { useSite } from "../site/site-context.tsx";
import { afterClick, isChosen } from "../view/edit-filters.ts";
import { Empty, Loaded } from "./card.tsx";
import { overviewParams, TABLE_PARAMS } from "./card-params.ts";
import { clickedOf, linkOf, nameOf } from "./report-rows.ts";
import { Rows } from "./rows.tsx";
import { useReport } from "./use-report.ts";

export interface TableCardProps {
  readonly report: string;
  readonly more?: Readonly<Record<string, string>>;
  /** Shown where there is no row: what would fill it. */
  readonly emptyText: string;
}

/** The first rows of any report that is a table. */
export function TableBody({ report, more, emptyText }: TableCardProps) {
  const query = useReport(report, { ...more, ...TABLE_PARAMS });
  return (
    <Loaded query={query}>
      {(reply) => (reply.results.length === 0 ? <Empty>{emptyText}</Empty> : <ReportTable reply={reply} />)}
    </Loaded>
  );
}

function ReportTable({ reply }: { reply: ReportReply }) {
  const texts = useTexts();
  const { t, named, numbers } = texts;
  const { site, view, period, setFilters } = useSite();
  const overview = useReport("overview", overviewParams(view, period));
  const { metrics, dimensions } = reply.query;
  const { revenue_currency: currency } = reply.meta;
  const [metric = "visitors"] = metrics;
  const total = overview.data?.results[0]?.metrics[overview.data.query.metrics.indexOf(metric)] ?? 0;
  const rows = reply.results.map((row) => {
    const figure = row.metrics[0] ?? 0;
    const clicked = clickedOf(dimensions, row);
    const exact = numbers.exact(metric, figure, currency);
    return {
      key: row.dimensions.join("\n"),
      name: nameOf(reply, row, texts),
      value: figure,
      shown: numbers.short(metric, figure, currency),
      exact:
        total > 0
          ? t("card.share", {
              share: `${exact} (${numbers.percent((figure / total) * 100)})`,
              total: numbers.exact(metric, total, overview.data?.meta.revenue_currency),
            })
          : exact,
      href: linkOf(dimensions[0], row.dimensions[0] ?? "", hostOf(site)),
      isChosen: isChosen(view.filters, clicked),
      ...(clicked.length > 0 && {
        onChoose: (exclude: boolean) => setFilters(afterClick(view.filters, clicked, exclude)),
      }),
    };
  });
  const head = dimensions.map((dimension) => dimensionName(dimension, texts)).join(" ");
  return (
    <Rows
      caption={named(`report.${reply.report.name}`, reply.report.title)}
      nameHead={head}
      valueHead={t(`metric.${metric}`)}
      rows={rows}
    />
  );
}

export function dimensionName(dimension: string, { t, named }: ReturnType<typeof useTexts>): string {
  const key = dimension.startsWith("event:props:") ? dimension.slice("event:props:".length) : null;
  return key === null ? named(`dimension.${dimension}`, dimension) : t("dimension.property", { key });
}
