import type { Dimension, Figure, Filter, Metric, Query, TableRow } from "@millrace/protocol";
import type { Event } from "../../src/domain/event/event.ts";
import { defaultBucket, type Range, resolveDateRange } from "../../src/query/ranges/date-range.ts";
import {
  casesOf,
  currenciesOf,
  ENGAGEMENT_METRICS,
  ENTRY_METRICS,
  figureOf,
  isRowOf,
  type Row,
  VISIT_METRICS,
  visitorsOf,
} from "./oracle-figures.ts";
import {
  conversionOf,
  meetsAll,
  type OracleSegments,
  withDimension,
  withoutConversion,
  withSegments,
} from "./oracle-filters.ts";
import { nameOf, type OracleGoal, rowsOf } from "./oracle-values.ts";
import { isEngagement, isPageView, type PlacedEvent, placeEvents, type Visit } from "./oracle-visits.ts";

/** What an answer depends on besides events: the zone, the goals and the segments of the site. */
export interface OracleSite {
  readonly timezone: string;
  readonly goals: readonly OracleGoal[];
  readonly segments?: OracleSegments;
}

/** A row, and the cases that each of its metrics stands on. */
export interface OracleRow extends TableRow {
  readonly cases: readonly number[];
  /** Whether it is one of the table: its first metric has something. */
  readonly isThere: boolean;
}

export interface Answer {
  readonly rows: OracleRow[];
  /** Rows without the pagination. */
  readonly totalRows: number;
  /** Rows before the pagination, with those whose first metric has nothing. */
  readonly allRows: OracleRow[];
  /** Figures of a row that has nothing. */
  readonly emptyRow: Omit<OracleRow, "dimensions">;
  /** Of the selected events. */
  readonly currencies: string[];
  /** Whether a row has several currencies. */
  readonly hasMixedRow: boolean;
}

/**
 * Answers a query from docs/metrics.md alone, slowly and obviously: the judge of every store. The query must be one
 * that `refusalOf` lets pass; `events` are all of one site.
 */
export function answer(query: Query, site: OracleSite, events: readonly Event[], now: number): Answer {
  const range = resolveDateRange(query.date_range, site.timezone, now);
  return answerRange(query, site, placeEvents(events, site.timezone), range, range);
}

/** The same for events that have their visits, and a range of its own. `time` is what it is in `asked`. */
export function answerRange(
  query: Query,
  site: OracleSite,
  placed: readonly PlacedEvent[],
  range: Range,
  asked: Range,
): Answer {
  const dimensions = query.dimensions.map((name) => (name === "time" ? defaultBucket(asked) : name));
  const filters = withSegments(query.filters, site.segments ?? {});
  const table = new Table({ site, placed, range, dimensions, metrics: query.metrics, filters });
  const sorted = table.rows().sort(byOrder(orderOf(query, dimensions, asked), query.metrics, dimensions));
  const allRows = sorted.map(({ dimensions: labels, ...row }) => ({
    ...row,
    dimensions: labels.map((label, index) => nameOf(dimensions[index] as Dimension, label)),
  }));
  const { offset, limit } = query.pagination;
  const there = allRows.filter(({ isThere }) => isThere);
  return {
    rows: there.slice(offset, offset + limit),
    totalRows: there.length,
    allRows,
    emptyRow: table.figures("nothing", []),
    currencies: currenciesOf(table.selected),
    hasMixedRow: [...table.events.values()].some((some) => currenciesOf(some).length > 1),
  };
}

interface TableOptions {
  readonly site: OracleSite;
  readonly placed: readonly PlacedEvent[];
  readonly range: Range;
  readonly dimensions: readonly Dimension[];
  readonly metrics: readonly Metric[];
  readonly filters: readonly Filter[];
}

/** Selects events and visits, and sorts them into rows. A row's key is the JSON of its labels. */
class Table {
  readonly #options: TableOptions;
  readonly selected: PlacedEvent[];
  readonly events: Map<string, PlacedEvent[]>;
  readonly #exitEvents: Map<string, PlacedEvent[]>;
  readonly #visits: Map<string, Set<Visit>>;
  readonly #entryVisits: Map<string, Set<Visit>>;
  /** The events of the query without its goals, by the labels of its other dimensions. */
  readonly #groups: Map<string, PlacedEvent[]>;
  readonly #visitors: Pick<Row, "visitorsOfQuery" | "visitorsWithoutGoals">;

