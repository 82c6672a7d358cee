import type { QueryReply } from "@millrace/protocol";
import { type Query, querySchema } from "@millrace/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { z } from "zod";
import { isIsoDate, isoDate } from "../domain/zoned-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { SiteStats } from "../ports/event-store.ts";
import type { Log } from "../ports/log.ts";
import type { PageHour, PageHoursQuery } from "../reports/page-hours.ts";
import { UnknownSite } from "../reports/run-query.ts";
import type { SiteStatsQuery } from "../reports/site-stats.ts";
import { readJson } from "./body.ts";
import { failureOf } from "./failure.ts";
import { toNestError } from "./seed-page-views.ts";
import { sendFailure } from "./server.ts";

export interface ReportDeps {
  readonly runQuery: (query: Query) => Promise<QueryReply>;
  readonly pageHours: (query: PageHoursQuery) => Promise<PageHour[]>;
  readonly siteStats: (query: SiteStatsQuery) => Promise<SiteStats>;
  readonly clock: Clock;
  readonly log: Log;
}

const READER = { config: { access: "reader" } } as const;

/** `POST /api/v2/query` and the report endpoints of the other protocols. */
export function reportRoutes(server: FastifyInstance, deps: ReportDeps): void {
  queryRoute(server, deps);
  pageHoursRoute(server, deps);
  siteStatsRoute(server, deps);
  streamStatsRoute(server, deps);
}

function queryRoute(server: FastifyInstance, { runQuery, log }: ReportDeps): void {
  server.post("/api/v2/query", READER, async (request, reply) => {
    const parsed = querySchema.safeParse(readJson(request.body as Buffer));
    if (!parsed.success) return reply.code(400).send({ error: sentenceOf(parsed.error) });
    try {
      return await reply.send(await runQuery(parsed.data));
    } catch (error) {
      if (error instanceof UnknownSite) return reply.code(404).send({ error: error.message });
      return sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
    }
  });
}

/** The first fault, with the place it stands at. */
export function sentenceOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "the query is not valid";
  const place = issue.path.map(String).join(".");
  return place === "" ? issue.message : `${place}: ${issue.message}`;
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
  { method: "GET", url: "/report", access: "reader" },
  { method: "GET", url: "/api/stats", access: "reader" },
  { method: "GET", url: "/stats", access: "reader" },
] as const;
