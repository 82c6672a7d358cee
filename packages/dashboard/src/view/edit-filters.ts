import type { Filter, FilterDimension, FilterOperator } from "@millrace/protocol";
import { isComparison, writeFilter } from "./filter-text.ts";

/** Values that a click filters by, one a dimension. */
export type Clicked = readonly (readonly [FilterDimension, string])[];

/**
 * Filters after a click on a value: it replaces what `is` had for its dimension, and takes it away when it was just that;
 * with `exclude` the value joins those that are left out.
 */
export function afterClick(filters: readonly Filter[], clicked: Clicked, exclude: boolean): Filter[] {
  return clicked.reduce<Filter[]>(
    (all, [dimension, value]) => {
      return exclude ? leaveOut(all, dimension, value) : choose(all, dimension, value);
    },
    [...filters],
  );
}

function choose(filters: readonly Filter[], dimension: FilterDimension, value: string): Filter[] {
  const chosen: Filter = ["is", dimension, [value]];
  const others = filters.filter((filter) => !isOf(filter, "is", dimension));
  return filters.some((filter) => writeFilter(filter) === writeFilter(chosen)) ? others : [...others, chosen];
}

function leaveOut(filters: readonly Filter[], dimension: FilterDimension, value: string): Filter[] {
  const before = filters.find((filter) => isOf(filter, "is_not", dimension));
  const values = before !== undefined && isComparison(before) ? before[2] : [];
  const all = [...new Set([...values, value])];
  return [...filters.filter((filter) => filter !== before), ["is_not", dimension, all]];
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
