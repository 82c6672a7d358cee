import { type Figure, type Metric, roundHalfAway } from "@millrace/protocol";
import { createCompact } from "./compact.ts";
import { once, onceFor } from "./once.ts";

const COMPACT_FROM = 10_000;
const WHOLE_MONEY_FROM = 1000;
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
  /** 12.3k from 10,000 on, money without cents from 1,000 on. Revenue is in the reply's currency; without one it is a bare number. */
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
  const compact = once(() => createCompact(locale));
  const points = by({});
  const amount = by({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const moneyIn = onceFor((currency) => new Intl.NumberFormat(locale, { style: "currency", currency }));
  const wholeMoneyIn = onceFor(
    (currency) => new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 }),
  );
  const wholePercent = by({ style: "percent", maximumFractionDigits: 0 });
  const tenthPercent = by({ style: "percent" });
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"].map((unit) =>
    // Shortened, bytes have no plural.
    by({ style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short" }),
  );

  /** One decimal below ten percent, where it still says something. */
  const percent = (value: number) =>
    (Math.abs(value) < 10 ? tenthPercent : wholePercent)().format(value / 100);

  /** How counts and amounts are written: the rest is as short as it is exact. */
  interface Form {
    readonly count: (value: number) => string;
    readonly money: (currency: string, value: number) => string;
  }

  function write({ count, money }: Form, metric: Metric, figure: Figure, currency: string | undefined) {
    if (figure === null) return "–";
    switch (unitOf(metric)) {
      case "percent":
        return percent(figure);
      case "seconds":
        return duration(figure);
      case "ratio":
        return ratio().format(figure);
      case "money":
        return currency === undefined ? amount().format(figure) : money(currency, figure);
      case "count":
        return count(figure);
    }
  }

  const short = (value: number) =>
    Math.abs(value) < COMPACT_FROM ? whole().format(value) : compact()(value);
  const exactForm: Form = {
    count: (value) => whole().format(value),
    money: (currency, value) => moneyIn(currency).format(value),
  };
  // Cents of a thousand are less than a thousandth of it.
  const shortForm: Form = {
    count: short,
    money: (currency, value) =>
      (Math.abs(value) < WHOLE_MONEY_FROM ? moneyIn : wholeMoneyIn)(currency).format(value),
  };
  return {
    short: (metric, figure, currency) => write(shortForm, metric, figure, currency),
    exact: (metric, figure, currency) => write(exactForm, metric, figure, currency),
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
