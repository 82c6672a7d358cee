import type { Figure, Metric, Query, QueryInput, QueryReply } from "@millrace/protocol";
import type { FastifyInstance } from "fastify";
import { BadRequest } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";
import { localDate } from "../../domain/time-zone/zoned-time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { filledFigures, filledRow } from "../../query/filled-figures.ts";
import { readQuery } from "../../query/read-query.ts";
import { UnknownSite } from "../../query/run-query.ts";
import { failureOf } from "../serve/failure.ts";
import { sendFailure } from "../serve/server.ts";
import { readTextParams, type TextParams } from "../serve/text-params.ts";
import { readPlausibleFilters } from "./filters.ts";
import { plausiblePeriod } from "./period.ts";

export interface PlausibleStatsDeps {
  readonly runQuery: (query: Query) => Promise<QueryReply>;
  readonly find: (name: string) => Promise<Site | null>;
  readonly clock: Clock;
  readonly log: Log;
}

const ROUTES = "/api/v1/stats";
const MAX_LIMIT = 1000;
const INTERVALS = ["minute", "hour", "day", "date", "week", "month"] as const;
/** Of a bucket without events; the others are 0. */
const NULL_WHEN_EMPTY: readonly Metric[] = ["bounce_rate", "visit_duration"];

/** Plausible's Stats API v1: `realtime/visitors`, `aggregate`, `timeseries`, `breakdown`. */
export function plausibleStatsRoutes(server: FastifyInstance, deps: PlausibleStatsDeps): void {
  const answers = {
    "realtime/visitors": currentVisitors,
    aggregate,
    timeseries,
    breakdown,
  } as const;
  for (const [name, answer] of Object.entries(answers)) {
    server.get(`${ROUTES}/${name}`, { config: { access: "reader" } }, async (request, reply) => {
      try {
        const body = await answer(readTextParams(request.query), deps);
        // A bare number is what current visitors are told by.
        return await reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
      } catch (error) {
        return sendFailure(failureOf(error, deps.log), reply, ({ message }) => ({ error: message }));
      }
    });
  }
}

type Answer = (params: TextParams, deps: PlausibleStatsDeps) => Promise<unknown>;

const currentVisitors: Answer = async (params, { runQuery }) => {
  const query = readQuery({ site_id: siteOf(params), metrics: ["visitors"], date_range: "realtime" });
  return (await runQuery(query)).results[0]?.metrics[0] ?? 0;
};

const aggregate: Answer = async (params, deps) => {
  const { compare } = params;
  if (compare !== undefined && compare !== "previous_period") {
    throw new BadRequest(`compare: ${JSON.stringify(compare)} is not previous_period`);
  }
  const query = readQuery({
    ...(await commonQuery(params, deps)),
    ...(compare !== undefined && { include: { comparisons: { mode: compare } } }),
  });
  const [row] = (await deps.runQuery(query)).results;
  const { now, change } = filledRow(query.metrics, row);
  const results = query.metrics.map((metric, at) => {
    const value = now[at] ?? null;
    if (compare === undefined) return [metric, { value }];
    return [metric, { value, change: change[at] ?? fromNothing(value) }];
  });
  return { results: Object.fromEntries(results) };
};

/** Change of what was 0 before, as this protocol tells it. */
const fromNothing = (value: Figure): Figure => (value === null || value === 0 ? value : 100);

const timeseries: Answer = async (params, deps) => {
  const interval = intervalOf(params);
  const query = readQuery({
    ...(await commonQuery(params, deps)),
    dimensions: [`time:${interval}`],
    include: { time_labels: true },
  });
  const { results, meta } = await deps.runQuery(query);
  const rows = new Map(results.map(({ dimensions, metrics }) => [dimensions[0], metrics]));
  const empty = query.metrics.map((metric): Figure => (NULL_WHEN_EMPTY.includes(metric) ? null : 0));
  return {
    results: (meta.time_labels ?? []).map((date) => ({
      date,
      ...(rows.has(date) ? filled(query.metrics, rows.get(date) ?? []) : named(query.metrics, empty)),
    })),
  };
};

const breakdown: Answer = async (params, deps) => {
  const { property } = params;
  if (property === undefined || property === "") {
    throw new BadRequest("property is required, for instance event:page");
  }
  const limit = wholeNumber(params, "limit", 100, MAX_LIMIT);
  const page = wholeNumber(params, "page", 1, 1_000_000);
  const query = readQuery({
    ...(await commonQuery(params, deps)),
    dimensions: [property as "event:page"],
    pagination: { limit, offset: (page - 1) * limit },
  });
  const key = property.replace(/^(?:event:props:|event:|visit:)/, "");
  const { results } = await deps.runQuery(query);
  return {
    results: results.map(({ dimensions, metrics }) => ({
      [key]: dimensions[0],
      ...filled(query.metrics, metrics),
    })),
  };
};

/** Site, metrics, dates and filters. Throws BadRequest and UnknownSite. */
async function commonQuery(params: TextParams, { find, clock }: PlausibleStatsDeps): Promise<QueryInput> {
  const name = siteOf(params);
  const site = await find(name);
  if (site === null) throw new UnknownSite(`there is no site ${JSON.stringify(name)}`);
  const today = localDate(site.timezone, clock.now());
  return {
    site_id: name,
    metrics: (params.metrics || "visitors").split(",").map((metric) => metric.trim() as Metric),
    date_range: plausiblePeriod(params.period || "30d", params.date, today),
    filters: readPlausibleFilters(params.filters),
  };
}

function siteOf({ site_id }: TextParams): string {
  if (site_id === undefined || site_id === "") throw new BadRequest("site_id is required");
  return site_id;
}

function intervalOf({ period = "30d", interval }: TextParams): string {
  if (interval !== undefined && interval !== "") {
    if (!(INTERVALS as readonly string[]).includes(interval)) {
      throw new BadRequest(`interval: ${JSON.stringify(interval)} is none of ${INTERVALS.join(", ")}`);
    }
    return interval === "date" ? "day" : interval;
  }
  if (period === "day") return "hour";
  return period.endsWith("mo") || period === "year" ? "month" : "day";
}

function wholeNumber(params: TextParams, name: "limit" | "page", byDefault: number, max: number): number {
  const text = params[name];
  if (text === undefined || text === "") return byDefault;
  if (!/^[1-9]\d{0,6}$/.test(text) || Number(text) > max)
    throw new BadRequest(`${name} must be a whole number from 1 to ${max}`);
  return Number(text);
}

const filled = (metrics: readonly Metric[], figures: readonly Figure[]) =>
  named(metrics, filledFigures(metrics, figures));

function named(metrics: readonly Metric[], figures: readonly Figure[]): Record<string, Figure> {
  return Object.fromEntries(metrics.map((metric, at) => [metric, figures[at] ?? null]));
}

/** The routes above, for an edge that hands them on. */
export const PLAUSIBLE_STATS_ROUTES = ["realtime/visitors", "aggregate", "timeseries", "breakdown"].map(
  (name) => ({ method: "GET", url: `${ROUTES}/${name}`, access: "reader" }) as const,
);
