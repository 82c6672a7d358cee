import { isEventDimension, isNameDimension, type Query, querySchema } from "@millrace/protocol";
import { BadRequest } from "../../src/domain/errors.ts";
import { defaultBucket, resolveDateRange } from "../../src/query/ranges/date-range.ts";
import type { OracleSite } from "./oracle.ts";
import { ENGAGEMENT_METRICS, ENTRY_METRICS } from "./oracle-figures.ts";
import { comparisonsOf, withSegments } from "./oracle-filters.ts";

/** What the schema says against a query, as `path.of.the.part: message`; null when it takes it. */
export function schemaFaultOf(input: unknown): string | null {
  const issue = querySchema.safeParse(input).error?.issues[0];
  if (issue === undefined) return null;
  return issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`;
}

/** Why a query that the schema takes has no answer, or null. */
export function refusalOf(query: Query, site: OracleSite, now: number, firstAt = 0): string | null {
  return (
    segmentFault(query, site) ??
    rangeFault(query, site, now) ??
    repetition(query, site, now, firstAt) ??
    orderFault(query, site, now, firstAt) ??
    metricFault(query, site) ??
    regexFault(query, site) ??
    comparisonFault(query)
  );
}

function rangeFault(query: Query, site: OracleSite, now: number): string | null {
  const { date_range } = query.include?.comparisons ?? {};
  try {
    resolveDateRange(query.date_range, site.timezone, now);
    if (date_range !== undefined) resolveDateRange(date_range, site.timezone, now);
    return null;
  } catch (error) {
    if (error instanceof BadRequest) return error.message;
    throw error;
  }
}

/** The dimensions, with the bucket that `time` stands for. */
function resolved(
  names: readonly string[],
  query: Query,
  site: OracleSite,
  now: number,
  firstAt: number,
): string[] {
  const bucket = defaultBucket(resolveDateRange(query.date_range, site.timezone, now, firstAt));
  return names.map((name) => (name === "time" ? bucket : name));
}

function repetition(query: Query, site: OracleSite, now: number, firstAt: number): string | null {
  const lists: Readonly<Record<string, readonly string[]>> = {
    metrics: query.metrics,
    dimensions: resolved(query.dimensions, query, site, now, firstAt),
    order_by: resolved(query.order_by?.map(([name]) => name) ?? [], query, site, now, firstAt),
  };
  for (const [what, names] of Object.entries(lists)) {
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) return `${what}: ${repeated} is listed twice`;
  }
  return null;
}

function orderFault(query: Query, site: OracleSite, now: number, firstAt: number): string | null {
  const asked: string[] = [...query.metrics, ...resolved(query.dimensions, query, site, now, firstAt)];
  for (const name of resolved(query.order_by?.map(([some]) => some) ?? [], query, site, now, firstAt)) {
    if (isNameDimension(name)) return `order_by: ${name} can't be ordered by`;
    if (!asked.includes(name)) return `order_by: ${JSON.stringify(name)} is not asked`;
  }
  return null;
}

function metricFault(query: Query, site: OracleSite): string | null {
  const { metrics, dimensions } = query;
  const filtered = comparisonsOf(withSegments(query.filters, site.segments ?? {})).map(([, name]) => name);
  const has = (name: "event:page" | "event:goal") => dimensions.includes(name) || filtered.includes(name);
  for (const metric of metrics) {
    const many = dimensions.find((name) => isEventDimension(name) && name !== "event:page");
    if (ENTRY_METRICS.includes(metric) && many !== undefined)
      return `metrics: ${metric} can't be grouped by ${many}`;
    if (ENGAGEMENT_METRICS.includes(metric) && !has("event:page"))
      return `metrics: ${metric} needs the dimension event:page or a filter on it`;
    if (metric.endsWith("conversion_rate") && !has("event:goal") && !filtered.includes("event:name"))
      return `metrics: ${metric} needs the dimension event:goal, a filter on it, or one on event:name`;
    const isByPage = dimensions.includes("event:page") !== dimensions.includes("visit:exit_page");
    if (metric === "exit_rate" && !isByPage)
      return "metrics: exit_rate needs one of the dimensions event:page and visit:exit_page";
  }
  return null;
}

/** RE2 knows no look-around and no reference back. */
const BEYOND_RE2 = /\(\?<?[=!]|\\[1-9]/;

function regexFault(query: Query, site: OracleSite): string | null {
  for (const [operator, dimension, patterns] of comparisonsOf(
    withSegments(query.filters, site.segments ?? {}),
  )) {
    if (!operator.startsWith("matches")) continue;
    const wrong = patterns.find(
      (pattern) =>
        BEYOND_RE2.test(pattern) || !isRegex(pattern) || DASH.test(pattern) || repeatsOf(pattern) > 1000,
    );
    if (wrong !== undefined)
      return `filters: ${dimension}: ${JSON.stringify(wrong)} is no regular expression`;
  }
  return null;
}

/** `[a-b-c]` and the empty class mean something else, or nothing, to one of the stores. */
const DASH = /\[[^\]]*.-.-[^\]]|\[\^?\](?!.*\])/;

/** How often the most repeated character is repeated by counted repeats around each other. */
function repeatsOf(pattern: string): number {
  const inner = /\((?:\?:)?((?:\\.|[^()])*)\)/s.exec(pattern);
  const most = (text: string) =>
    Math.max(1, ...[...text.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, least, top]) => Number(top || least)));
  if (inner === null) return most(pattern);
  // A group becomes one character that is repeated as often as what it holds.
  const rest = pattern.slice(inner.index + inner[0].length);
  const [own = "", least = "1", top = ""] = /^\{(\d+)(?:,(\d*))?\}/.exec(rest) ?? [];
  const times = most(inner[1] ?? "") * Number(top || least);
  return repeatsOf(`${pattern.slice(0, inner.index)}x{${times}}${rest.slice(own.length)}`);
}

function isRegex(pattern: string): boolean {
  try {
    new RegExp(pattern, "su");
    return true;
  } catch {
    return false;
  }
}

function segmentFault(query: Query, site: OracleSite): string | null {
  const known = Object.keys(site.segments ?? {});
  const asked = [...JSON.stringify(query.filters).matchAll(/\["is","segment",\[([\d,]+)\]\]/g)];
  const unknown = asked.flatMap(([, ids = ""]) => ids.split(",")).find((id) => !known.includes(id));
  return unknown === undefined ? null : `filters: there is no segment ${unknown}`;
}

function comparisonFault(query: Query): string | null {
  const comparisons = query.include?.comparisons;
  if (comparisons === undefined) return null;
  const isCustom = comparisons.mode === "custom";
  if (isCustom && comparisons.date_range === undefined)
    return "include.comparisons: mode custom needs a date_range";
  if (!isCustom && comparisons.date_range !== undefined)
    return "include.comparisons: date_range goes with mode custom only";
  if (!isCustom && query.date_range === "all")
    return "include.comparisons: nothing lies before date_range all";
  if (query.dimensions.filter((name) => name.startsWith("time")).length > 1)
    return "include.comparisons: buckets of one length only";
  return null;
}
