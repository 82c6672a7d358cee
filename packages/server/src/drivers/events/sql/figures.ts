import { type Figure as FigureValue, type Metric, nearestQuotient } from "@millrace/protocol";

/**
 * What metrics are worked out from: numbers that add up, over days, sites and parts of a statement alike. Each is
 * counted in one kind of part.
 */
export const FIGURES = {
  visitors: "events",
  pageviews: "events",
  events: "events",
  engaged_ms: "events",
  /** Events, and reports of attention, as rows: what is there, though it may count nothing. */
  act_rows: "events",
  attention_rows: "events",
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
  "act_rows",
  "attention_rows",
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

/** Totals that a row is a share of. */
export interface Totals {
  readonly visitors?: number;
  readonly visitorsWithoutGoals?: number;
}

export type Values = Readonly<Partial<Record<FigureName, unknown>>>;

/** A quotient of two figures, times a number, rounded to decimals. Of nothing it is null. */
interface Quotient {
  readonly above: FigureName;
  readonly below: FigureName;
  readonly times: number;
  readonly decimals: number;
  /** Where nothing above the line means that nothing was measured, rather than zero. */
  readonly isUnknownAtZero: boolean;
}

export interface MetricRule {
  readonly figures: readonly FigureName[];
  /** What it is worked out of; rows are ordered by it as it is shown. */
  readonly of: FigureName | Quotient;
  /** A share of one of the query's totals rather than of a figure. */
  readonly shareOf?: keyof Totals;
  /**
   * The independent cases behind it, where they are neither below its line nor what it is a share of. Of the same kind of
   * part as its figures: another would bring rows of its own.
   */
  readonly cases?: FigureName;
  readonly isRevenue?: boolean;
}

const counted = (name: FigureName): MetricRule => ({ figures: [name], of: name });
/** What visitors do, one of them more than another. */
const acts = (name: FigureName): MetricRule => ({ ...counted(name), cases: "visitors" });

function quotient(
  above: FigureName,
  below: FigureName,
  { times = 1, decimals = 1, isUnknownAtZero = false } = {},
): MetricRule {
  return { figures: [above, below], of: { above, below, times, decimals, isUnknownAtZero } };
}

export const METRIC_RULES: Readonly<Record<Metric, MetricRule>> = {
  visitors: counted("visitors"),
  visits: counted("visits"),
  pageviews: acts("pageviews"),
  events: acts("events"),
  views_per_visit: quotient("views", "entries", { decimals: 2 }),
  bounce_rate: quotient("bounces", "entries", { times: 100 }),
  visit_duration: quotient("seconds", "entries"),
  time_on_page: quotient("engaged_ms", "page_pairs", { times: 0.001, isUnknownAtZero: true }),
  scroll_depth: quotient("scroll_sum", "scroll_pairs", { decimals: 0 }),
  exit_rate: quotient("exits", "pageviews", { times: 100 }),
  total_revenue: {
    figures: ["revenue", "currency_from", "currency_to"],
    of: "revenue",
    cases: "revenue_events",
    isRevenue: true,
  },
  average_revenue: {
    ...quotient("revenue", "revenue_events", { decimals: 2 }),
    figures: ["revenue", "revenue_events", "currency_from", "currency_to"],
    isRevenue: true,
  },
  percentage: { ...counted("visitors"), shareOf: "visitors" },
  conversion_rate: { ...counted("visitors"), shareOf: "visitorsWithoutGoals" },
  group_conversion_rate: quotient("visitors", "group_visitors", { times: 100 }),
};

/** With `visit:exit_page`, an exit rate is about pages. */
const EXIT_PAGE_RULE = quotient("exit_exits", "exit_views", { times: 100 });

export function metricRule(metric: Metric, dimensions: readonly string[]): MetricRule {
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
  return metrics.map((metric) => figureOf(metricRule(metric, dimensions), values, totals));
}

/** The independent cases that each metric of a row stands on. */
export function casesOf(
  metrics: readonly Metric[],
  dimensions: readonly string[],
  values: Values,
  totals: Totals,
): number[] {
  return metrics.map((metric) => {
    const { of, shareOf, cases } = metricRule(metric, dimensions);
    if (shareOf !== undefined) return totals[shareOf] ?? 0;
    return Number(values[cases ?? (typeof of === "string" ? of : of.below)] ?? 0);
  });
}

function figureOf(rule: MetricRule, values: Values, totals: Totals): FigureValue {
  if (rule.isRevenue && hasSeveralCurrencies(values)) return null;
  const the = (name: FigureName) => (name === "revenue" ? 0 : Number(values[name] ?? 0));
  const { of } = rule;
  if (rule.shareOf !== undefined) {
    return divided(the(of as FigureName), totals[rule.shareOf] ?? 0, { times: 100, decimals: 1 });
  }
  if (of === "revenue") return revenueOver(values.revenue, 1);
  if (typeof of === "string") return the(of);
  if (of.isUnknownAtZero && the(of.above) === 0) return null;
  if (of.above !== "revenue") return divided(the(of.above), the(of.below), of);
  return the(of.below) === 0 ? null : revenueOver(values.revenue, the(of.below));
}

/** Whole numbers are divided, so that halves are halves: SQL orders rows by the same. */
function divided(
  above: number,
  below: number,
  { times, decimals }: Pick<Quotient, "times" | "decimals">,
): FigureValue {
  if (below === 0) return null;
  const scale = 10 ** decimals;
  const [multiplier, divisor] = factorsOf(times);
  const units = nearestQuotient(BigInt(above) * BigInt(multiplier * scale), BigInt(below) * BigInt(divisor));
  return Number(units) / scale;
}

/** Whole numbers to multiply and to divide by. */
export const factorsOf = (times: number): [multiplier: number, divisor: number] =>
  times < 1 ? [1, Math.round(1 / times)] : [times, 1];

export function hasSeveralCurrencies({ currency_from, currency_to }: Values): boolean {
  return (currency_from ?? "") !== (currency_to ?? "");
}

/** Decimal text with up to 4 places, divided, and rounded to 2 away from zero. */
function revenueOver(amount: unknown, below: number): number {
  const [, sign = "", whole = "0", part = ""] =
    /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(String(amount ?? "0")) ?? [];
  const units = BigInt(whole + part.padEnd(4, "0"));
  const cents = nearestQuotient(sign === "-" ? -units : units, 100n * BigInt(below));
  return Number(cents) / 100;
}
