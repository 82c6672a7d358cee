import type { EventStore, QueryPlan } from "../ports/event-store.ts";

/** Counts the visitors that shares are computed from. */
export function createTotalsOf(store: Pick<EventStore, "query">) {
  async function visitorsOf(plan: QueryPlan, filters: QueryPlan["filters"]): Promise<number> {
    const { rows } = await store.query({
      ...plan,
      metrics: ["visitors"],
      dimensions: [],
      goals: [],
      filters,
      orderBy: [],
      limit: 1,
      offset: 0,
    });
    return rows[0]?.metrics[0] ?? 0;
  }

  return async function totalsOf(plan: QueryPlan): Promise<QueryPlan["totals"]> {
    return {
      ...(plan.metrics.includes("percentage") && { visitors: await visitorsOf(plan, plan.filters) }),
      ...(plan.metrics.includes("conversion_rate") && {
        visitorsWithoutGoals: await visitorsOf(plan, plan.filtersWithoutGoals),
      }),
    };
  };
}