  constructor(options: TableOptions) {
    this.#options = options;
    const { dimensions, filters } = options;
    this.selected = this.#select(filters);
    this.events = this.#sort(this.selected, dimensions);
    this.#exitEvents = this.#sort(this.selected, renamed(dimensions, "visit:exit_page", "event:page"));
    this.#visits = this.#visitsBy(dimensions, filters);
    this.#entryVisits = dimensions.includes("event:page")
      ? this.#visitsBy(
          renamed(dimensions, "event:page", "visit:entry_page"),
          withDimension(filters, "event:page", "visit:entry_page"),
          ({ entryPage }) => entryPage !== "",
        )
      : this.#visits;
    const withoutAny = this.#select(withoutConversion(filters, conversionOf(dimensions, filters)));
    this.#groups = this.#sort(withoutAny, dimensions.filter(isNoGoal));
    this.#visitors = {
      visitorsOfQuery: visitorsOf(this.selected),
      visitorsWithoutGoals: visitorsOf(withoutAny),
    };
  }

  /** The events of the range that meet the filters, engagement included. */
  #select(filters: readonly Filter[]): PlacedEvent[] {
    const { placed, range, site } = this.#options;
    return placed.filter((one) => isIn(range, one.event.timestamp) && meetsAll(filters, one, site.goals));
  }

  #sort(events: readonly PlacedEvent[], dimensions: readonly Dimension[]): Map<string, PlacedEvent[]> {
    const found = new Map<string, PlacedEvent[]>();
    for (const one of events) {
      for (const labels of rowsOf(dimensions, one, one.event.timestamp, this.#options.site)) {
        const key = JSON.stringify(labels);
        found.set(key, [...(found.get(key) ?? []), one]);
      }
    }
    return found;
  }

  /** The visits that start in the range, in every row for which they have an event that meets the filters. */
  #visitsBy(
    dimensions: readonly Dimension[],
    filters: readonly Filter[],
    counts: (visit: Visit) => boolean = () => true,
  ): Map<string, Set<Visit>> {
    const { placed, range, site } = this.#options;
    const found = new Map<string, Set<Visit>>();
    for (const one of placed) {
      if (one.visit === null || !counts(one.visit) || isEngagement(one.event)) continue;
      if (!isIn(range, one.visit.start.timestamp) || !meetsAll(filters, one, site.goals)) continue;
      for (const labels of rowsOf(dimensions, one, one.visit.start.timestamp, site)) {
        const key = JSON.stringify(labels);
        found.set(key, (found.get(key) ?? new Set()).add(one.visit));
      }
    }
    return found;
  }

  /** Every row that one of the asked metrics has something for. Without dimensions there is always one. */
  rows(): OracleRow[] {
    const { dimensions, metrics } = this.#options;
    const keys = new Set<string>(dimensions.length === 0 ? ["[]"] : []);
    for (const metric of metrics) for (const key of this.#keysOf(metric)) keys.add(key);
    return [...keys].map((key) => {
      const labels: string[] = JSON.parse(key);
      return { dimensions: labels, ...this.figures(key, labels) };
    });
  }

  figures(key: string, labels: readonly string[]): Omit<OracleRow, "dimensions"> {
    const { dimensions, metrics } = this.#options;
    const row = this.row(key, labels);
    const isTable = dimensions.length > 0 && !dimensions.some((name) => name.startsWith("time"));
    return {
      metrics: metrics.map((metric) => figureOf(metric, row)),
      cases: metrics.map((metric) => casesOf(metric, row)),
      isThere: !isTable || isRowOf(metrics, row),
    };
  }

  #keysOf(metric: Metric): string[] {
    if (ENTRY_METRICS.includes(metric)) return [...this.#entryVisits.keys()];
    if (VISIT_METRICS.includes(metric)) return [...this.#visits.keys()];
    if (metric === "exit_rate" && this.#options.dimensions.includes("visit:exit_page"))
      return keysWith(this.#exitEvents, ({ event }) => isPageView(event));
    const counts = ({ event }: PlacedEvent) => ENGAGEMENT_METRICS.includes(metric) || !isEngagement(event);
    return keysWith(this.events, counts);
  }

  row(key: string, labels: readonly string[]): Row {
    const { dimensions } = this.#options;
    const group = labels.filter((_, index) => isNoGoal(dimensions[index] as Dimension));
    return {
      events: this.events.get(key) ?? [],
      exitEvents: this.#exitEvents.get(key) ?? [],
      visits: this.#visits.get(key) ?? new Set(),
      entryVisits: this.#entryVisits.get(key) ?? new Set(),
      visitorsOfGroup: visitorsOf(this.#groups.get(JSON.stringify(group)) ?? []),
      ...this.#visitors,
    };
  }
}

function keysWith(events: ReadonlyMap<string, PlacedEvent[]>, counts: (one: PlacedEvent) => boolean) {
  return [...events].filter(([, some]) => some.some(counts)).map(([key]) => key);
}

const isNoGoal = (dimension: Dimension): boolean => dimension !== "event:goal";
const isIn = ({ from, to }: Range, at: number): boolean => at >= from && at < to;

function renamed(dimensions: readonly Dimension[], from: Dimension, to: Dimension): Dimension[] {
  return dimensions.map((name) => (name === from ? to : name));
}

export type Order = readonly [name: string, direction: "asc" | "desc"];

/** Time runs forward, then the first metric falls. What is asked for comes first; ties go by the dimensions. */
function orderOf(query: Query, dimensions: readonly Dimension[], range: Range): Order[] {
  const times = dimensions.filter((name) => name.startsWith("time"));
  const byDefault: Order[] = [
    ...times.map((name): Order => [name, "asc"]),
    [query.metrics[0] as Metric, "desc"],
  ];
  const asked = (query.order_by ?? byDefault).map(
    ([name, direction]): Order => [name === "time" ? defaultBucket(range) : name, direction],
  );
  return [...asked, ...dimensions.map((name): Order => [name, "asc"])];
}

function byOrder(order: readonly Order[], metrics: readonly Metric[], dimensions: readonly Dimension[]) {
  return (a: TableRow, b: TableRow): number => {
    for (const [name, direction] of order) {
      const metric = metrics.indexOf(name as Metric);
      const dimension = dimensions.indexOf(name as Dimension);
      const difference =
        metric >= 0
          ? compareFigures(a.metrics[metric] ?? null, b.metrics[metric] ?? null, direction)
          : compareTexts(a.dimensions[dimension] ?? "", b.dimensions[dimension] ?? "", direction);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** Where there is no figure the row comes last, in both directions. */
function compareFigures(a: Figure, b: Figure, direction: "asc" | "desc"): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return direction === "asc" ? a - b : b - a;
}

/** By UTF-8 bytes. */
function compareTexts(a: string, b: string, direction: "asc" | "desc"): number {
  const difference = Buffer.compare(Buffer.from(a), Buffer.from(b));
  return direction === "asc" ? difference : -difference;
}
