import type { Figure, Metric, Query, QueryInput, QueryReply } from "@millrace/protocol";
import { BadRequest, UnknownSite } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";
import { localDate } from "../../domain/time-zone/zoned-time.ts";
import type { Clock } from "../../ports/clock.ts";
import { filledFigures, filledRow } from "../../query/filled-figures.ts";
import { readQuery } from "../../query/read-query.ts";
import { ok } from "../serve/answer.ts";
import type { Handlers, RouteHandler } from "../serve/handlers.ts";
import { readTextParams, type TextParams } from "../serve/text-params.ts";
import type { PLAUSIBLE } from "./endpoints.ts";
import { readPlausibleFilters } from "./filters.ts";
import { plausiblePeriod } from "./period.ts";

export interface PlausibleStatsDeps {
  readonly runQuery: (query: Query) => Promise<QueryReply>;
  readonly find: (name: string) => Promise<Site | null>;
  readonly clock: Clock;
}

const MAX_LIMIT = 1000;
const INTERVALS = ["minute", "hour", "day", "date", "week", "month"] as const;
/** Metrics that are null for a bucket without events; the others are 0. */
const NULL_WHEN_EMPTY: readonly Metric[] = ["bounce_rate", "visit_duration"];

/** Creates the handlers of Plausible's Stats API v1. */
export function createPlausibleHandlers(deps: PlausibleStatsDeps): Handlers<typeof PLAUSIBLE> {
  const answer = (load: Load): RouteHandler =>
    async function handle(request) {
      return ok(await load(readTextParams(request.query), deps));
    };
  return {
    currentVisitors: answer(currentVisitors),
    aggregate: answer(aggregate),
    timeseries: answer(timeseries),
    breakdown: answer(breakdown),
  };
}

type Load = (params: TextParams, deps: PlausibleStatsDeps) => Promise<unknown>;

const currentVisitors: Load = async (params, { runQuery }) => {
  const query = readQuery({ site_id: siteOf(params), metrics: ["visitors"], date_range: "realtime" });
  return (await runQuery(query)).results[0]?.metrics[0] ?? 0;
};

const aggregate: Load = async (params, deps) => {
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

/** Returns the change from 0, as this API shows it. */
const fromNothing = (value: Figure): Figure => (value === null || value === 0 ? value : 100);

const timeseries: Load = async (params, deps) => {
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

const breakdown: Load = async (params, deps) => {
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

/** Reads site, metrics, dates and filters. Throws BadRequest and UnknownSite. */
async function commonQuery(params: TextParams, { find, clock }: PlausibleStatsDeps): Promise<QueryInput> {
  const name = siteOf(params);
  const site = await find(name);
  if (site === null) throw new UnknownSite(name);
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
      throw new BadRequest(`interval: ${JSON.stringify(interval)} is not one of ${INTERVALS.join(", ")}`);
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
