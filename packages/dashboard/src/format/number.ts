import { type Figure, type Metric, roundHalfAway } from "@millrace/protocol";
import { once } from "./once.ts";

const COMPACT_FROM = 10_000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How a metric's figures are written. */
export type Unit = "count" | "percent" | "seconds" | "ratio" | "money";

const UNITS: Readonly<Partial<Record<Metric, Unit>>> = {
  views_per_visit: "ratio",
  bounce_rate: "percent",
  exit_rate: "percent",
  scroll_depth: "percent",
  percentage: "percent",
  conversion_rate: "percent",
  group_conversion_rate: "percent",
  visit_duration: "seconds",
  time_on_page: "seconds",
  total_revenue: "money",
  average_revenue: "money",
};

export const unitOf = (metric: Metric): Unit => UNITS[metric] ?? "count";

/** Metrics of which less is better: a rise of theirs is no good news. */
export const isBetterWhenLower = (metric: Metric): boolean =>
  metric === "bounce_rate" || metric === "exit_rate";

/** Writes figures by a locale. */
export interface NumberFormat {
  /** 12.3k from 10,000 on. Revenue is in the reply's currency; without one it is a bare number. */
  short(metric: Metric, figure: Figure, currency?: string): string;
  /** As exactly as it is known. */
  exact(metric: Metric, figure: Figure, currency?: string): string;
  count(value: number): string;
  compact(value: number): string;
  percent(value: number): string;
  /** Points between two percentages, as a bare number: their name is a text. */
  points(value: number): string;
  bytes(value: number): string;
}

export function createNumberFormat(locale: string): NumberFormat {
  const by = (options: Intl.NumberFormatOptions) =>
    once(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 1, ...options }));
  const whole = by({ maximumFractionDigits: 0 });
  const ratio = by({ minimumFractionDigits: 1, maximumFractionDigits: 2 });
  const compact = by({ notation: "compact" });
  const points = by({});
  const amount = by({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const currencies = new Map<string, Intl.NumberFormat>();
  const wholePercent = by({ style: "percent", maximumFractionDigits: 0 });
  const tenthPercent = by({ style: "percent" });
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"].map((unit) =>
    by({ style: "unit", unit, unitDisplay: "short" }),
  );

  /** One decimal below ten percent, where it still says something. */
  const percent = (value: number) =>
    (Math.abs(value) < 10 ? tenthPercent : wholePercent)().format(value / 100);

  function moneyIn(currency: string): Intl.NumberFormat {
    const known = currencies.get(currency);
    if (known !== undefined) return known;
    const made = new Intl.NumberFormat(locale, { style: "currency", currency });
    currencies.set(currency, made);
    return made;
  }

  function write(
    metric: Metric,
    figure: Figure,
    currency: string | undefined,
    count: (value: number) => string,
  ): string {
    if (figure === null) return "–";
    switch (unitOf(metric)) {
      case "percent":
        return percent(figure);
      case "seconds":
        return duration(figure);
      case "ratio":
        return ratio().format(figure);
      case "money":
        return (currency === undefined ? amount() : moneyIn(currency)).format(figure);
      case "count":
        return count(figure);
    }
  }

  const short = (value: number) => (Math.abs(value) < COMPACT_FROM ? whole : compact)().format(value);
  return {
    short: (metric, figure, currency) => write(metric, figure, currency, short),
    exact: (metric, figure, currency) => write(metric, figure, currency, (value) => whole().format(value)),
    count: (value) => whole().format(value),
    compact: short,
    percent,
    points: (value) => points().format(value),
    bytes(value) {
      const power = Math.min(3, Math.floor(Math.log10(Math.max(1, value)) / 3));
      return (units[power] ?? whole)().format(value / 1000 ** power);
    },
  };
}

/** `1h 02m`, `1m 20s`, `8s`: of seconds. */
export function duration(seconds: number): string {
  const whole = roundHalfAway(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole >= HOUR) return `${Math.floor(whole / HOUR)}h ${two(Math.floor((whole % HOUR) / MINUTE))}m`;
  if (whole >= MINUTE) return `${Math.floor(whole / MINUTE)}m ${two(whole % MINUTE)}s`;
  return `${whole}s`;
}

/**
 * Whether a change of a count is more than chance would bring: two Poisson counts differ by more than two standard
 * deviations, |a − b| ≥ 2·√n.
 */
export function isSignificant(now: number, before: number): boolean {
  return Math.abs(now - before) >= 2 * Math.sqrt(Math.max(now, before));
}
