import type { ExportFormat, ReportReply } from "@millrace/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import { BadRequest } from "../../domain/errors.ts";
import type { Event } from "../../domain/event/event.ts";
import type { Site } from "../../domain/site/site.ts";
import { isIsoDate, isoDate } from "../../domain/time-zone/zoned-time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SiteStats } from "../../ports/event-store.ts";
import type { Log } from "../../ports/log.ts";
import type { EventsQuery } from "../../query/export-events.ts";
import type { PageHour, PageHoursQuery } from "../../query/page-hours.ts";
import { queryPages, type RunQuery } from "../../query/query-pages.ts";
import { readQuery } from "../../query/read-query.ts";
import type { SiteStatsQuery } from "../../query/site-stats.ts";
import type { Asked } from "../../reports/report.ts";
import { toNestError } from "../page-counts/page-views.ts";
import { PLAUSIBLE_STATS_ROUTES, plausibleStatsRoutes } from "../plausible/stats.ts";
import { readJson } from "../serve/body.ts";
import { failureOf } from "../serve/failure.ts";
import { askedFormat } from "../serve/rows/asked-format.ts";
import { sendRows } from "../serve/rows/send-rows.ts";
import { sendFailure } from "../serve/server.ts";
import { readTextParams } from "../serve/text-params.ts";
import { UMAMI_STATS_ROUTES, umamiStatsRoutes } from "../umami/stats.ts";
import { EVENTS_EXPORT_ROUTES, eventsExportRoutes } from "./events-export.ts";
import { queryColumns, queryRows } from "./query-columns.ts";
import { NAMED_REPORT_ROUTES, namedReportRoutes } from "./reports.ts";

export interface ReportDeps {
  readonly runQuery: RunQuery;
  readonly runReport: (name: string, params: Asked) => Promise<ReportReply>;
  readonly exportEvents: (query: EventsQuery) => AsyncGenerator<readonly Event[]>;
  readonly find: (name: string) => Promise<Site | null>;
  readonly pageHours: (query: PageHoursQuery) => Promise<PageHour[]>;
  readonly siteStats: (query: SiteStatsQuery) => Promise<SiteStats>;
  readonly clock: Clock;
  readonly log: Log;
}

const READER = { config: { access: "reader" } } as const;

/** `POST /api/v2/query` and the report endpoints of the other protocols. */
export function reportRoutes(server: FastifyInstance, deps: ReportDeps): void {
  queryRoute(server, deps);
  namedReportRoutes(server, deps);
  eventsExportRoutes(server, deps);
  plausibleStatsRoutes(server, deps);
  umamiStatsRoutes(server, deps);
  pageHoursRoute(server, deps);
  siteStatsRoute(server, deps);
  streamStatsRoute(server, deps);
}

function queryRoute(server: FastifyInstance, deps: ReportDeps): void {
  server.post("/api/v2/query", READER, async (request, reply) => {
    try {
      const format = askedFormat(readTextParams(request.query).format, request.headers.accept);
      const body = readJson(request.body as Buffer);
      if (format !== null) return await exportRows(body, format, reply, deps);
      return await reply.send(await deps.runQuery(readQuery(body)));
    } catch (error) {
      return sendFailure(failureOf(error, deps.log), reply, ({ message }) => ({ error: message }));
    }
  });
}

/** All rows of a query, or as many as its pagination asks for. */
function exportRows(
  body: unknown,
  format: ExportFormat,
  reply: FastifyReply,
  { runQuery, clock, log }: ReportDeps,
): Promise<FastifyReply> {
  const query = readQuery(body);
  if (query.include?.comparisons !== undefined)
    throw new BadRequest("include.comparisons: rows of a file are compared with none, ask for each range");
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

function pageHoursRoute(server: FastifyInstance, { pageHours, log }: ReportDeps): void {
  server.get("/report", READER, async (request, reply) => {
    try {
      return await reply.send({ data: await pageHours(textParams(request.query)) });
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, toNestError);
    }
  });
}

function siteStatsRoute(server: FastifyInstance, { siteStats, log }: ReportDeps): void {
  server.get("/api/stats", READER, async (request, reply) => {
    const { site_id, date } = textParams(request.query);
    const refuse = (error: string) => reply.code(400).send({ success: false, error });
    if (site_id === undefined || site_id === "") return refuse("site_id query parameter is required");
    if (date !== undefined && !isIsoDate(date)) return refuse("Invalid date format. Use YYYY-MM-DD");
    return answerStats(
      reply,
      site_id,
      date ?? "all-time",
      log,
      ({ message }) => ({ success: false, error: message }),
      () => siteStats({ site: site_id, date: date ?? null, only: "pageviews" }),
    );
  });
}

function streamStatsRoute(server: FastifyInstance, { siteStats, clock, log }: ReportDeps): void {
  server.get("/stats", READER, async (request, reply) => {
    const { site_id, date = isoDate(clock.now()) } = textParams(request.query);
    if (site_id === undefined || site_id === "") return reply.code(400).send({ error: "site_id required" });
    if (!isIsoDate(date)) return reply.code(400).send({ error: "date must be YYYY-MM-DD" });
    return answerStats(
      reply,
      site_id,
      date,
      log,
      ({ message }) => ({ error: message }),
      () => siteStats({ site: site_id, date, only: "events" }),
    );
  });
}

async function answerStats(
  reply: FastifyReply,
  site: string,
  date: string,
  log: Log,
  toBody: (failure: { message: string }) => unknown,
  load: () => Promise<SiteStats>,
): Promise<FastifyReply> {
  try {
    const { totalViews, uniqueUsers, topPaths } = await load();
    return reply.send({
      site_id: site,
      date,
      total_views: totalViews,
      unique_users: uniqueUsers,
      top_paths: topPaths,
    });
  } catch (error) {
    return sendFailure(failureOf(error, log), reply, toBody);
  }
}

/** Query parameters as text; a repeated one counts by its last value. */
function textParams(query: unknown): Record<string, string | undefined> {
  const params: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(query as Record<string, unknown>)) {
    params[key] = Array.isArray(value) ? String(value.at(-1)) : String(value);
  }
  return params;
}

/** The routes above, for an edge that hands them on. */
export const REPORT_ROUTES = [
  { method: "POST", url: "/api/v2/query", access: "reader" },
  ...NAMED_REPORT_ROUTES,
  ...EVENTS_EXPORT_ROUTES,
  ...PLAUSIBLE_STATS_ROUTES,
  ...UMAMI_STATS_ROUTES,
  { method: "GET", url: "/report", access: "reader" },
  { method: "GET", url: "/api/stats", access: "reader" },
  { method: "GET", url: "/stats", access: "reader" },
] as const;
