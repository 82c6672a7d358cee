import { Paper } from "@mantine/core";
import { comparedWindow } from "../chart/compared-window.ts";
import { CHART_HEIGHT } from "../chart/measure-chart.ts";
import { intervalsFor, toSeries } from "../chart/series.ts";
import { TimeChart } from "../chart/time-chart.tsx";
import { addDays, daysBetween, type Interval, lastOfMonth } from "../format/date.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import { datesOf } from "../view/period.ts";
import type { ChartInterval } from "../view/site-search.ts";
import { Empty, Loaded } from "./card.tsx";
import { overviewParams, timeseriesParams } from "./card-params.ts";
import styles from "./chart-card.module.css";
import { MetricMenu, Numbers } from "./numbers.tsx";
import { RadioRow } from "./radio-row.tsx";
import { useReport } from "./use-report.ts";

/** The numbers and, below, the chosen one over time. */
export function ChartCard() {
  const { t } = useTexts();
  const { view } = useSite();
  const label = t("card.chart", { metric: t(`metric.${view.metric}`) });
  return (
    <Paper component="section" withBorder className={styles.card} aria-label={label}>
      <Numbers />
      <div className={styles.head}>
        <MetricMenu />
        <IntervalChoice />
      </div>
      <div style={{ height: CHART_HEIGHT }}>
        <Chart label={label} />
      </div>
    </Paper>
  );
}

function Chart({ label }: { label: string }) {
  const { t } = useTexts();
  const { view, change } = useSite();
  const asked = timeseriesParams(view);
  const query = useReport("timeseries", asked);
  const compared = useCompared(asked, query.data === undefined ? null : toSeries(query.data).interval);
  return (
    <Loaded query={query} rows={6}>
      {(reply) => {
        const series = toSeries(reply);
        if (series.points.length === 0) return <Empty>{t("empty.chart")}</Empty>;

        function zoom(first: number, last: number): void {
          const from = series.points[first]?.label.slice(0, 10);
          const to = series.points[last]?.label.slice(0, 10);
          if (from === undefined || to === undefined) return;
          change({ period: { first: from, last: endOf(to, series.interval) }, interval: null });
        }

        return (
          <TimeChart
            label={label}
            metric={view.metric}
            series={series}
            compared={compared}
            onZoom={series.interval === "minute" ? undefined : zoom}
          />
        );
      }}
    </Loaded>
  );
}

/**
 * The same chart of the window that the numbers are compared with. In the same buckets: of a running period that window is
 * shorter, and would choose its own.
 */
function useCompared(asked: Readonly<Record<string, string>>, interval: Interval | null) {
  const { view, period } = useSite();
  const overview = useReport("overview", overviewParams(view, period));
  const window = overview.data?.query.comparison_date_range;
  const isWanted = window !== undefined && interval !== null;
  const query = useReport(
    "timeseries",
    isWanted ? { ...asked, date_range: comparedWindow(window, interval), interval } : asked,
    { enabled: isWanted },
  );
  const isThere = isWanted && query.data !== undefined && !query.isPlaceholderData;
  return isThere && query.data.results.length > 0 ? toSeries(query.data) : undefined;
}

function endOf(date: string, interval: string): string {
  if (interval === "month") return lastOfMonth(date);
  return interval === "week" ? addDays(date, 6) : date;
}

function IntervalChoice() {
  const { t } = useTexts();
  const { view, change, period, today } = useSite();
  const query = useReport("timeseries", timeseriesParams(view));
  const dates = datesOf(period, today);
  const intervals = intervalsFor(dates === null ? 3660 : daysBetween(dates.first, dates.last) + 1);
  const shown = query.data === undefined ? null : toSeries(query.data).interval;
  if (intervals.length < 2) return null;
  return (
    <RadioRow<ChartInterval>
      label={t("interval.label")}
      choices={intervals.map((name) => ({ name, title: t(`interval.${name}`) }))}
      chosen={view.interval ?? shown ?? intervals[0] ?? "day"}
      onChoose={(interval) => change({ interval })}
    />
  );
}
