import { VisuallyHidden } from "@mantine/core";
import type { Metric } from "@millrace/protocol";
import { useEffect, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { begunPoints, type Series } from "./series.ts";

/** Longer ones are heard by moving the crosshair. */
const MAX_ROWS = 100;
const AFTER_MS = 400;

interface ChartTableProps {
  readonly label: string;
  readonly nameOf: (metric: Metric) => string;
  readonly series: Series;
}

/** What the chart draws, for those who hear it. */
export function ChartTable({ label, nameOf, series }: ChartTableProps) {
  const { t, dates, numbers } = useTexts();
  const isTime = useAfterwards();
  const metrics = Object.keys(series.points[0]?.figures ?? {}) as Metric[];
  if (!isTime || metrics.length === 0) return null;
  return (
    <VisuallyHidden>
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t("chart.time")}</th>
            {metrics.map((metric) => (
              <th key={metric} scope="col">
                {nameOf(metric)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {begunPoints(series)
            .slice(-MAX_ROWS)
            .map(({ label: bucket, figures }) => (
              <tr key={bucket}>
                <th scope="row">{dates.bucket(bucket, series.interval, series.within)}</th>
                {metrics.map((metric) => (
                  <td key={metric}>{numbers.exact(metric, figures[metric] ?? null, series.currency)}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </VisuallyHidden>
  );
}

/** False for a moment: what is seen goes first. */
function useAfterwards(): boolean {
  const [isTime, setTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setTime(true), AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return isTime;
}
