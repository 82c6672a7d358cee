import {
  type Dimension,
  type Figure,
  type Filter,
  type FilterDimension,
  lookUp,
  type Query,
  type QueryInput,
  type QueryReply,
  roundHalfAway,
} from "@millrace/protocol";
import { BadRequest, UnknownSite } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";
import { instantOf } from "../../domain/time-zone/zoned-time.ts";
import { readQuery } from "../../query/read-query.ts";
import { ok, pathParam } from "../serve/answer.ts";
import type { Handlers, RouteHandler } from "../serve/handlers.ts";
import { readTextParams, type TextParams } from "../serve/text-params.ts";
import type { UMAMI } from "./endpoints.ts";
import { UMAMI_ONLY, UMAMI_TYPES } from "./types.ts";

export interface UmamiStatsDeps {
  readonly runQuery: (query: Query) => Promise<QueryReply>;
  readonly find: (name: string) => Promise<Site | null>;
}

const UNITS = ["minute", "hour", "day", "month", "year"];
/** Limit of instants, so that their ISO date-times have four-digit years. Epoch ms. */
const MAX_AT = Date.UTC(9999, 11, 31);

/** Creates the handlers of Umami's read routes. */
export function createUmamiHandlers(deps: UmamiStatsDeps): Handlers<typeof UMAMI> {
  const answer = (load: Load): RouteHandler =>
    async function handle(request) {
      return ok(await load(pathParam(request, "id"), readTextParams(request.query), deps));
    };
  return {
    stats: answer(stats),
    pageviews: answer(pageviews),
    metrics: answer(metrics),
    active: answer(active),
  };
}

type Load = (site: string, params: TextParams, deps: UmamiStatsDeps) => Promise<unknown>;

const stats: Load = async (site, params, { runQuery }) => {
  const query = readQuery({
    ...commonQuery(site, params),
    metrics: ["pageviews", "visitors", "visits", "bounce_rate", "visit_duration"],
    include: { comparisons: { mode: "previous_period" } },
  });
  const [row] = (await runQuery(query)).results;
  return {
    ...summary(row?.metrics ?? []),
    comparison: summary(row?.comparison?.metrics ?? []),
  };
};

/** Computes bounces and seconds from their rate and mean, which are rounded. */
function summary([pageviews, visitors, visits, bounceRate, duration]: readonly Figure[]) {
  return {
    pageviews: pageviews ?? 0,
    visitors: visitors ?? 0,
    visits: visits ?? 0,
    bounces: roundHalfAway(((visits ?? 0) * (bounceRate ?? 0)) / 100),
    totaltime: roundHalfAway((visits ?? 0) * (duration ?? 0)),
  };
}

const pageviews: Load = async (site, params, { runQuery, find }) => {
  const found = await find(site);
  if (found === null) throw new UnknownSite(site);
  const { unit } = params;
  if (unit !== undefined && !UNITS.includes(unit))
    throw new BadRequest(`unit: ${JSON.stringify(unit)} is not one of ${UNITS.join(", ")}`);
  const time = unit === undefined ? "time" : `time:${unit === "year" ? "month" : unit}`;
  const { results } = await runQuery(
    readQuery({
      ...commonQuery(site, params),
      metrics: ["pageviews", "visitors"],
      dimensions: [time as Dimension],
    }),
  );
  const series = (at: number) => pointsOf(results, at, unit === "year", found.timezone);
  return { pageviews: series(0), sessions: series(1) };
};

/** Adds up months of a year: a visitor belongs to one day. */
function pointsOf(rows: QueryReply["results"], metric: number, isYears: boolean, zone: string) {
  const points = new Map<string, number>();
  for (const { dimensions, metrics } of rows) {
    const label = isYears ? `${dimensions[0]?.slice(0, 4)}-01-01` : (dimensions[0] ?? "");
    const at = instantOf(
      zone,
      Date.parse(`${label.replace(" ", "T")}${label.includes(" ") ? "" : "T00:00:00"}Z`),
    );
    const x = new Date(at).toISOString().replace(".000Z", "Z");
    points.set(x, (points.get(x) ?? 0) + (metrics[metric] ?? 0));
  }
  return [...points].map(([x, y]) => ({ x, y }));
}

const metrics: Load = async (site, params, { runQuery }) => {
  const type = params.type ?? "";
  const dimension = lookUp(UMAMI_TYPES, type);
  if (dimension === undefined) {
    throw new BadRequest(
      `type: ${JSON.stringify(type)} is not one of ${Object.keys(UMAMI_TYPES).join(", ")}`,
    );
  }
  const common = commonQuery(site, params);
  const isEvents = type === "event";
  const query = readQuery({
    ...common,
    metrics: [isEvents ? "events" : "visitors"],
    dimensions: [dimension],
    filters: [
      ...(common.filters ?? []),
      ...(isEvents ? [["is_not", "event:name", ["pageview"]] as Filter] : []),
    ],
    pagination: { limit: wholeNumber(params, "limit", 500), offset: wholeNumber(params, "offset", 0) },
  });
  const { results } = await runQuery(query);
  return results.map(({ dimensions, metrics: figures }) => ({
    x: shownValue(dimensions[0] ?? ""),
    y: figures[0] ?? 0,
  }));
};

/** Returns "" for what has no value. */
const shownValue = (value: string): string =>
  value === "(not set)" || value === "Direct / None" ? "" : value;

const active: Load = async (site, _params, { runQuery }) => {
  const query = readQuery({ site_id: site, metrics: ["visitors"], date_range: "realtime" });
  return { visitors: (await runQuery(query)).results[0]?.metrics[0] ?? 0 };
};

function commonQuery(site: string, params: TextParams): Omit<QueryInput, "metrics"> {
  return {
    site_id: site,
    date_range: [instantParam(params, "startAt"), instantParam(params, "endAt")],
    filters: readFilters(params),
  };
}

function instantParam(params: TextParams, name: "startAt" | "endAt"): string {
  const text = params[name] ?? "";
  const at = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(at <= MAX_AT)) throw new BadRequest(`${name} is required: epoch milliseconds`);
  return new Date(at).toISOString();
}

/** Reads filters from parameters that are named like a type. */
function readFilters(params: TextParams): Filter[] {
  const other = UMAMI_ONLY.find((name) => params[name] !== undefined);
  if (other !== undefined) throw new BadRequest(`${other}: events here have none to filter by`);
  return Object.entries(UMAMI_TYPES).flatMap(([name, dimension]): Filter[] => {
    const value = params[name];
    return value === undefined || value === "" ? [] : [["is", dimension as FilterDimension, [value]]];
  });
}

function wholeNumber(params: TextParams, name: "limit" | "offset", byDefault: number): number {
  const text = params[name];
  if (text === undefined || text === "") return byDefault;
  if (!/^\d{1,7}$/.test(text)) throw new BadRequest(`${name} must be a whole number`);
  return Number(text);
}
