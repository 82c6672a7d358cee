import type { ReplyRow, ReportReply } from "@millrace/protocol";
import { useQueries } from "@tanstack/react-query";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, memo, type ReactNode, useRef } from "react";
import { Failure } from "../../cards/card.tsx";
import { Clipped } from "../../cards/clipped.tsx";
import { Mark } from "../../cards/marks/mark.tsx";
import { reportQuery } from "../../cards/report-query.ts";
import { clickedOf, isSum, isUnknown, linkOf, nameOf } from "../../cards/table/report-rows.ts";
import { moveAmongRows } from "../../cards/table/rows.tsx";
import { changeCell } from "../../cards/table/table-columns.ts";
import { useTotal } from "../../cards/use-total.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { ExternalIcon } from "../../icons.tsx";
import { hostOf } from "../../site/host-of.ts";
import { useSite } from "../../site/site-context.tsx";
import { afterClick } from "../../view/edit-filters.ts";
import type { SiteSearch } from "../../view/site-search.ts";
import styles from "./detail-sheet.module.css";
import { isCompared } from "./sort-heads.tsx";

/** Rows that come and go together: a table is laid out anew whenever one does. */
const STEP = 10;

const inSteps = (range: Range): number[] =>
  defaultRangeExtractor({
    ...range,
    startIndex: Math.floor(range.startIndex / STEP) * STEP,
    endIndex: Math.min(range.count - 1, Math.ceil((range.endIndex + 1) / STEP) * STEP - 1),
  });

/** Rows that are asked for at once; further ones come as they are scrolled to. */
export const PAGE_ROWS = 500;
/** The address without a sheet of a report. */
export const CLOSED = { detail: "", q: "", sort: "", tag: "" } as const satisfies SiteSearch;
const ROW_HEIGHT = 34;

export interface DetailTableProps {
  readonly report: string;
  readonly asked: Readonly<Record<string, string>>;
  /** The first page, which is there already. */
  readonly first: ReportReply;
  readonly total: number;
  /** Heads of the columns. */
  readonly children: ReactNode;
}

/** As many rows as there are; only those in sight are drawn, and only pages that were in sight are asked for. */
export function DetailTable({ report, asked, first, total, children }: DetailTableProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    rangeExtractor: inSteps,
  });
  const inSight = virtual.getVirtualItems();
  const { rowAt, failed } = useRows(
    { report, asked, first },
    inSight[0]?.index ?? 0,
    inSight.at(-1)?.index ?? 0,
  );
  const whole = useTotal(first.query.metrics[0] ?? "visitors");
  const most = Math.max(1, ...first.results.map(({ metrics }) => metrics[0] ?? 0));
  const above = inSight[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div className={styles.scroll} ref={scroll} tabIndex={0}>
        <table className={styles.table} aria-rowcount={total + 1} onKeyDown={moveAmongRows}>
          <thead>
            <tr>{children}</tr>
          </thead>
          <tbody>
            <tr style={{ height: above }} />
            {inSight.map(({ index }) => (
              <DetailRow
                key={index}
                index={index}
                row={rowAt(index)}
                reply={first}
                most={most}
                total={whole}
              />
            ))}
            <tr style={{ height: below }} />
          </tbody>
        </table>
      </div>
      {failed?.error && (
        <div className={styles.failure}>
          <Failure error={failed.error} retry={failed.refetch} />
        </div>
      )}
    </>
  );
}

type Pages = Pick<DetailTableProps, "report" | "asked" | "first">;

/** Rows by their index, undefined while their page is on its way; and the page in sight that does not come. */
function useRows({ report, asked, first }: Pages, from: number, to: number) {
  const { params, site } = useSite();
  const pages = pagesOf(from, to);
  const further = useQueries({
    queries: pages.map((page) =>
      reportQuery(report, {
        ...params,
        ...asked,
        limit: String(PAGE_ROWS),
        page: String(page + 1),
        site_id: site.name,
      }),
    ),
  });
  function rowAt(index: number): ReplyRow | undefined {
    const page = Math.floor(index / PAGE_ROWS);
    const reply = page === 0 ? first : further[pages.indexOf(page)]?.data;
    return reply?.results[index % PAGE_ROWS];
  }
  return { rowAt, failed: further.find(({ data, error }) => data === undefined && error !== null) };
}

/** Pages behind the first that hold rows first to last. */
function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(first / PAGE_ROWS);
  const to = Math.floor(last / PAGE_ROWS);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((page) => page > 0);
}

interface DetailRowProps {
  readonly index: number;
  readonly row: ReplyRow | undefined;
  readonly reply: ReportReply;
  readonly most: number;
  /** What all rows together would have if none overlapped. */
  readonly total: number;
}

const DetailRow = memo(function DetailRow({ index, row, reply, most, total }: DetailRowProps) {
  const texts = useTexts();
  const { t, numbers } = texts;
  const { site, guest, view, setFilters } = useSite();
  const { dimensions, metrics } = reply.query;
  if (row === undefined) return <tr className={styles.row} aria-rowindex={index + 2} />;
  const clicked = clickedOf(dimensions, row);
  const name = nameOf(reply, row, texts);
  const href = linkOf(dimensions[0], row.dimensions[0] ?? "", hostOf(site));
  const isRest = isUnknown(row) || isSum(row);
  const share = isRest ? "0%" : `${Math.min(1, (row.metrics[0] ?? 0) / most) * 100}%`;
  return (
    <tr
      className={`${styles.row} ${isRest ? styles.rest : ""}`}
      aria-rowindex={index + 2}
      style={{ "--share": share } as never}
    >
      <th scope="row" className={styles.name}>
        <span className={styles.value}>
          <Mark dimension={dimensions[0]} value={row.dimensions[0]} />
          <button
            type="button"
            className={styles.choose}
            title={`${name}\n${t("card.filterHint")}`}
            aria-label={name}
            data-row
            disabled={clicked.length === 0 || guest?.hasFilters === false}
            onClick={(event) => setFilters(afterClick(view.filters, clicked, event.altKey), CLOSED)}
          >
            <Clipped text={name} />
          </button>
          {href !== undefined && (
            <a
              href={href}
              target="_blank"
              rel="noreferrer noopener"
              aria-label={t("card.open", { value: name })}
              className={styles.link}
            >
              <ExternalIcon size={14} />
            </a>
          )}
        </span>
      </th>
      {metrics.map((metric, at) => (
        <Fragment key={metric}>
          <td className={styles.number}>
            {numbers.exact(metric, row.metrics[at] ?? null, reply.meta.revenue_currency)}
          </td>
          {at === 0 && <Beside row={row} reply={reply} total={total} />}
        </Fragment>
      ))}
    </tr>
  );
});

/** Behind the first figure its part of all, and how it changed. */
function Beside({ row, reply, total }: { row: ReplyRow; reply: ReportReply; total: number }) {
  const texts = useTexts();
  const [metric = "visitors"] = reply.query.metrics;
  const share = total > 0 ? texts.numbers.percent(((row.metrics[0] ?? 0) / total) * 100) : "";
  const change = changeCell(metric, row.comparison, 0, reply.meta.revenue_currency, texts);
  return (
    <>
      <td className={styles.beside} data-beside>
        {share}
      </td>
      {isCompared(reply) && (
        <td className={styles.beside} data-mood={change.mood} title={change.exact} data-beside>
          {change.shown}
        </td>
      )}
    </>
  );
}
