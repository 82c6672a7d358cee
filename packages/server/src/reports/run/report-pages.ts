import type { Query, QueryReply } from "@millrace/protocol";
import { BadRequest } from "../../domain/errors.ts";
import { queryPages, type RunQuery } from "../../query/query-pages.ts";
import type { Asked, Report } from "../report.ts";
import { readReport } from "./read-report.ts";

/** All rows of a report, a page at a time. */
export interface ReportPages {
  readonly siteId: string;
  readonly dimensions: readonly string[];
  readonly metrics: Query["metrics"];
  readonly pages: AsyncGenerator<Pick<QueryReply, "results" | "query">>;
}

/**
 * Returns a report's rows for a file: all of them, or the first `limit`; without a comparison. Throws like runReport,
 * and BadRequest when a comparison is requested. Later errors are thrown while the pages are read.
 */
export function reportPages(
  name: string,
  params: Asked,
  options: { runQuery: RunQuery; now: number },
): ReportPages {
  const { compare = "", limit = "" } = params;
  if (compare !== "" && compare !== "none")
    throw new BadRequest("compare: an export has no comparisons, request each range separately");
  // What may be included belongs to a reply, and some reports compare unless they are told not to.
  const { report, query } = withoutIncludes(readReport(name, params));
  return {
    siteId: query.site_id,
    dimensions: report.rowDimensions ?? query.dimensions,
    metrics: query.metrics,
    pages: pagesOf(report, query, { ...options, ...(limit !== "" && { maxRows: query.pagination.limit }) }),
  };
}

function withoutIncludes({ report, query: { include, ...query } }: ReturnType<typeof readReport>) {
  return { report, query };
}

async function* pagesOf(
  { answer }: Report,
  query: Query,
  options: { runQuery: RunQuery; now: number; maxRows?: number },
): AsyncGenerator<Pick<QueryReply, "results" | "query">> {
  if (answer === undefined) yield* queryPages(query, options);
  else yield await answer(query, options);
}
