import {
  isCountedThroughout,
  isTimeDimension,
  type Metric,
  type MetricWarning,
  type Query,
  type QueryReply,
  type ReplyRow,
} from "@millrace/protocol";
import { UnknownSite } from "../domain/errors.ts";
import type { Site } from "../domain/site/site.ts";
import { zonedIso } from "../domain/time-zone/zoned-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore, QueryPlan, QueryResult } from "../ports/event-store.ts";
import { comparisonPlan, withComparison } from "./compare.ts";
import { createExpandFilters, type ExpandFiltersDeps } from "./filters/expand-filters.ts";
import { createFirstEvents } from "./first-events.ts";
import { namesBeside, nameValues } from "./name-values.ts";
import { planQuery } from "./plan-query.ts";
import { comparisonRange, isRunning } from "./ranges/comparison-range.ts";
import { type Range, resolveDateRange, trimmedRange } from "./ranges/date-range.ts";
import { type Bucket, timeLabels } from "./ranges/time-labels.ts";
import { createTotalsOf } from "./totals.ts";

export interface RunQueryDeps extends ExpandFiltersDeps {
  readonly store: Pick<EventStore, "query" | "countRows" | "firstEventAt">;
  readonly clock: Clock;
  find(name: string): Promise<Site | null>;
}

/**
 * Runs a query; relative ranges count from `now`. Throws BadRequest, UnknownSite, QueryTooHeavy or StoreUnavailable.
 */
export function createRunQuery({ store, clock, find, ...lookUps }: RunQueryDeps) {
  const expandFilters = createExpandFilters(lookUps);
  const firstEvents = createFirstEvents(store, clock);
  const totalsOf = createTotalsOf(store);

  return async function runQuery(query: Query, now = clock.now()): Promise<QueryReply> {
    const site = await find(query.site_id);
    if (site === null) throw new UnknownSite(query.site_id);
    const period = await periodOf(query, site, now);
    const range =
      query.include?.trim_relative_date_range === true
        ? trimmedRange(query.date_range, period, site.timezone, now)
        : period;
    const comparison = query.include?.comparisons;
    const planned = planQuery({ site, range, ...(await expanded(query, site)) });
    const plan = comparison === undefined ? planned : { ...planned, withCases: true };
    const result = await ask(plan);
    const meta = await metaOf(store, query, plan, result, now);
    const shown: [string, string] = shownRange(range, site.timezone);
    if (comparison === undefined) {
      return { results: named(query, result.rows), meta, query: { ...query, date_range: shown } };
    }
    const other = comparisonRange(query.date_range, period, site.timezone, comparison, now);
    const first = (await firstEvents([site.id])).get(site.id) ?? now;
    const isWhole = isCountedThroughout(other, first);
    if (!isWhole && first < other.to) meta.comparison_begins = zonedIso(site.timezone, first);
    return {
      results: named(query, await compared(plan, result, other, isWhole && !isRunning(period, now))),
      meta,
      query: { ...query, date_range: shown, comparison_date_range: shownRange(other, site.timezone) },
    };
  };

  /** Resolves the range. `all` begins with the first event; for a site without events it is today. */
  async function periodOf({ date_range }: Query, { id, timezone }: Site, now: number): Promise<Range> {
    if (date_range !== "all") return resolveDateRange(date_range, timezone, now);
    const { to } = resolveDateRange("day", timezone, now);
    return resolveDateRange("all", timezone, now, (await store.firstEventAt(id, to)) ?? now);
  }

  async function expanded(query: Query, { id }: Site) {
    const withGoals = query.dimensions.includes("event:goal");
    const { filters, goals } = await expandFilters(id, query.filters, { withGoals });
    return { query: { ...query, filters }, goals };
  }

  /** Runs a plan together with the totals that shares are computed from. */
  async function ask(plan: QueryPlan): Promise<QueryResult> {
    return store.query({ ...plan, totals: await totalsOf(plan) });
  }

  async function compared(
    plan: QueryPlan,
    { rows }: QueryResult,
    other: Range,
    isComparable: boolean,
  ): Promise<ReplyRow[]> {
    const otherPlan = comparisonPlan(plan, other, rows);
    const otherTotals = await totalsOf({ ...plan, ...other });
    const { rows: others } = await store.query({ ...otherPlan, totals: otherTotals });
    return withComparison(rows, others, {
      dimensions: plan.dimensions,
      metrics: plan.metrics,
      labels: labelsOf(plan, plan),
      otherLabels: labelsOf(plan, other),
      otherTotals,
      isComparable,
    });
  }
}

/** Returns the `meta` of a reply. */
async function metaOf(
  store: Pick<EventStore, "countRows">,
  query: Query,
  plan: QueryPlan,
  { currencies, hasMixedRevenue }: QueryResult,
  now: number,
): Promise<QueryReply["meta"]> {
  const meta: QueryReply["meta"] = {};
  if (query.include?.total_rows === true) meta.total_rows = await store.countRows(plan);
  const labels = query.include?.time_labels === true ? labelsOf(plan, plan) : [];
  if (labels.length > 0) {
    meta.time_labels = labels;
    const [running] = now >= plan.from && now < plan.to ? labelsOf(plan, { from: now, to: now + 1 }) : [];
    if (running !== undefined) meta.partial_time_label = running;
  }
  const [currency, another] = currencies;
  if (currency !== undefined && another === undefined) meta.revenue_currency = currency;
  if (hasMixedRevenue) meta.metric_warnings = mixedRevenue(query.metrics, currencies);
  return meta;
}

function labelsOf({ dimensions, zone }: QueryPlan, range: Range): string[] {
  const bucket = dimensions.find(isTimeDimension);
  return bucket === undefined ? [] : timeLabels(bucket as Bucket, range, zone);
}

function shownRange({ from, to }: Range, zone: string): [string, string] {
  return [zonedIso(zone, from), zonedIso(zone, to - 1)];
}

function named({ dimensions }: Query, rows: readonly ReplyRow[]): ReplyRow[] {
  return rows.map((row) => {
    const names = namesBeside(dimensions, row.dimensions);
    return { ...row, dimensions: nameValues(dimensions, row.dimensions), ...(names !== null && { names }) };
  });
}

const REVENUE: readonly Metric[] = ["total_revenue", "average_revenue"];

function mixedRevenue(metrics: readonly Metric[], currencies: readonly string[]) {
  const warning: MetricWarning = {
    code: "several_currencies",
    warning: `Rows with revenue in ${currencies.join(" and ")} have no sum: filter for events of one currency.`,
  };
  return Object.fromEntries(
    metrics.filter((metric) => REVENUE.includes(metric)).map((metric) => [metric, warning]),
  );
}
