import {
  type Figure,
  isTimeDimension,
  type Metric,
  OTHER_ROWS,
  type Query,
  type ReplyRow,
  type ReportReply,
  type ShareCard,
} from "@millrace/protocol";
import { BadRequest } from "../../domain/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RunQuery } from "../../query/query-pages.ts";
import { readFilters } from "../../query/read-parameters.ts";
import type { Asked } from "../report.ts";
import { readReport } from "./read-report.ts";
import { createRunReport } from "./run-report.ts";

/** What the guest of a share link may see. */
export interface ShareLimits {
  readonly cards: readonly ShareCard[];
  /** Rows with fewer visitors are summed up in one; 0 = off. */
  readonly threshold: number;
}

/**
 * Filters that guests may set, by the card that shows the same values anyway: others would tell what the link leaves
 * out. A trailing `*` stands for any ending.
 */
export const CARD_FILTERS: Readonly<Record<ShareCard, readonly string[]>> = {
  chart: [],
  pages: ["event:page", "visit:entry_page", "visit:exit_page"],
  sources: ["visit:source", "visit:referrer", "visit:channel", "visit:utm_*"],
  places: ["visit:country", "visit:region", "visit:city", "visit:language"],
  devices: [
    "visit:browser",
    "visit:browser_version",
    "visit:os",
    "visit:os_version",
    "visit:device",
    "visit:screen",
  ],
  events: ["event:name", "event:goal", "event:props:*"],
  "time-of-week": [],
};

/** Of these the sum of rows is one of the whole, or an upper bound. */
const ADDITIVE: ReadonlySet<Metric> = new Set(["visitors", "visits", "pageviews", "events", "total_revenue"]);

/** As many rows as a query returns: those with the most visitors. */
const MOST_ROWS = 10_000;

/**
 * Runs a report for the guest of a share link. The law of access has decided that one of the link's cards shows it.
 * Throws like runReport, and BadRequest for a filter that the link does not answer.
 */
export function createRunSharedReport(deps: { runQuery: RunQuery; clock: Clock }) {
  const runReport = createRunReport(deps);
  return async function runSharedReport(
    limits: ShareLimits,
    name: string,
    params: Asked,
  ): Promise<ReportReply> {
    refuseFilters(params, limits);
    refuseRevenue(params, limits);
    const { report, query } = readReport(name, params);
    const hasGroups = query.dimensions.some((dimension) => !isTimeDimension(dimension));
    if (limits.threshold === 0 || !hasGroups) return runReport(name, params);
    const reply = await deps.runQuery(wholeTable(query), deps.clock.now());
    const { title, shape } = report;
    const rows = sumUp(reply.results, withVisitors(query.metrics), limits.threshold);
    const { limit, offset } = query.pagination;
    return {
      ...reply,
      report: { name, title, shape },
      results: inOrder(rows, query)
        .slice(offset, offset + limit)
        .map((row) => ({ ...row, metrics: row.metrics.slice(0, query.metrics.length) })),
      meta: {
        ...reply.meta,
        ...(query.include?.total_rows === true && { total_rows: rows.length }),
      },
      query: { ...query, date_range: reply.query.date_range },
    };
  };
}

function refuseFilters({ filters: text, search }: Asked, { cards, threshold }: ShareLimits): void {
  const filters = readFilters(text);
  if (filters.length === 0 && search === undefined) return;
  // The difference of two replies would be a small row.
  if (threshold > 0) throw new BadRequest("filters: this link sums up small rows, and can't be filtered");
  const allowed = cards.flatMap((card) => CARD_FILTERS[card]);
  const refused = dimensionsOf(filters).find((dimension) => !isAllowed(dimension, allowed));
  if (refused === undefined) return;
  throw new BadRequest(`filters: this link does not show ${JSON.stringify(String(refused).slice(0, 100))}`);
}

/** Revenue belongs to goals and events: a link without their card tells none, on whichever card it is asked. */
function refuseRevenue({ metrics = "", order_by = "" }: Asked, { cards }: ShareLimits): void {
  if (!cards.includes("events") && /_revenue\b/.test(`${metrics},${order_by}`))
    throw new BadRequest("metrics: this link does not show revenue");
}

const isAllowed = (dimension: unknown, allowed: readonly string[]): boolean =>
  allowed.some((one) =>
    one.endsWith("*") ? String(dimension).startsWith(one.slice(0, -1)) : dimension === one,
  );

/** The dimensions of a filter tree as it was sent, before it is checked. */
function dimensionsOf(filters: readonly unknown[]): unknown[] {
  return filters.flatMap((filter) => {
    if (!Array.isArray(filter)) return [];
    const [operator, second] = filter as unknown[];
    if (operator === "and" || operator === "or") return dimensionsOf(Array.isArray(second) ? second : []);
    if (operator === "not" || operator === "has_done" || operator === "has_not_done")
      return dimensionsOf([second]);
    return [second];
  });
}

const withVisitors = (metrics: readonly Metric[]): Metric[] =>
  metrics.includes("visitors") ? [...metrics] : [...metrics, "visitors"];

/** Without a comparison: a row's other window may have fewer visitors. */
function wholeTable({ include, ...query }: Query): Query {
  return {
    ...query,
    metrics: withVisitors(query.metrics),
    order_by: [["visitors", "desc"]],
    pagination: { limit: MOST_ROWS, offset: 0 },
  };
}

/** Returns rows with fewer visitors than the threshold as one; none when all of them have fewer together. */
function sumUp(rows: readonly ReplyRow[], metrics: readonly Metric[], threshold: number): ReplyRow[] {
  const at = metrics.indexOf("visitors");
  const isSmall = ({ metrics: figures }: ReplyRow) => (figures[at] ?? 0) < threshold;
  const small = rows.filter(isSmall);
  const shown = rows.filter((row) => !isSmall(row));
  const other: ReplyRow = {
    dimensions: (small[0]?.dimensions ?? []).map(() => OTHER_ROWS),
    metrics: metrics.map((metric, index) =>
      ADDITIVE.has(metric) ? small.reduce((sum, row) => sum + (row.metrics[index] ?? 0), 0) : null,
    ),
  };
  return isSmall(other) ? shown : [...shown, other];
}

/** Sorted as asked, with the sum last. */
function inOrder(rows: readonly ReplyRow[], { order_by, metrics, dimensions }: Query): ReplyRow[] {
  const order = order_by ?? [[metrics[0] ?? "visitors", "desc"] as const];
  const isOther = (row: ReplyRow) => (row.dimensions[0] === OTHER_ROWS ? 1 : 0);
  return [...rows].sort((one, other) => {
    if (isOther(one) !== isOther(other)) return isOther(one) - isOther(other);
    for (const [name, direction] of order) {
      const metric = metrics.indexOf(name as Metric);
      const group = dimensions.indexOf(name as never);
      const difference =
        metric >= 0
          ? compare(one.metrics[metric] ?? null, other.metrics[metric] ?? null)
          : compare(one.dimensions[group] ?? null, other.dimensions[group] ?? null);
      if (difference !== 0) return direction === "asc" ? difference : -difference;
    }
    return 0;
  });
}

function compare(one: Figure | string, other: Figure | string): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}
