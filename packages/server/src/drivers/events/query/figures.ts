import type { Figure as FigureValue, Metric } from "@millrace/protocol";

/**
 * What metrics are worked out from: numbers that add up, over days, sites and parts of a statement alike. Each is
 * counted in one kind of part.
 */
export const FIGURES = {
  visitors: "events",
  pageviews: "events",
  events: "events",
  engaged_ms: "events",
  exits: "events",
  revenue: "events",
  revenue_events: "events",
  /** The least and the greatest of the currencies: one currency when they are the same. */
  currency_from: "events",
  currency_to: "events",
  /** Pairs of visit and page on a day that have a page view; those with a scroll depth; the sum of their depths. */
  page_pairs: "pages",
  scroll_pairs: "pages",
  scroll_sum: "pages",
  visits: "visits",
  /** The visits that the next three are about: by `event:page`, those that entered there. */
  entries: "entries",
  bounces: "entries",
  seconds: "entries",
  views: "entries",
  /** By `visit:exit_page`, both counted by page. */
  exit_exits: "exits",
  exit_views: "exits",
  /** Visitors without the query's goals. */
  group_visitors: "group",
} as const satisfies Readonly<Record<string, string>>;
export type FigureName = keyof typeof FIGURES;
export type PartKind = (typeof FIGURES)[FigureName];

/** Figures that sealed days hold. Money has no place there: it adds up within a currency only. */
export const SEALED_FIGURES = [
  "visitors",
  "pageviews",
  "events",
  "engaged_ms",
  "exits",
  "page_pairs",
  "scroll_pairs",
  "scroll_sum",
  "visits",
  "entries",
  "bounces",
  "seconds",
  "views",
] as const satisfies readonly FigureName[];
export type SealedFigure = (typeof SEALED_FIGURES)[number];

/** Totals that a row is a share of. */
export interface Totals {
  readonly visitors?: number;
  readonly visitorsWithoutGoals?: number;
}

type Values = Readonly<Partial<Record<FigureName, unknown>>>;

interface MetricRule {
  readonly figures: readonly FigureName[];
  /** What rows are ordered by: a figure, or a quotient of two. */
  readonly order: FigureName | readonly [FigureName, FigureName];
  /** Whether the quotient of nothing is nothing rather than zero. */
  readonly isNullable?: boolean;
  value(the: (name: FigureName) => number, values: Values, totals: Totals): FigureValue;
}

const counted = (name: FigureName): MetricRule => ({
  figures: [name],
  order: name,
  value: (the) => the(name),
});

/** Halves are rounded away from zero. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
}

/** `above * times / below` with so many decimals. The whole product is divided, so that halves stay halves. */
function quotient(above: number, below: number, { times = 1, decimals = 1 }): number {
  const scale = 10 ** decimals;
  return Math.round((above * times * scale) / below) / scale;
}

const share = (above: number, below: number) => (below === 0 ? 0 : quotient(above, below, { times: 100 }));

export const METRIC_RULES: Readonly<Record<Metric, MetricRule>> = {
  visitors: counted("visitors"),
  visits: counted("visits"),
  pageviews: counted("pageviews"),
  events: counted("events"),
  views_per_visit: {
    figures: ["views", "entries"],
    order: ["views", "entries"],
    value: (the) => (the("entries") === 0 ? 0 : quotient(the("views"), the("entries"), { decimals: 2 })),
  },
  bounce_rate: {
    figures: ["bounces", "entries"],
    order: ["bounces", "entries"],
    value: (the) => share(the("bounces"), the("entries")),
  },
  visit_duration: {
    figures: ["seconds", "entries"],
    order: ["seconds", "entries"],
    value: (the) => (the("entries") === 0 ? 0 : quotient(the("seconds"), the("entries"), {})),
  },
  time_on_page: {
    figures: ["engaged_ms", "page_pairs"],
    order: ["engaged_ms", "page_pairs"],
    isNullable: true,
    value: (the) =>
      the("page_pairs") === 0 ? null : quotient(the("engaged_ms"), the("page_pairs") * 1000, {}),
  },
  scroll_depth: {
    figures: ["scroll_sum", "scroll_pairs"],
    order: ["scroll_sum", "scroll_pairs"],
    isNullable: true,
    value: (the) =>
      the("scroll_pairs") === 0 ? null : quotient(the("scroll_sum"), the("scroll_pairs"), { decimals: 0 }),
  },
  exit_rate: {
    figures: ["exits", "pageviews"],
    order: ["exits", "pageviews"],
    isNullable: true,
    value: (the) =>
      the("pageviews") === 0 ? null : quotient(the("exits"), the("pageviews"), { times: 100 }),
  },
  total_revenue: {
    figures: ["revenue", "currency_from", "currency_to"],
    order: "revenue",
    isNullable: true,
    value: (_, values) => (hasSeveralCurrencies(values) ? null : tenThousandths(values.revenue, 1)),
  },
  average_revenue: {
    figures: ["revenue", "revenue_events", "currency_from", "currency_to"],
    order: ["revenue", "revenue_events"],
    isNullable: true,
    value: (the, values) =>
      hasSeveralCurrencies(values) || the("revenue_events") === 0
        ? null
        : tenThousandths(values.revenue, the("revenue_events")),
  },
  percentage: {
    figures: ["visitors"],
    order: "visitors",
    value: (the, _, totals) => share(the("visitors"), totals.visitors ?? 0),
  },
  conversion_rate: {
    figures: ["visitors"],
    order: "visitors",
    value: (the, _, totals) => share(the("visitors"), totals.visitorsWithoutGoals ?? 0),
  },
  group_conversion_rate: {
    figures: ["visitors", "group_visitors"],
    order: ["visitors", "group_visitors"],
    value: (the) => share(the("visitors"), the("group_visitors")),
  },
};

/** With `visit:exit_page`, an exit rate is about pages. */
export const EXIT_PAGE_RULE: MetricRule = {
  figures: ["exit_exits", "exit_views"],
  order: ["exit_exits", "exit_views"],
  isNullable: true,
  value: (the) =>
    the("exit_views") === 0 ? null : quotient(the("exit_exits"), the("exit_views"), { times: 100 }),
};

export function ruleOf(metric: Metric, dimensions: readonly string[]): MetricRule {
  return metric === "exit_rate" && dimensions.includes("visit:exit_page")
    ? EXIT_PAGE_RULE
    : METRIC_RULES[metric];
}

/** The metrics of a row of figures. */
export function metricsOf(
  metrics: readonly Metric[],
  dimensions: readonly string[],
  values: Values,
  totals: Totals,
): FigureValue[] {
  const the = (name: FigureName) => Number(values[name] ?? 0);
  return metrics.map((metric) => ruleOf(metric, dimensions).value(the, values, totals));
}

function hasSeveralCurrencies({ currency_from, currency_to }: Values): boolean {
  return (currency_from ?? "") !== (currency_to ?? "");
}

/** Decimal text with up to 4 places, divided and rounded to 2. */
function tenThousandths(amount: unknown, below: number): number {
  const [, sign = "", whole = "0", part = ""] =
    /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(String(amount ?? "0")) ?? [];
  const units = Number(BigInt(whole + part.padEnd(4, "0")));
  return (sign === "-" ? -1 : 1) * (Math.round(units / (100 * below)) / 100);
}
