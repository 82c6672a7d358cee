import type { ExportFormat } from "@millrace/protocol";
import type { FastifyReply } from "fastify";
import { BadRequest } from "../../domain/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { queryPages, type RunQuery } from "../../query/query-pages.ts";
import { readQuery } from "../../query/read-query.ts";
import { ok } from "../serve/answer.ts";
import { readJson } from "../serve/body.ts";
import type { Handlers } from "../serve/handlers.ts";
import { askedFormat } from "../serve/rows/asked-format.ts";
import { sendRows } from "../serve/rows/send-rows.ts";
import { readTextParams } from "../serve/text-params.ts";
import type { QUERIES } from "./endpoints/queries.ts";
import { queryColumns, queryRows } from "./query-columns.ts";

export interface QueryDeps {
  readonly runQuery: RunQuery;
  readonly clock: Clock;
  readonly log: Log;
}

/** Creates the handlers of queries as plain data. */
export const createQueryHandlers = (deps: QueryDeps): Pick<Handlers<typeof QUERIES>, "query"> => ({
  async query(request, reply) {
    const format = askedFormat(readTextParams(request.query).format, request.headers.accept);
    const body = readJson(request.body as Buffer);
    if (format !== null) return exportRows(body, format, reply, deps);
    return ok(await deps.runQuery(readQuery(body)));
  },
});

/** Exports all rows of a query, or as many as its pagination requests. */
function exportRows(
  body: unknown,
  format: ExportFormat,
  reply: FastifyReply,
  { runQuery, clock, log }: QueryDeps,
): Promise<FastifyReply> {
  const query = readQuery(body);
  if (query.include?.comparisons !== undefined)
    throw new BadRequest("include.comparisons: an export has no comparisons, request each range separately");
  const { limit } = (body as { pagination?: { limit?: number } }).pagination ?? {};
  const options = { runQuery, now: clock.now(), ...(limit !== undefined && { maxRows: limit }) };
  return sendRows(reply, {
    format,
    columns: queryColumns(query),
    pages: queryRows(queryPages(query, options)),
    fileName: query.site_id,
    log,
  });
}
