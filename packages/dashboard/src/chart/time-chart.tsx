import { useElementSize } from "@mantine/hooks";
import type { Figure, Metric } from "@millrace/protocol";
import { useId, useMemo } from "react";
import { weekdayOf } from "../format/date.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { ChartTable } from "./chart-table.tsx";
import { ChartTooltip } from "./chart-tooltip.tsx";
import { areaPath, indicesOf, linePath, lonelyOf } from "./curves.ts";
import { CHART_HEIGHT, type Geometry, MARGIN, measureChart } from "./measure-chart.ts";
import { begunPoints, type Series } from "./series.ts";
import styles from "./time-chart.module.css";
import { useCrosshair } from "./use-crosshair.ts";

export interface TimeChartProps {
  readonly label: string;
  readonly metric: Metric;
  readonly series: Series;
  /** The same buckets of the period that is compared with. */
  readonly compared?: Series | undefined;
  /** Chooses buckets first to last, by their index. */
  readonly onZoom?: ((first: number, last: number) => void) | undefined;
}

/** A metric over time. The axis begins at 0, always. */
export function TimeChart({ label, metric, series, compared, onZoom }: TimeChartProps) {
  const { t } = useTexts();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const helpId = useId();
  const geometry = useMemo(
    () => measureChart(width, metric, series, compared),
    [width, metric, series, compared],
  );
  const cursor = useCrosshair({
    count: series.begun,
    indexAt: geometry.indexAt,
    onZoom,
  });
  const spoken = useBucketText(metric, series, cursor.at);
  return (
    <div className={styles.frame} ref={ref} style={{ height: CHART_HEIGHT }}>
      {width > 0 && (
        <div
          className={styles.chart}
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-describedby={helpId}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, series.begun - 1)}
          aria-valuenow={cursor.at ?? 0}
          aria-valuetext={spoken}
          {...cursor.handlers}
        >
          <Drawing {...{ metric, series, geometry }} cursor={cursor.at} brush={cursor.brush} />
          {cursor.at !== null && (
            <ChartTooltip
              metric={metric}
              series={series}
              compared={compared}
              at={cursor.at}
              dip={geometry.dips.find(({ index }) => index === cursor.at)}
              x={geometry.x(cursor.at)}
              width={width}
            />
          )}
        </div>
      )}
      <span id={helpId} hidden>
        {t("chart.help")}
      </span>
      <ChartTable label={label} series={series} />
    </div>
  );
}

function useBucketText(metric: Metric, series: Series, at: number | null): string {
  const { dates, numbers } = useTexts();
  const point = at === null ? begunPoints(series).at(-1) : series.points[at];
  if (point === undefined) return "";
  const figure = numbers.exact(metric, point.figures[metric] ?? null, series.currency);
  return `${dates.bucket(point.label, series.interval)}: ${figure}`;
}

interface DrawingProps {
  readonly metric: Metric;
  readonly series: Series;
  readonly geometry: Geometry;
  readonly cursor: number | null;
  readonly brush: readonly [number, number] | null;
}

function Drawing({ metric, series, geometry, cursor, brush }: DrawingProps) {
  const hatch = useId();
  const { width, values, others, x, y, bottom, dips } = geometry;
  const placeOf = (figures: readonly Figure[]) => (index: number) => {
    const figure = figures[index] ?? null;
    return figure === null ? null : y(figure);
  };
  const at = placeOf(values);
  const pointed = cursor === null ? null : at(cursor);
  const { partial } = series;
  const whole = indicesOf(partial < 0 ? values : values.slice(0, partial));
  const running = partial < 0 ? [] : [partial - 1, partial].filter((index) => index >= 0);
  return (
    <svg
      width={width}
      height={CHART_HEIGHT}
      viewBox={`0 0 ${width} ${CHART_HEIGHT}`}
      className={styles.drawing}
      aria-hidden="true"
    >
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="6" className={styles.hatch} />
        </pattern>
      </defs>
      <Weekends series={series} geometry={geometry} />
      <Axes metric={metric} series={series} geometry={geometry} />
      <path d={linePath(indicesOf(others), x, placeOf(others))} className={styles.compared} />
      <path d={areaPath(whole, x, at, bottom)} className={styles.area} />
      <path d={linePath(whole, x, at)} className={styles.line} />
      <path d={areaPath(running, x, at, bottom)} fill={`url(#${hatch})`} />
      <path d={linePath(running, x, at)} className={styles.running} />
      {lonelyOf(values).map((index) => (
        <circle
          key={index}
          cx={x(index)}
          cy={at(index) ?? 0}
          r={values.length === 1 ? 4 : 2.5}
          className={styles.dot}
        />
      ))}
      {dips.map(({ index }) => (
        <path key={index} d={`M${x(index) - 5} ${bottom - 2}h10l-5 -8z`} className={styles.dip} />
      ))}
      {brush !== null && (
        <rect
          x={x(brush[0])}
          width={Math.max(1, x(brush[1]) - x(brush[0]))}
          y={MARGIN.top}
          height={bottom - MARGIN.top}
          className={styles.brush}
        />
      )}
      {cursor !== null && (
        <>
          <line x1={x(cursor)} x2={x(cursor)} y1={MARGIN.top} y2={bottom} className={styles.crosshair} />
          {pointed !== null && <circle cx={x(cursor)} cy={pointed} r={4} className={styles.dot} />}
        </>
      )}
    </svg>
  );
}

function Weekends({ series, geometry }: { series: Series; geometry: Geometry }) {
  if (series.interval !== "day" || series.points.length < 3) return null;
  const { x, bottom } = geometry;
  const half = (x(1) - x(0)) / 2;
  return series.points.map(({ label }, index) =>
    weekdayOf(label) < 6 ? null : (
      <rect
        key={label}
        x={Math.max(MARGIN.left, x(index) - half)}
        width={Math.min(geometry.right, x(index) + half) - Math.max(MARGIN.left, x(index) - half)}
        y={MARGIN.top}
        height={bottom - MARGIN.top}
        className={styles.weekend}
      />
    ),
  );
}

function Axes({ metric, series, geometry }: { metric: Metric; series: Series; geometry: Geometry }) {
  const { numbers, dates } = useTexts();
  const { yTicks, xTicks, x, y, right } = geometry;
  return (
    <>
      {yTicks.map((value) => (
        <g key={value}>
          <line
            x1={MARGIN.left}
            x2={right}
            y1={y(value)}
            y2={y(value)}
            className={value === 0 ? styles.base : styles.grid}
          />
          <text x={MARGIN.left - 8} y={y(value) + 4} textAnchor="end" className={styles.tick}>
            {numbers.short(metric, value, series.currency)}
          </text>
        </g>
      ))}
      {xTicks.map((index) => (
        <text
          key={index}
          x={x(index)}
          y={CHART_HEIGHT - 6}
          textAnchor={anchorOf(index, series.points.length)}
          className={styles.tick}
        >
          {dates.tick(series.points[index]?.label ?? "", series.interval)}
        </text>
      ))}
    </>
  );
}

function anchorOf(index: number, count: number): "start" | "middle" | "end" {
  if (index === 0 && count > 1) return "start";
  return index === count - 1 && count > 1 ? "end" : "middle";
}
