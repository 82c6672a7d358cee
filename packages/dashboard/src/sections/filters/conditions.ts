import type { Comparison, Filter, FilterDimension, FilterOperator } from "@millrace/protocol";
import { isComparison } from "../../view/filter-text.ts";

/** A comparison while it is edited: it may have no value yet. */
export interface Condition {
  readonly operator: FilterOperator;
  readonly dimension: FilterDimension;
  readonly values: readonly string[];
  readonly foldCase: boolean;
}

/** Whether all conditions must be met, or any of them. */
export type Match = "all" | "any";

export interface Conditions {
  readonly match: Match;
  readonly conditions: readonly Condition[];
  /** Filters that are no flat list of comparisons: kept as they are. */
  readonly others: readonly Filter[];
}

/** Filters as the editor shows them: comparisons, or one `or` of comparisons alone. */
export function conditionsOf(filters: readonly Filter[]): Conditions {
  const flat = filters.filter(isComparison);
  const nested = filters.filter((filter) => !isComparison(filter));
  const any = nested.find(isAnyOf);
  if (flat.length === 0 && any !== undefined) {
    const others = nested.filter((filter) => filter !== any);
    return { match: "any", conditions: (any[1] as Comparison[]).map(toCondition), others };
  }
  return { match: "all", conditions: flat.map(toCondition), others: nested };
}

/** Conditions without a value say nothing and are left out. */
export function filtersOf(conditions: readonly Condition[], match: Match): Filter[] {
  const filters = conditions
    .filter(({ values, dimension }) => values.length > 0 && !dimension.endsWith(":"))
    .map(toFilter);
  return match === "any" && filters.length > 1 ? [["or", filters]] : filters;
}

/** Of the comparisons with a whole value the editor offers no such option. */
export const mayFoldCase = (operator: FilterOperator): boolean => operator !== "is" && operator !== "is_not";

/** An option that the operator does not offer would be applied without being seen. */
export function toOperator(operator: FilterOperator): Partial<Condition> {
  return mayFoldCase(operator) ? { operator } : { operator, foldCase: false };
}

function isAnyOf(filter: Filter): boolean {
  return filter[0] === "or" && (filter[1] as readonly Filter[]).every(isComparison);
}

function toCondition([operator, dimension, values, options]: Comparison): Condition {
  return { operator, dimension, values, foldCase: options?.case_sensitive === false };
}

function toFilter({ operator, dimension, values, foldCase }: Condition): Filter {
  return foldCase
    ? [operator, dimension, [...values], { case_sensitive: false }]
    : [operator, dimension, [...values]];
}
