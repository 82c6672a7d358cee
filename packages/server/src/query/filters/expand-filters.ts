import type { Filter } from "@millrace/protocol";
import type { Goal } from "../../domain/site/goal.ts";
import type { Segment } from "../../domain/site/segment.ts";
import { expandSegments, namesGoal, segmentIds } from "./resolve-filters.ts";

export interface ExpandFiltersDeps {
  goalsOf(siteId: number): Promise<readonly Goal[]>;
  segmentsOf(siteId: number, ids: readonly number[]): Promise<readonly Segment[]>;
}

/**
 * Looks up what filters refer to: replaces segments by their filters, and finds the site's goals if any is used. Throws
 * BadRequest.
 */
export function createExpandFilters({ goalsOf, segmentsOf }: ExpandFiltersDeps) {
  return async function expandFilters(siteId: number, asked: readonly Filter[], { withGoals = false } = {}) {
    const ids = segmentIds(asked);
    const segments = ids.length === 0 ? [] : await segmentsOf(siteId, ids);
    const filters = expandSegments(asked, segments);
    return { filters, goals: withGoals || namesGoal(filters) ? await goalsOf(siteId) : [] };
  };
}
