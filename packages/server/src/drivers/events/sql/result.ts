import type { QueryPlan, QueryResult } from "../../../ports/event-store.ts";
import { casesOf, type FigureName, hasSeveralCurrencies, metricsOf } from "./figures.ts";

/** The table that rows of dimensions and figures are. */
export function resultOf(
  { dimensions, metrics, totals, withCases = false }: QueryPlan,
  figures: readonly FigureName[],
  rows: readonly (readonly unknown[])[],
): QueryResult {
  const currencies = new Set<string>();
  let hasMixedRevenue = false;
  const table = rows.map((row) => {
    const values: Partial<Record<FigureName, unknown>> = {};
    for (const [index, name] of figures.entries()) values[name] = row[dimensions.length + index];
    for (const name of ["currency_from", "currency_to"] as const) {
      if (values[name] !== undefined && values[name] !== "") currencies.add(String(values[name]));
    }
    if (hasSeveralCurrencies(values)) hasMixedRevenue = true;
    return {
      dimensions: row.slice(0, dimensions.length).map(String),
      metrics: metricsOf(metrics, dimensions, values, totals),
      ...(withCases && { cases: casesOf(metrics, dimensions, values, totals) }),
    };
  });
  return { rows: table, currencies: [...currencies].sort(), hasMixedRevenue };
}
