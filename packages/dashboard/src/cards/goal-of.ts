import type { Dimension, NewGoalInfo } from "@millrace/protocol";

/** Longer pages are given no name by the server. */
const NAMED_PAGE = 110;

/** The goal that is met by what a row is of; null where it can't be one. */
export function goalOf(dimension: Dimension | undefined, value: string): NewGoalInfo | null {
  if (dimension === "event:name") return value === "pageview" || value === "" ? null : { event: value };
  // A star would stand for anything.
  if (dimension !== "event:page" || !value.startsWith("/") || value.includes("*")) return null;
  return value.length > NAMED_PAGE ? { page: value, name: value.slice(0, NAMED_PAGE) } : { page: value };
}
