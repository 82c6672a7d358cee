import type { ExportFormat, ReportList, ReportReply } from "@millrace/protocol";
import type { FastifyReply } from "fastify";
import { BadRequest } from "../../domain/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { RunQuery } from "../../query/query-pages.ts";
import { REPORTS } from "../../reports/index.ts";
import type { Asked } from "../../reports/report.ts";
import { reportPages } from "../../reports/run/report-pages.ts";
import type { ShareLimits } from "../../reports/run/run-shared-report.ts";
import { ok, pathParam } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { askedFormat } from "../serve/rows/asked-format.ts";
import { withDays } from "../serve/rows/file-name.ts";
import { sendRows } from "../serve/rows/send-rows.ts";
import { readTextParams } from "../serve/text-params.ts";
import type { QUERIES } from "./endpoints/queries.ts";
import { queryColumns, queryRows } from "./query-columns.ts";

export interface NamedReportDeps {
  readonly runQuery: RunQuery;
  readonly clock: Clock;
  readonly runReport: (name: string, params: Asked) => Promise<ReportReply>;
  /** For guests of share links. */
  readonly runSharedReport: (limits: ShareLimits, name: string, params: Asked) => Promise<ReportReply>;
  readonly log: Log;
}

const LIST: ReportList = {
  reports: REPORTS.map(({ name, title, shape, parameters }) => ({ name, title, shape, parameters })),
};

/** Creates the handlers that list reports and run one, with its rows as a file if requested. */
export const createReportHandlers = (
  deps: NamedReportDeps,
): Pick<Handlers<typeof QUERIES>, "listReports" | "runReport"> => ({
  listReports: async () => ok(LIST),

  async runReport(request, reply) {
    const name = pathParam(request, "name");
    const { format: named, ...params } = readTextParams(request.query);
    const format = askedFormat(named, request.headers.accept);
    if (request.actor.kind === "share") {
      if (format !== null) throw new BadRequest("format: a share link answers in JSON only");
      return ok(await deps.runSharedReport(request.actor, name, params));
    }
    if (format !== null) return sendReport(reply, { name, params, format }, deps);
    return ok(await deps.runReport(name, params));
  },
});

async function sendReport(
  reply: FastifyReply,
  { name, params, format }: { name: string; params: Asked; format: ExportFormat },
  { runQuery, clock, log }: NamedReportDeps,
): Promise<FastifyReply> {
  const { siteId, pages, ...columns } = reportPages(name, params, { runQuery, now: clock.now() });
  const { days, replies } = await withDays(pages);
  return sendRows(reply, {
    format,
    columns: queryColumns(columns),
    pages: queryRows(replies),
    fileName: `${siteId}-${name}${days}`,
    log,
  });
}
