import type { Metric } from "@millrace/protocol";
import { useSite } from "../site/site-context.tsx";
import { overviewParams } from "./card-params.ts";
import { useReport } from "./use-report.ts";

/** What all rows together would have if none overlapped: the number at the top. */
export function useTotal(metric: Metric): number {
  const { view, period } = useSite();
  const { data, isPlaceholderData } = useReport("overview", overviewParams(view, period));
  // Rows of this view have no share of another one's total.
  if (isPlaceholderData) return 0;
  return data?.results[0]?.metrics[data.query.metrics.indexOf(metric)] ?? 0;
}
