import type { FilterDimension } from "./query-names.ts";

/** How a value is compared. An operator with `_not` matches what the other does not. */
export const FILTER_OPERATORS = [
  "is",
  "is_not",
  "contains",
  "contains_not",
  "matches",
  "matches_not",
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Compares a dimension with values; any one of several values may match. */
export type Comparison =
  | [FilterOperator, FilterDimension, string[]]
  | [FilterOperator, FilterDimension, string[], { case_sensitive?: boolean | undefined }];
export type SegmentFilter = ["is", "segment", number[]];
export type Filter =
  | Comparison
  | SegmentFilter
  | ["and" | "or", Filter[]]
  | ["not" | "has_done" | "has_not_done", Filter];
