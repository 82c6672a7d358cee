import type { Metric } from "@millrace/protocol";
import { useCallback } from "react";
import { type TextKey, useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";

const OF_CONVERSIONS: Readonly<Partial<Record<Metric, TextKey>>> = {
  visitors: "metric.conversions",
  events: "metric.total_conversions",
};

/** What a metric is called: visitors who reached the chosen goal are its conversions. */
export function useMetricName(): (metric: Metric) => string {
  const { t } = useTexts();
  const { countsConversions } = useSite().view;
  return useCallback(
    (metric) => t((countsConversions ? OF_CONVERSIONS[metric] : undefined) ?? `metric.${metric}`),
    [t, countsConversions],
  );
}
