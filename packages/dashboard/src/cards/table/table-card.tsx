import type { ReportReply } from "@millrace/protocol";
import { lazy, Suspense } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { Loaded } from "../card.tsx";
import { NothingHere } from "../nothing-here.tsx";
import { useReport } from "../use-report.ts";
import { useTotal } from "../use-total.ts";
import { isUnknown } from "./report-rows.ts";
import { Rows } from "./rows.tsx";
import { tableParams } from "./table-params.ts";
import { useTableRows } from "./use-table-rows.tsx";

const PlacesMissing = lazy(() => import("../map/places-missing.tsx"));

export interface TableCardProps {
  readonly report: string;
  readonly more?: Readonly<Record<string, string>>;
  /** Shown where there is no row: what would fill it. */
  readonly emptyText: string;
}

/** The first rows of any report that is a table. */
export function TableBody({ report, more = {}, emptyText }: TableCardProps) {
  const { view } = useSite();
  const visitors = useTotal("visitors");
  const asked = { ...more, ...tableParams(view, report) };
  const query = useReport(report, asked);
  return (
    <Loaded query={query}>
      {(reply) => {
        if (reply.results.length === 0 && view.filters.length > 0)
          return <NothingHere>{emptyText}</NothingHere>;
        // Visits of which no place is known.
        if (visitors > 0 && reply.results.every((row) => isUnknown(row)) && PLACES.includes(report))
          return (
            <Suspense>
              <PlacesMissing report={report}>{emptyText}</PlacesMissing>
            </Suspense>
          );
        if (reply.results.length === 0) return <NothingHere>{emptyText}</NothingHere>;
        return <ReportTable report={report} asked={asked} reply={reply} />;
      }}
    </Loaded>
  );
}

const PLACES: readonly string[] = ["countries", "regions", "cities"];

interface ReportTableProps {
  readonly report: string;
  readonly asked: Readonly<Record<string, string>>;
  readonly reply: ReportReply;
}

function ReportTable({ report, asked, reply }: ReportTableProps) {
  const texts = useTexts();
  const shown = useTableRows({ report, asked, reply });
  return (
    <Rows
      caption={texts.named(`report.${reply.report.name}`, reply.report.title)}
      nameHead={reply.query.dimensions.map((dimension) => dimensionName(dimension, texts)).join(" ")}
      {...shown}
    />
  );
}

export function dimensionName(dimension: string, { t, named }: ReturnType<typeof useTexts>): string {
  const key = dimension.startsWith("event:props:") ? dimension.slice("event:props:".length) : null;
  return key === null ? named(`dimension.${dimension}`, dimension) : t("dimension.property", { key });
}
