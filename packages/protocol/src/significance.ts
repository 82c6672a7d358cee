import type { Figure } from "./query.ts";
import type { Metric } from "./query-names.ts";

/**
 * A figure, and the number of independent cases that it is made of: visitors that viewed its pages, visits of its rate.
 */
export interface Measured {
  readonly figure: Figure;
  /** Ignored for `visitors` and `visits`, which are cases themselves. */
  readonly cases: number;
}

/** How the cases of a metric are distributed. */
type Kind =
  | "cases"
  | "acts"
  | "sum of amounts"
  | "share"
  | "mean of acts"
  | "mean of times"
  | "mean of amounts";

const METRIC_KINDS: Readonly<Record<Metric, Kind>> = {
  visitors: "cases",
  visits: "cases",
  pageviews: "acts",
  events: "acts",
  views_per_visit: "mean of acts",
  bounce_rate: "share",
  visit_duration: "mean of times",
  time_on_page: "mean of times",
  // A depth lies between 0 and 100, and nothing there scatters wider than what is either.
  scroll_depth: "share",
  exit_rate: "share",
  total_revenue: "sum of amounts",
  average_revenue: "mean of amounts",
  percentage: "share",
  conversion_rate: "share",
  group_conversion_rate: "share",
};

/** Standard deviations that chance alone exceeds once in twenty times. */
const BEYOND_CHANCE = 2;
/**
 * Variance of durations, as a multiple of their squared mean: half of all visits have none, the others scatter by as
 * much as they are long.
 */
const SCATTER_OF_TIMES = 4;
/** The same for amounts of money, of which no event has 0. */
const SCATTER_OF_AMOUNTS = 1;

/**
 * Returns whether two windows' figures of a metric differ by more than chance alone explains. False where there is
 * nothing to test: a figure is missing, the two are equal, or they have no cases.
 */
export function isSignificant(metric: Metric, now: Measured, before: Measured): boolean {
  if (now.figure === null || before.figure === null || now.figure === before.figure) return false;
  const [is, was] = [now.figure, before.figure];
  const all = now.cases + before.cases;
  switch (METRIC_KINDS[metric]) {
    case "cases":
      return exceeds(is - was, is + was, 1);
    case "acts":
      return all > 0 && differsAsSum(is, was, (is + was) / all);
    case "sum of amounts":
      return all > 0 && exceeds(is - was, sumScatter(is, now.cases) + sumScatter(was, before.cases), 0);
    case "share":
      return hasCases(now, before) && differsAsShare(is / 100, now.cases, was / 100, before.cases);
    case "mean of acts":
      return hasCases(now, before) && differsAsMean(now, before, scatterOfActs);
    case "mean of times":
      return hasCases(now, before) && differsAsMean(now, before, (mean) => SCATTER_OF_TIMES * mean ** 2);
    case "mean of amounts":
      return hasCases(now, before) && differsAsMean(now, before, (mean) => SCATTER_OF_AMOUNTS * mean ** 2);
  }
}

const hasCases = (now: Measured, before: Measured) => now.cases > 0 && before.cases > 0;

/** `step` is the least difference that there can be: counts are whole, and normal curves are not. */
const exceeds = (difference: number, variance: number, step: number): boolean =>
  Math.abs(difference) - step >= BEYOND_CHANCE * Math.sqrt(variance);

/**
 * Variance of how many acts one case has, by the mean. What goes on with the same chance after each act scatters by
 * m(m - 1); real visits, some of which never end, by about twice that.
 */
const scatterOfActs = (mean: number): number => 2 * Math.abs(mean * (mean - 1));

/** Cases arrive by chance, each with its acts: the variance of the sum is that of the cases times the mean square. */
function differsAsSum(is: number, was: number, mean: number): boolean {
  const perCase = Math.max(mean, 1);
  const ofOneAct = (scatterOfActs(perCase) + perCase ** 2) / perCase;
  return exceeds(is - was, (is + was) * ofOneAct, perCase);
}

const sumScatter = (sum: number, cases: number): number =>
  cases === 0 ? 0 : ((1 + SCATTER_OF_AMOUNTS) * sum ** 2) / cases;

/** Two shares of their cases, with the step by which a single case would move them. */
function differsAsShare(is: number, casesNow: number, was: number, casesBefore: number): boolean {
  const perCase = 1 / casesNow + 1 / casesBefore;
  const share = Math.min(1, (is * casesNow + was * casesBefore) / (casesNow + casesBefore));
  return exceeds(is - was, share * (1 - share) * perCase, perCase / 2);
}

function differsAsMean(now: Measured, before: Measured, scatterOf: (mean: number) => number): boolean {
  const [is, was] = [now.figure ?? 0, before.figure ?? 0];
  const mean = (is * now.cases + was * before.cases) / (now.cases + before.cases);
  return exceeds(is - was, scatterOf(mean) * (1 / now.cases + 1 / before.cases), 0);
}

const DAY_MS = 86_400_000;

/**
 * Returns whether all of a window was counted, given the instant of the site's first event. The day of the first event
 * counts as whole; in a window shorter than two days, half of it may be missing. Compared with an incomplete window,
 * any other has risen by the days that were not counted.
 */
export const isCountedThroughout = (window: { readonly from: number; readonly to: number }, first: number) =>
  first - window.from < Math.min(DAY_MS, (window.to - window.from) / 2);
