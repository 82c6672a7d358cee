import type { QueryCache } from "@tanstack/react-query";

/** What is asked for numbers; settings and lists of reports have no age that matters. */
const NUMBERS: readonly unknown[] = ["report", "sites", "pipeline", "dead-letters"];

/** When the oldest numbers that are in sight were answered, in epoch ms; null where none are. */
export function ageOfNumbers(cache: QueryCache): number | null {
  const times = cache
    .findAll({ type: "active", predicate: ({ queryKey }) => NUMBERS.includes(queryKey[0]) })
    .map(({ state }) => state.dataUpdatedAt)
    .filter((at) => at > 0);
  return times.length === 0 ? null : Math.min(...times);
}
