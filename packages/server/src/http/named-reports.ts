import type { ReportList, ReportReply } from "@millrace/protocol";
import type { FastifyInstance } from "fastify";
import type { Log } from "../ports/log.ts";
import { REPORTS } from "../reports/index.ts";
import type { Asked } from "../reports/report.ts";
import { failureOf } from "./failure.ts";
import { sendFailure } from "./server.ts";
import { readTextParams } from "./text-params.ts";

export interface NamedReportDeps {
  readonly runReport: (name: string, params: Asked) => Promise<ReportReply>;
  readonly log: Log;
}

const READER = { config: { access: "reader" } } as const;

const LIST: ReportList = {
  reports: REPORTS.map(({ name, title, shape, parameters }) => ({ name, title, shape, parameters })),
};

/** `GET /api/v1/reports`: what there is; `GET /api/v1/reports/<name>`: one of them. */
export function namedReportRoutes(server: FastifyInstance, { runReport, log }: NamedReportDeps): void {
  server.get("/api/v1/reports", READER, async (_request, reply) => reply.send(LIST));

  server.get("/api/v1/reports/:name", READER, async (request, reply) => {
    try {
      const { name } = request.params as { name: string };
      return await reply.send(await runReport(name, readTextParams(request.query)));
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
    }
  });
}

/** The routes above, for an edge that hands them on. */
export const NAMED_REPORT_ROUTES = [
  { method: "GET", url: "/api/v1/reports", access: "reader" },
  { method: "GET", url: "/api/v1/reports/:name", access: "reader" },
] as const;
