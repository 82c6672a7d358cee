import type { Dimension, Metric, Query, QueryReply, TimeDimension } from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import type { Site } from "../domain/site.ts";
import { zonedIso } from "../domain/zoned-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore, QueryPlan } from "../ports/event-store.ts";
import { defaultBucket, type Range, resolveDateRange } from "./date-range.ts";
import { timeLabels } from "./time-labels.ts";

type Order = readonly [Metric | Dimension, "asc" | "desc"];

export interface RunQueryDeps {
  readonly store: EventStore;
  readonly clock: Clock;
  find(name: string): Promise<Site | null>;
}

/** A site that a query names and its asker may not know of. */
export class UnknownSite extends Error {
  override readonly name = "UnknownSite";
}

/** Answers a query. Throws BadRequest, UnknownSite, QueryTooHeavy or StoreUnavailable. */
export function createRunQuery({ store, clock, find }: RunQueryDeps) {
  return async function runQuery(query: Query): Promise<QueryReply> {
    const site = await find(query.site_id);
    if (site === null) throw new UnknownSite(`there is no site ${JSON.stringify(query.site_id)}`);
    const range = resolveDateRange(query.date_range, site.timezone, clock.now());
    const plan = planOf(query, site, range);
    const results = [...(await store.query(plan))];
    const meta: QueryReply["meta"] = {};
    if (query.include?.total_rows === true) meta.total_rows = await store.countRows(plan);
    const bucket = plan.dimensions.find(isTime);
    if (query.include?.time_labels === true && bucket !== undefined) {
      meta.time_labels = timeLabels(bucket as Exclude<TimeDimension, "time">, range, site.timezone);
    }
    const resolved: [string, string] = [
      zonedIso(site.timezone, range.from),
      zonedIso(site.timezone, range.to - 1),
    ];
    return { results, meta, query: { ...query, date_range: resolved } };
  };
}

function planOf(query: Query, site: Site, range: Range): QueryPlan {
  const dimensions = query.dimensions.map((name) => (name === "time" ? defaultBucket(range) : name));
  refuseRepeated("metrics", query.metrics);
  refuseRepeated("dimensions", dimensions);
  return {
    siteId: site.id,
    from: range.from,
    to: range.to,
    zone: site.timezone,
    metrics: query.metrics,
    dimensions,
    filters: query.filters,
    orderBy: orderOf(query, dimensions, range),
    limit: query.pagination.limit,
    offset: query.pagination.offset,
  };
}

function refuseRepeated(what: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new BadRequest(`${what}: ${repeated} is asked twice`);
}

/** Time runs forward, then the first metric falls; what stays equal is ordered by its name, so that pages never overlap. */
function orderOf(query: Query, dimensions: readonly Dimension[], range: Range): Order[] {
  const asked = (query.order_by ?? defaultOrder(query, dimensions)).map(([name, direction]): Order => {
    const resolved = name === "time" ? defaultBucket(range) : name;
    if (!isAsked(resolved, query.metrics, dimensions)) {
      throw new BadRequest(
        `order_by: ${JSON.stringify(name)} is not among the query's metrics and dimensions`,
      );
    }
    return [resolved, direction];
  });
  refuseRepeated(
    "order_by",
    asked.map(([name]) => name),
  );
  const ties = dimensions
    .filter((name) => !asked.some(([known]) => known === name))
    .map((name): Order => [name, "asc"]);
  return [...asked, ...ties];
}

function defaultOrder(query: Query, dimensions: readonly Dimension[]): [string, "asc" | "desc"][] {
  const time = dimensions.filter(isTime).map((name): [string, "asc" | "desc"] => [name, "asc"]);
  const [metric] = query.metrics;
  return metric === undefined ? time : [...time, [metric, "desc"]];
}

function isAsked(
  name: string,
  metrics: readonly Metric[],
  dimensions: readonly Dimension[],
): name is Metric | Dimension {
  return metrics.includes(name as Metric) || dimensions.includes(name as Dimension);
}

const isTime = (name: Dimension): boolean => name.startsWith("time");
