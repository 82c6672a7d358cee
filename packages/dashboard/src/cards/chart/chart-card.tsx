import { Paper } from "@mantine/core";
import type { ReportReply } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { addDays, daysBetween, type Interval, lastOfMonth } from "../../format/date.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { annotationsQuery } from "../../site/annotations-query.ts";
import { useSite } from "../../site/site-context.tsx";
import { datesOf } from "../../view/period.ts";
import type { ChartInterval } from "../../view/site-search.ts";
import { Empty, Loaded } from "../card.tsx";
import { overviewParams, timeseriesParams } from "../card-params.ts";
import { ComparedNote } from "../compared-note.tsx";
import { MetricMenu, Numbers } from "../numbers/numbers.tsx";
import { RadioRow } from "../radio-row.tsx";
import { useMetricName } from "../use-metric-name.ts";
import { useReport } from "../use-report.ts";
import { annotationMarks } from "./annotation-marks.ts";
import { AnnotationMenu } from "./annotation-menu.tsx";
import { ChartBones } from "./chart-bones.tsx";
import styles from "./chart-card.module.css";
import { comparedWindow } from "./compared-window.ts";
import { CHART_HEIGHT } from "./measure-chart.ts";
import { intervalsFor, toSeries, usualInterval } from "./series.ts";
import { TimeChart } from "./time-chart.tsx";

/** The numbers and, below, the chosen one over time. */
export function ChartCard() {
  const { t } = useTexts();
  const { view } = useSite();
  const nameOf = useMetricName();
  const label = t("card.chart", { metric: nameOf(view.metric) });
  return (
    <Paper component="section" withBorder className={styles.card} aria-label={label}>
      <Numbers />
      <div className={styles.head}>
        <MetricMenu />
        <ComparedNote />
        <AnnotationMenu />
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
  const { site, view, change } = useSite();
  const nameOf = useMetricName();
  const annotations = useQuery(annotationsQuery(site.name));
  const asked = timeseriesParams(view);
  const query = useReport("timeseries", asked);
  const series = useSeries(query.data);
  const compared = useCompared(asked, series?.interval ?? null);
  if (query.data === undefined && query.error === null) return <ChartBones />;
  return (
    <Loaded query={query}>
      {(reply) => {
        if (series === undefined || series.points.length === 0) return <Empty>{t("empty.chart")}</Empty>;

        const { points, interval } = series;

        function zoom(first: number, last: number): void {
          const from = points[first]?.label.slice(0, 10);
          const to = points[last]?.label.slice(0, 10);
          if (from === undefined || to === undefined) return;
          change({ period: { first: from, last: endOf(to, interval) }, interval: null });
        }

        return (
          <TimeChart
            label={label}
            metric={view.metric}
            nameOf={nameOf}
            series={series}
            compared={compared}
            marks={annotationMarks(annotations.data ?? [], series, reply.query.date_range[1].slice(0, 10))}
            onZoom={interval === "minute" ? undefined : zoom}
          />
        );
      }}
    </Loaded>
  );
}

/**
 * The same chart of the window that the numbers are compared with, whole: what the running period may still become. In the
 * same buckets, whatever that window would choose.
 */
function useCompared(asked: Readonly<Record<string, string>>, interval: Interval | null) {
  const { view, period } = useSite();
  const overview = useReport("overview", overviewParams(view, period));
  const { comparison_date_range: window, date_range: shown } = overview.data?.query ?? {};
  const isWanted = window !== undefined && shown !== undefined && interval !== null;
  const query = useReport(
    "timeseries",
    isWanted ? { ...asked, date_range: comparedWindow(window, shown, interval), interval } : asked,
    { enabled: isWanted },
  );
  const isThere = isWanted && query.data !== undefined && !query.isPlaceholderData;
  return useSeries(isThere && query.data.results.length > 0 ? query.data : undefined);
}

/** Made once a reply: a chart is measured anew by each. */
const useSeries = (reply: ReportReply | undefined) =>
  useMemo(() => (reply === undefined ? undefined : toSeries(reply)), [reply]);

function endOf(date: string, interval: string): string {
  if (interval === "month") return lastOfMonth(date);
  return interval === "week" ? addDays(date, 6) : date;
}

function IntervalChoice() {
  const { t } = useTexts();
  const { view, change } = useSite();
  const query = useReport("timeseries", timeseriesParams(view));
  const days = useShownDays();
  const shown = query.data === undefined || query.isPlaceholderData ? null : toSeries(query.data).interval;
  if (days === null) return null;
  const intervals = intervalsFor(days);
  if (intervals.length < 2) return null;
  return (
    <RadioRow<ChartInterval>
      label={t("interval.label")}
      choices={intervals.map((name) => ({ name, title: t(`interval.${name}`) }))}
      chosen={view.interval ?? shown ?? usualInterval(days)}
      onChoose={(interval) => change({ interval })}
    />
  );
}

/** Null until it is known how long all time is. */
function useShownDays(): number | null {
  const { view, period, today } = useSite();
  const overview = useReport("overview", overviewParams(view, period));
  const dates = datesOf(period, today);
  if (dates !== null) return daysBetween(dates.first, dates.last) + 1;
  if (overview.data === undefined || overview.isPlaceholderData) return null;
  const [from, to] = overview.data.query.date_range;
  return daysBetween(from.slice(0, 10), to.slice(0, 10)) + 1;
}
