import type { Filter, FilterDimension, FilterOperator } from "@millrace/protocol";
import { isComparison, writeFilter } from "./filter-text.ts";

/** Values that a click filters by, one a dimension. */
export type Clicked = readonly (readonly [FilterDimension, string])[];

/**
 * Filters after a click on a value: it replaces what `is` had for its dimensions, and takes it away when it was just that;
 * with `exclude` the value joins those that are left out. A value of several dimensions, such as a browser's version, is chosen and
 * left out as one.
 */
export function afterClick(filters: readonly Filter[], clicked: Clicked, exclude: boolean): Filter[] {
  const [only, ...more] = clicked;
  if (!exclude) return choose(filters, clicked);
  return only !== undefined && more.length === 0
    ? leaveOut(filters, ...only)
    : leaveOutTogether(filters, clicked);
}

const isFilters = (clicked: Clicked): Filter[] =>
  clicked.map(([dimension, value]) => ["is", dimension, [value]]);

const isAmong = (filters: readonly Filter[], wanted: Filter) =>
  filters.some((filter) => writeFilter(filter) === writeFilter(wanted));

function choose(filters: readonly Filter[], clicked: Clicked): Filter[] {
  const chosen = isFilters(clicked);
  const others = filters.filter((filter) => !clicked.some(([dimension]) => isOf(filter, "is", dimension)));
  return chosen.every((one) => isAmong(filters, one)) ? others : [...others, ...chosen];
}

function leaveOut(filters: readonly Filter[], dimension: FilterDimension, value: string): Filter[] {
  const before = filters.find((filter) => isOf(filter, "is_not", dimension));
  const values = before !== undefined && isComparison(before) ? before[2] : [];
  const all = [...new Set([...values, value])];
  return [...filters.filter((filter) => filter !== before), ["is_not", dimension, all]];
}

/** Each alone would leave out more: all of the browser, and that version of every other. */
function leaveOutTogether(filters: readonly Filter[], clicked: Clicked): Filter[] {
  const left: Filter = ["not", ["and", isFilters(clicked)]];
  return isAmong(filters, left) ? [...filters] : [...filters, left];
}

function isOf(filter: Filter, operator: FilterOperator, dimension: FilterDimension): boolean {
  return filter[0] === operator && filter[1] === dimension && filter.length === 3;
}

/** Whether `is` of this very value is among the filters. */
export function isChosen(filters: readonly Filter[], clicked: Clicked): boolean {
  return clicked.every(([dimension, value]) =>
    filters.some(
      (filter) => isOf(filter, "is", dimension) && isComparison(filter) && filter[2].includes(value),
    ),
  );
}
