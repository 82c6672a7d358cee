import type { Dimension, Filter, LiveRow, LiveSnapshot, Query, QueryReply } from "@millrace/protocol";
import type { RunQuery } from "../query/query-pages.ts";

const MINUTES = 30;
const ROWS = 10;
/** More than exist. */
const COUNTRIES = 300;
const PAGEVIEWS: readonly Filter[] = [["is", "event:name", ["pageview"]]];

/** The numbers that single events suffice for. */
export type LiveCounts = Pick<LiveSnapshot, "current_visitors" | "minutes" | "pages">;
/** The numbers that depend on how visits began. */
export type LiveOrigins = Pick<LiveSnapshot, "sources" | "countries">;

export interface LiveSnapshotDeps {
  readonly runQuery: RunQuery;
  /** The same query, computed from events alone: see fromEvents. */
  readonly runOnEvents: RunQuery;
}

/**
 * Computes who is on a site at the instant `now`, in two parts, so that the quick one does not wait. Both throw like
 * runQuery.
 */
export function createLiveSnapshot({ runQuery, runOnEvents }: LiveSnapshotDeps) {
  return {
    async counts(site: string, now: number): Promise<LiveCounts> {
      const ask = (query: Partial<Query>) =>
        runOnEvents({ ...LAST_FIVE_MINUTES, ...query, site_id: site }, now);
      const [current, minutes, pages] = await Promise.all([
        ask({}),
        ask(BY_MINUTE),
        ask(by("event:page", ROWS, PAGEVIEWS)),
      ]);
      return {
        current_visitors: current.results[0]?.metrics[0] ?? 0,
        minutes: minutesOf(minutes),
        pages: rowsOf(pages),
      };
    },

    async origins(site: string, now: number): Promise<LiveOrigins> {
      const ask = (query: Partial<Query>) => runQuery({ ...LAST_FIVE_MINUTES, ...query, site_id: site }, now);
      const [sources, countries] = await Promise.all([
        ask(by("visit:source", ROWS)),
        ask(by("visit:country", COUNTRIES)),
      ]);
      return { sources: rowsOf(sources), countries: rowsOf(countries) };
    },
  };
}

export type ReadLiveSnapshot = ReturnType<typeof createLiveSnapshot>;

const LAST_FIVE_MINUTES: Omit<Query, "site_id"> = {
  metrics: ["visitors"],
  date_range: "realtime",
  dimensions: [],
  filters: [],
  pagination: { limit: 1, offset: 0 },
};

const BY_MINUTE: Partial<Query> = {
  metrics: ["visitors", "pageviews"],
  dimensions: ["time:minute"],
  date_range: "30m",
  include: { time_labels: true, total_rows: false },
  pagination: { limit: 2 * MINUTES, offset: 0 },
};

function by(dimension: Dimension, limit: number, filters: readonly Filter[] = []): Partial<Query> {
  return { dimensions: [dimension], filters: [...filters], pagination: { limit, offset: 0 } };
}

/** Returns the running minute and those before it; a minute without events is 0. */
function minutesOf({ results, meta }: QueryReply): LiveSnapshot["minutes"] {
  const known = new Map(results.map(({ dimensions, metrics }) => [dimensions[0], metrics]));
  return (meta.time_labels ?? []).slice(-MINUTES).map((label) => {
    const [visitors, pageviews] = known.get(label) ?? [];
    return { label, visitors: visitors ?? 0, pageviews: pageviews ?? 0 };
  });
}

function rowsOf({ results }: QueryReply): readonly LiveRow[] {
  return results.map(({ dimensions, metrics }) => [dimensions[0] ?? "", metrics[0] ?? 0]);
}
