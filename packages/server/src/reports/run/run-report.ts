import type { ReportReply } from "@millrace/protocol";
import type { Clock } from "../../ports/clock.ts";
import type { RunQuery } from "../../query/query-pages.ts";
import type { Asked } from "../report.ts";
import { readReport } from "./read-report.ts";

/** Runs a report by its name, with its parameters as text. Throws NotFound, and like runQuery. */
export function createRunReport({ runQuery, clock }: { runQuery: RunQuery; clock: Clock }) {
  return async function runReport(name: string, params: Asked): Promise<ReportReply> {
    const { report, query } = readReport(name, params);
    const now = clock.now();
    const answer =
      report.answer === undefined
        ? await runQuery(query, now)
        : await report.answer(query, { runQuery, now });
    const { title, shape } = report;
    return { report: { name, title, shape }, ...answer };
  };
}
