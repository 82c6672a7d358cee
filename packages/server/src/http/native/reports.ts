import type { ExportFormat, ReportList, ReportReply } from "@millrace/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { RunQuery } from "../../query/query-pages.ts";
import { REPORTS } from "../../reports/index.ts";
import type { Asked } from "../../reports/report.ts";
import { reportPages } from "../../reports/run/report-pages.ts";
import { failureOf } from "../serve/failure.ts";
import { askedFormat } from "../serve/rows/asked-format.ts";
import { withDays } from "../serve/rows/file-name.ts";
import { sendRows } from "../serve/rows/send-rows.ts";
import { sendFailure } from "../serve/server.ts";
import { readTextParams } from "../serve/text-params.ts";
import { queryColumns, queryRows } from "./query-columns.ts";

export interface NamedReportDeps {
  readonly runQuery: RunQuery;
  readonly clock: Clock;
  readonly runReport: (name: string, params: Asked) => Promise<ReportReply>;
  readonly log: Log;
}

const READER = { config: { access: "reader" } } as const;

const LIST: ReportList = {
  reports: REPORTS.map(({ name, title, shape, parameters }) => ({ name, title, shape, parameters })),
};

/** `GET /api/v1/reports`: what there is; `GET /api/v1/reports/<name>`: one of them, its rows as a file where one is asked for. */
export function namedReportRoutes(server: FastifyInstance, deps: NamedReportDeps): void {
  server.get("/api/v1/reports", READER, async (_request, reply) => reply.send(LIST));

  // Without HEAD, which would read all rows of a file to send none.
  const options = { ...READER, exposeHeadRoute: false };
  server.get("/api/v1/reports/:name", options, async (request, reply) => {
    try {
      const { name } = request.params as { name: string };
      const { format: named, ...params } = readTextParams(request.query);
      const format = askedFormat(named, request.headers.accept);
      if (format !== null) return await sendReport(reply, { name, params, format }, deps);
      return await reply.send(await deps.runReport(name, params));
    } catch (error) {
      return sendFailure(failureOf(error, deps.log), reply, ({ message }) => ({ error: message }));
    }
  });
}

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

/** The routes above, for an edge that hands them on. */
export const NAMED_REPORT_ROUTES = [
  { method: "GET", url: "/api/v1/reports", access: "reader" },
  { method: "GET", url: "/api/v1/reports/:name", access: "reader" },
] as const;
